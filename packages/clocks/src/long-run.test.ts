import { type AnyMachine, defineMachine } from "@millrace/core";
import { expect, test } from "vitest";
import { judgeLongRun } from "./long-run.laws.ts";
import { lamportClock } from "./mod.ts";

test("the clock counts on for 66,000 events", () => {
  expect(judgeLongRun(lamportClock)).toBeUndefined();
});

test.each([
  ["a counter of eight bits", clock({ own: (counter) => counter % 256 }), "counter: 256 }"],
  ["a counter of sixteen bits", clock({ own: (counter) => counter % 65_536 }), "counter: 65536 }"],
  ["a message of eight bits", clock({ told: (counter) => counter % 256 }), "for the receipt of a message"],
  ["a message of sixteen bits", clock({ told: (counter) => counter % 65_536 }), "for the receipt of a message"],
  ["a leap that is limited", clock({ heard: (counter, own) => Math.min(counter, own + 50_000) }), "report puts out"],
  ["late news that wraps round", clock({ heard: (counter, own) => own + (((counter - own) << 16) >> 16) }), "puts out"],
])("%s is seen", (_name, machine, expected) => {
  expect(judgeLongRun(machine)?.expected).toContain(expected);
});

test("a message too many, a message to somebody else and an event without a stamp are seen, however late", () => {
  const at = (counter: number, does: AnyMachine["onInput"]): AnyMachine => ({
    ...lamportClock,
    onInput(state, input, context) {
      const { counter: last } = state as { counter: number };
      return last + 1 === counter
        ? does?.(state, input, context)
        : lamportClock.onInput?.(state as never, input as never, context);
    },
  });
  const sends =
    (...receivers: string[]): AnyMachine["onInput"] =>
    (_state, _input, context) => {
      context.output({ type: "stamped", counter: 777 });
      for (const to of receivers) context.send(to, { counter: 777 });
    };
  expect(judgeLongRun(at(777, sends("load", "load")))?.actual).toBe("it sent one to load and one to load");
  expect(judgeLongRun(at(777, sends("report")))?.actual).toBe("it sent one to report");
  expect(judgeLongRun(at(777, () => undefined))?.actual).toBe("it put out nothing");
  expect(judgeLongRun(at(50_001, sends("load")))?.actual).toBe("it sent messages: 175");
  expect(judgeLongRun(at(50_001, () => undefined))?.expected).toContain("puts out 255 stamps");
});

test("what a handler throws, and a state that is not plain data, are told", () => {
  const refuses = {
    ...lamportClock,
    onMessage: (): never => {
      throw new Error("no");
    },
  };
  expect(judgeLongRun(refuses)).toEqual({ expected: "load does its work", actual: "no" });
  const keeps = { ...lamportClock, start: () => ({ counter: 0, shape: /x/ }) };
  expect(judgeLongRun(keeps)?.actual).toContain("an instance of RegExp");
});

test("a clock that remembers every event is followed for 300 requests only", () => {
  let longest = 0;
  const remembers = defineMachine<{ stamps: number[] }, number, unknown, { to?: string }>({
    start: () => ({ stamps: [] }),
    onMessage(state, counter, _from, context) {
      stamp(state, counter, context.output);
    },
    onInput(state, { to }, context) {
      const counter = stamp(state, 0, context.output);
      if (to !== undefined) context.send(to, counter);
    },
  });
  function stamp({ stamps }: { stamps: number[] }, heard: number, output: (value: unknown) => void): number {
    const counter = Math.max(heard, ...stamps) + 1;
    longest = Math.max(longest, stamps.push(counter));
    output({ type: "stamped", counter });
    return counter;
  }
  expect(judgeLongRun(remembers as AnyMachine)).toBeUndefined();
  expect(longest).toBeLessThan(400);
});

/** A clock that makes something of its own counter, of what it tells, and of what it hears. */
function clock({
  own = (counter) => counter,
  told = (counter) => counter,
  heard = (counter) => counter,
}: {
  own?: (counter: number) => number;
  told?: (counter: number) => number;
  heard?: (counter: number, own: number) => number;
}): AnyMachine {
  return defineMachine<{ counter: number }, number, unknown, { to?: string }>({
    start: () => ({ counter: 0 }),
    onMessage(state, counter, _from, context) {
      state.counter = own(Math.max(state.counter, heard(counter, state.counter)) + 1);
      context.output({ type: "stamped", counter: state.counter });
    },
    onInput(state, { to }, context) {
      state.counter = own(state.counter + 1);
      context.output({ type: "stamped", counter: state.counter });
      if (to !== undefined) context.send(to, told(state.counter));
    },
  });
}
