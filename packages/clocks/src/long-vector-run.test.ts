import { type AnyMachine, defineMachine } from "@millrace/core";
import { expect, test } from "vitest";
import { loggedStamp } from "./fowler-zwaenepoel.laws.ts";
import { judgeLongVectorRun } from "./long-vector-run.laws.ts";
import { fowlerZwaenepoel, matrixClock, singhalKshemkalyani, vectorClock } from "./mod.ts";

test.each([
  ["the vector clock", vectorClock],
  ["Singhal's and Kshemkalyani's", singhalKshemkalyani],
  ["the matrix clock", matrixClock],
])("%s counts on for 66,000 events", (_name, clock) => {
  expect(judgeLongVectorRun(clock)).toBeUndefined();
});

test("the log goes on for 66,000 events", () => {
  expect(judgeLongVectorRun(fowlerZwaenepoel, loggedStamp)).toBeUndefined();
});

test.each([
  ["a count that comes round after 1,000", clock({ own: (count) => count % 1_000 }), "its event 1000 "],
  ["a count of sixteen bits", clock({ own: (count) => count % 65_536 }), "its event 65536 "],
  ["a message of sixteen bits", clock({ told: (count) => count % 65_536 }), "with 66001 for extract"],
])("%s is seen", (_name, machine, expected) => {
  expect(judgeLongVectorRun(machine)?.expected).toContain(expected);
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

/** A vector clock that makes something of its own count, and of what it tells. */
function clock({
  own = (count) => count,
  told = (count) => count,
}: {
  own?: (count: number) => number;
  told?: (count: number) => number;
}): AnyMachine {
  type Vector = Record<string, number>;
  const stamp = (vector: Vector, { self, output }: { self: string; output: (value: unknown) => void }): void => {
    vector[self] = own((vector[self] ?? 0) + 1);
    output({ type: "stamped", vector });
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
