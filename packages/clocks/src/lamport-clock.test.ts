import {
  type AnyMachine,
  type Exploration,
  type Input,
  type Law,
  at,
  defineMachine,
  defineSystem,
  explore,
} from "@millrace/core";
import { expect, test } from "vitest";
import {
  causesAreStampedLower,
  judgeStampPair,
  judgeStampTriple,
  judgeStrangers,
  judgeTies,
  mergesLogs,
  stampsAreHeights,
  stampsEveryEvent,
  stampsRise,
} from "./lamport-clock.laws.ts";
import { type Stamp, compareStamps, lamportClock } from "./mod.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";

const laws = [
  sendsAsTold,
  stampsEveryEvent,
  stampsRise,
  causesAreStampedLower,
  stampsAreHeights,
  mergesLogs(compareStamps),
];

const requests = [local("a"), send("a", "b"), send("b", "c"), local("b"), send("a", "b"), send("c", "a")];

test("a → b implies C(a) < C(b), and all else that a scalar clock promises, in every order of events", () => {
  expect(run(lamportClock, laws).outcome).toBe("proved");
});

test("a clock that ignores what it receives stamps a receipt below its sending", () => {
  expect(
    brokenLaw(
      clock((own) => own + 1),
      [causesAreStampedLower],
    ),
  ).toBe(causesAreStampedLower.name);
});

test("a clock that takes over what it receives stamps two of its events alike", () => {
  expect(
    brokenLaw(
      clock((_own, received) => received + 1),
      [stampsRise],
    ),
  ).toBe(stampsRise.name);
});

test("a clock in steps of two keeps the clock condition, but measures no chain", () => {
  const inTwos = clock((own, received) => Math.max(own, received) + 2);
  expect(run(inTwos, [stampsRise, causesAreStampedLower]).outcome).toBe("proved");
  expect(brokenLaw(inTwos, [stampsAreHeights])).toBe(stampsAreHeights.name);
});

test("an event without a stamp, and a stamp of another shape, break every law of stamps", () => {
  const silent = defineMachine<object, never, unknown, unknown>({ start: () => ({}) });
  const counts = defineMachine<object, never, unknown, unknown>({
    start: () => ({}),
    onInput: (_state, _input, context) => context.output(1),
  });
  for (const machine of [silent, counts]) {
    for (const law of laws.filter((law) => law !== sendsAsTold)) expect(brokenLaw(machine, [law])).toBe(law.name);
  }
});

test("a confirmation, a message to somebody else and a forgotten message are seen", () => {
  const confirms: AnyMachine = {
    ...lamportClock,
    onMessage: (_state, _message, from, context) => context.send(from, {}),
  };
  const misdirects: AnyMachine = {
    ...lamportClock,
    onInput: (_state, _input, context) => context.send(context.peers[1] ?? "", {}),
  };
  const forgets: AnyMachine = { ...lamportClock, onInput: () => undefined };
  for (const machine of [confirms, misdirects, forgets])
    expect(brokenLaw(machine, [sendsAsTold])).toBe(sendsAsTold.name);
});

test("a merged log with an effect before its cause is seen", () => {
  const backwards = mergesLogs((first, second) => compareStamps(second, first));
  expect(brokenLaw(lamportClock, [backwards])).toBe(backwards.name);
});

test("compareStamps is a total order: counters as numbers, then machines", () => {
  const sorted = [stamp(2, "b"), stamp(10, "a"), stamp(9, "b"), stamp(2, "a"), stamp(9, "a")].sort(compareStamps);
  expect(sorted).toEqual([stamp(2, "a"), stamp(2, "b"), stamp(9, "a"), stamp(9, "b"), stamp(10, "a")]);
  for (const first of sorted) {
    for (const second of sorted) {
      expect(judgeStampPair(compareStamps, [first, second])).toBeUndefined();
      for (const third of sorted) expect(judgeStampTriple(compareStamps, [first, second, third])).toBeUndefined();
    }
  }
});

