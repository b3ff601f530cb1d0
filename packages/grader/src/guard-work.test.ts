import { expect, test } from "vitest";
import { guardWork, LearnerError, MissingExportError } from "./guard-work.ts";

function guarded<Work extends object>(work: Work) {
  const calls: string[] = [];
  const probe = { enter: (what: string) => void calls.push(what), leave: () => void calls.push("done") };
  return { calls, work: guardWork(work, { file: "work.ts", probe }) };
}

test("the probe knows which function runs, and that it has returned", () => {
  const { calls, work } = guarded({ double: (value: number) => value * 2 });
  expect(work.double(3)).toBe(6);
  expect(calls).toEqual(["double", "done"]);
});

test("the probe knows it of handlers, and of what a function returns", () => {
  const machine = { start: () => ({ count: 1 }) };
  const { calls, work } = guarded({ machine, make: () => machine, later: () => () => 1 });
  work.machine.start();
  work.make().start();
  work.later()();
  expect(calls.filter((call) => call !== "done")).toEqual([
    "start of machine",
    "make",
    "start of make(…)",
    "later",
    "later(…)",
  ]);
  expect(calls.filter((call) => call === "done")).toHaveLength(5);
});

test("the probe knows it of functions and machines that are handed over in an object, which keep their this", () => {
  const machine = { start: () => ({ count: 1 }) };
  const parts = { first: 1, machine, next: (value: number) => value + 1, twice: (value: number) => value * 2 };
  const itself = {
    by: 3,
    self: {},
    add(value: number) {
      return value + this.by;
    },
  };
  itself.self = itself;
  const { calls, work } = guarded({ parts, itself, plain: machine.start() });
  work.parts.machine.start();
  expect([work.parts.first, work.parts.next(1), work.parts.twice(4), work.itself.add(1)]).toEqual([1, 2, 8, 4]);
  expect(calls.filter((call) => call !== "done")).toEqual([
    "start of parts.machine",
    "parts.next",
    "parts.twice",
    "itself.add",
  ]);
});

test("parts are the same objects for the next check, and its probe is told", () => {
  const work = { parts: { next: (value: number) => value + 1 } };
  const first = guarded(work);
  const second = guarded(work);
  expect(second.work.parts).toBe(first.work.parts);
  second.work.parts.next(1);
  expect([first.calls, second.calls]).toEqual([[], ["parts.next", "done"]]);
});

test("a handler keeps its this", () => {
  class Counter {
    private readonly first = 7;
    start(): { count: number } {
      return { count: this.first };
    }
  }
  expect(guarded({ counter: new Counter() }).work.counter.start()).toEqual({ count: 7 });
});

test("what a function throws is the learner's, and has returned for the probe", () => {
  const cause = new TypeError("no such key");
  const { calls, work } = guarded({
    fail(): never {
      throw cause;
    },
  });
  expect(() => work.fail()).toThrow(
    expect.objectContaining({ what: "fail", message: "TypeError: no such key", cause }),
  );
  expect(() => work.fail()).toThrow(LearnerError);
  expect(calls).toEqual(["fail", "done", "fail", "done"]);
});

test.each([
  ["a text", "oops", 'It threw "oops", which is no Error.'],
  ["nothing", undefined, "It threw undefined, which is no Error."],
  ["an object without a text", Object.create(null), "It threw {}, which is no Error."],
])("%s that is thrown is shown", (_what, thrown, message) => {
  const { work } = guarded({
    fail(): never {
      throw thrown;
    },
  });
  expect(() => work.fail()).toThrow(message);
});

test("an export that is not there is named, with those that are", () => {
  const { work } = guarded<{ one: number; two?: number }>({ one: 1 });
  expect(() => work.two).toThrow(MissingExportError);
  expect(() => work.two).toThrow('work.ts has no export named "two". It exports one.');
  expect(() => guarded<{ two?: number }>({}).work.two).toThrow("It exports nothing.");
});

test.each([null, undefined])("an export without a value is named: %s", (value) => {
  expect(() => guarded({ one: value }).work.one).toThrow(`work.ts exports "one", but as ${value}.`);
});

test("a Promise is refused, and what comes of it disturbs nobody", () => {
  const { work } = guarded({ wait: () => Promise.reject(new Error("late")) });
  expect(() => work.wait()).toThrow("It returned a Promise.");
});
