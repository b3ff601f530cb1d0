import { expect, test } from "vitest";
import { type CallerEvent, lanesOf, sumUp } from "./lanes.ts";

function event(kind: string, atMs: number, { sets = false, answers = false } = {}): CallerEvent {
  return { kind, machine: "a", atMs, timersSet: sets ? ["prepare"] : [], outputs: answers ? [{ job: 1 }] : [] };
}

test("a caller that waits begins a job when the one before it is answered", () => {
  const lanes = lanesOf("a", [
    event("input", 100, { sets: true }),
    event("timer", 110),
    event("deliver", 150, { answers: true, sets: true }),
    event("timer", 160),
    event("deliver", 190, { answers: true }),
  ]);
  expect(lanes).toEqual([
    { beganMs: 0, askedMs: 10, answeredMs: 50 },
    { beganMs: 50, askedMs: 60, answeredMs: 90 },
  ]);
  expect(sumUp(lanes, 2)).toEqual({ allMs: 90, idleMs: 70, open: 1 });
});

test("a caller that goes on has several requests open", () => {
  const lanes = lanesOf("a", [
    event("input", 100, { sets: true }),
    event("timer", 110, { sets: true }),
    event("timer", 120),
    event("deliver", 150, { answers: true }),
    event("deliver", 160, { answers: true }),
  ]);
  expect(lanes).toEqual([
    { beganMs: 0, askedMs: 10, answeredMs: 50 },
    { beganMs: 10, askedMs: 20, answeredMs: 60 },
  ]);
  expect(sumUp(lanes, 2)).toEqual({ allMs: 60, idleMs: 40, open: 2 });
});

test("what is not answered is not made up, and other machines do not count", () => {
  const lanes = lanesOf("a", [
    event("start", 1),
    event("input", 5, { sets: true }),
    { ...event("timer", 6), machine: "b" },
  ]);
  expect(lanes).toEqual([{ beganMs: 0, askedMs: undefined, answeredMs: undefined }]);
  expect(sumUp(lanes, 2).allMs).toBeUndefined();
});