test("orders that leave ties open, contradict themselves or give no number are seen", () => {
  const two = [stamp(1, "a"), stamp(1, "b")] as const;
  expect(judgeStampPair((first, second) => first.counter - second.counter, two)?.expected).toContain("other than 0");
  expect(judgeStampPair(() => -1, two)?.expected).toContain("opposite sign");
  expect(judgeStampPair(() => 1, [two[0], two[0]])?.expected).toContain("same stamp");
  expect(judgeStampPair((first, second) => first.machine > second.machine, two)?.expected).toContain("a number");
  expect(judgeStampPair(() => NaN, two)?.expected).toContain("a number");
  expect(judgeStampPair(() => undefined, two)?.expected).toContain("a number");
  expect(
    judgeStampPair((first, second) => second.counter - first.counter, [stamp(9, "a"), stamp(10, "a")])?.expected,
  ).toContain("lower counter");
});

test("an order that goes round in a circle is seen", () => {
  const ring = ["a", "b", "c"];
  const circle = (first: Stamp, second: Stamp) =>
    (ring.indexOf(second.machine) - ring.indexOf(first.machine) + 3) % 3 === 1 ? -1 : 1;
  expect(judgeStampTriple(circle, [stamp(1, "a"), stamp(1, "b"), stamp(1, "c")])).toBeDefined();
});

test("an order of names that turns with the counter is seen", () => {
  const turns = (first: Stamp, second: Stamp) => (first.counter % 2 === 0 ? 1 : -1) * compareStamps(first, second);
  expect(judgeTies(compareStamps, ["a", "b"])).toBeUndefined();
  expect(judgeTies(turns, ["a", "b"])?.expected).toContain("whatever the counter is");
  expect(judgeTies((first, second) => first.counter - second.counter, ["a", "A"])?.expected).toContain("other than 0");
});

test("an order of names by who was asked about first is seen", () => {
  const pairs = [
    ["a", "b"],
    ["d", "c"],
    ["e", "f"],
    ["h", "g"],
  ] as const;
  const seen: string[] = [];
  const byArrival = (first: Stamp, second: Stamp) => {
    seen.push(first.machine, second.machine);
    return seen.indexOf(first.machine) - seen.indexOf(second.machine);
  };
  expect(judgeStrangers(compareStamps, pairs)).toBeUndefined();
  expect(judgeStrangers(byArrival, pairs)?.actual).toContain("the first always came first");
});

test("stamps are compared by what they say, and not changed", () => {
  const same = [stamp(1, "a"), stamp(1, "a")] as const;
  expect(judgeStampPair((first, second) => (first === second ? 0 : -1), [same[0], same[0]])?.expected).toContain(
    "same stamp",
  );
  expect(() => judgeStampPair((first) => ((first as { counter: number }).counter = 0), same)).toThrow(TypeError);
});

/** A clock whose counter after a receipt is `receive(own, received)`. */
function clock(receive: (own: number, received: number) => number): AnyMachine {
  return defineMachine<{ counter: number }, number, unknown, { to?: string }>({
    start: () => ({ counter: 0 }),
    onMessage(state, counter, _from, context) {
      state.counter = receive(state.counter, counter);
      context.output({ type: "stamped", counter: state.counter });
    },
    onInput(state, { to }, context) {
      state.counter = receive(state.counter, 0);
      context.output({ type: "stamped", counter: state.counter });
      if (to !== undefined) context.send(to, state.counter);
    },
  });
}

function run(machine: AnyMachine, laws: readonly Law[]): Exploration {
  return explore(
    defineSystem({ machines: { a: machine, b: machine, c: machine }, channels: "any-order", inputs: requests }),
    { laws },
  );
}

function brokenLaw(machine: AnyMachine, laws: readonly Law[]): string | undefined {
  return run(machine, laws).counterexample?.law;
}

function local(machine: string): Input {
  return at(machine, { type: "local" });
}

function send(machine: string, to: string): Input {
  return at(machine, { type: "send", to });
}

function stamp(counter: number, machine: string): Stamp {
  return { counter, machine };
}
