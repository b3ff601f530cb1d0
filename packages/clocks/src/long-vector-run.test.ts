import { type AnyMachine, defineMachine } from "@millrace/core";
import { expect, test } from "vitest";
import { loggedStamp } from "./fowler-zwaenepoel.laws.ts";
import { judgeLongRunOfTwo, judgeLongVectorRun } from "./long-vector-run.laws.ts";
import { fowlerZwaenepoel, matrixClock, singhalKshemkalyani, vectorClock } from "./mod.ts";

test.each([
  ["the vector clock", vectorClock],
  ["Singhal's and Kshemkalyani's", singhalKshemkalyani],
  ["the matrix clock", matrixClock],
])("%s counts on for 66,000 events", (_name, clock) => {
  expect(judgeLongVectorRun(clock)).toBeUndefined();
});

test("the log goes on for 66,000 events", () => {
  expect(judgeLongVectorRun(fowlerZwaenepoel, { stamp: loggedStamp })).toBeUndefined();
});

test.each([
  ["a count that comes round after 1,000", clock({ own: (count) => count % 1_000 }), "its event 1000 "],
  ["a count of sixteen bits", clock({ own: (count) => count % 65_536 }), "its event 65536 "],
  ["a message of sixteen bits", clock({ told: (count) => count % 65_536 }), "with 66001 for extract"],
])("%s is seen", (_name, machine, expected) => {
  expect(judgeLongVectorRun(machine)?.expected).toContain(expected);
});

test("an event without a stamp is seen, however late, and so is one that counts for another machine", () => {
  const at = (event: number, entries: Record<string, number> | undefined): AnyMachine =>
    clock({ putOut: (vector) => (vector["extract"] === event ? entries : vector) });
  expect(judgeLongVectorRun(at(50_001, undefined))?.actual).toBe("it put out 254");
  expect(judgeLongVectorRun(at(777, { extract: 777, load: 3, report: 1 }))?.expected).toContain("at most 2 for load");
});

test("of two machines one is asked 66,000 times, of three as often as is said", () => {
  expect(judgeLongRunOfTwo(matrixClock)).toBeUndefined();
  expect(judgeLongRunOfTwo(clock({ own: (count) => count % 65_536 }))?.expected).toContain("its event 65536 ");
  expect(judgeLongRunOfTwo(clock({ told: (count) => count % 65_536 }))?.expected).toContain("with 66001 for extract");
  const most: number[] = [];
  const noted = clock({ own: (count) => (most.push(count), count) });
  expect(judgeLongVectorRun(noted, { requests: 2_000 })).toBeUndefined();
  expect(Math.max(...most)).toBe(2_003);
});

test("what a handler throws, and an event without a stamp, are told", () => {
  const refuses = { ...vectorClock, onMessage: (): never => raise("no") };
  expect(judgeLongVectorRun(refuses)).toEqual({ expected: "load does its work", actual: "no" });
  const silent = { ...vectorClock, onMessage: () => undefined };
  expect(judgeLongVectorRun(silent)?.actual).toBe("it put out nothing");
});

function raise(message: string): never {
  throw new Error(message);
}

type Vector = Record<string, number>;

/** A vector clock that makes something of its own count, of what it tells, and of what it puts out. */
function clock({
  own = (count) => count,
  told = (count) => count,
  putOut = (vector) => vector,
}: {
  own?: (count: number) => number;
  told?: (count: number) => number;
  putOut?: (vector: Vector) => Vector | undefined;
}): AnyMachine {
  const stamp = (vector: Vector, { self, output }: { self: string; output: (value: unknown) => void }): void => {
    vector[self] = own((vector[self] ?? 0) + 1);
    const entries = putOut(vector);
    if (entries !== undefined) output({ type: "stamped", vector: entries });
  };
  return defineMachine<Vector, Vector, unknown, { to?: string }>({
    start: () => ({}),
    onMessage(vector, heard, _from, context) {
      for (const [name, count] of Object.entries(heard)) vector[name] = Math.max(vector[name] ?? 0, count);
      stamp(vector, context);
    },
    onInput(vector, { to }, context) {
      stamp(vector, context);
      if (to === undefined) return;
      context.send(to, Object.fromEntries(Object.entries(vector).map(([name, count]) => [name, told(count)])));
    },
  });
}
