import {
  type AnyMachine,
  type Context,
  type Exploration,
  type ExecutionLaw,
  type Input,
  type Law,
  at,
  defineMachine,
  defineSystem,
  explore,
  sample,
} from "@millrace/core";
import { expect, test } from "vitest";
import {
  type CompareHybridStamps,
  judgeHybridPair,
  judgeHybridStrangers,
  judgeHybridTies,
  judgeHybridTriple,
  mergesHybridLogs,
} from "./compare-hybrid-stamps.laws.ts";
import {
  answersEveryEvent,
  causesAreStampedLower,
  countersCountChains,
  neverBehindItsClock,
  refusesWhatIsTooFarAhead,
  staysNear,
  timesAreShown,
} from "./hybrid-logical-clock.laws.ts";
import { type HybridTime, compareHybridStamps, hybridLogicalClock } from "./hybrid-logical-clock.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";
import { judgeStandingClock } from "./standing-clock.laws.ts";
import { startingLater } from "./wall-clocks.ts";

const stampLaws = [answersEveryEvent, causesAreStampedLower, neverBehindItsClock, timesAreShown, countersCountChains];

const passing = [send("a", "b"), send("a", "b"), local("b")];

const crossing = [send("a", "b"), send("b", "a"), local("b")];

const three = [send("a", "b"), send("b", "c")];

test("a → b implies that a is stamped below b, and no time is made up, however clocks jump", () => {
  for (const requests of [passing, crossing, three])
    expect(run(right(5), requests, [sendsAsTold, ...stampLaws, refusesWhatIsTooFarAhead(5)]).outcome).toBe("proved");
});

test("if clocks are within ε of each other, nothing is refused and no stamp is more than ε ahead", () => {
  for (const requests of [passing, crossing, three])
    expect(run(right(10), requests, [staysNear(10)]).outcome).toBe("proved");
  expect(run(right(10), passing, [staysNear(9)]).counterexample?.law).toBe(staysNear(9).name);
  expect(run(right(5), passing, [staysNear(10)]).counterexample?.actual).toBe("it is refused");
});

test("a counter is at most n (ε + 1) if clocks tick between events and are within ε of each other", () => {
  // Clocks are off by up to 2 and jump once by up to 2, so two are at most 8 apart; each machine has an event per tick.
  const machines = { a: startingLater(right(8)), b: startingLater(right(8)), c: startingLater(right(8)) };
  const names = Object.keys(machines);
  const inputs = names.flatMap((name) =>
    Array.from({ length: 12 }, (_, turn) => {
      const to = names[(names.indexOf(name) + 1 + (turn % 2)) % 3] ?? name;
      return at(name, { type: "send", to }, { atMs: 1 + turn * 4 });
    }),
  );
  let highest = 0;
  const watching: Law = {
    ...countersCountChains,
    check(execution) {
      for (const output of execution.events.flatMap(({ outputs }) => outputs))
        highest = Math.max(highest, (output as HybridTime).counter);
      return countersCountChains.check(execution);
    },
  };
  const system = defineSystem({ machines, channels: "any-order", inputs, faults: { clockSkewMs: 2 } });
  expect(sample(system, { laws: [...stampLaws, watching, staysNear(8)], runs: 40 }).outcome).toBe("sampled");
  expect(highest).toBeGreaterThan(0);
  expect(highest).toBeLessThanOrEqual(3 * 9);
});

test.each<[string, Variant, ExecutionLaw]>([
  ["stamps with its clock alone", { next: (_before, nowMs) => ({ timeMs: nowMs, counter: 0 }) }, causesAreStampedLower],
  [
    "counts in a counter that is never set back",
    {
      next: (before, nowMs) => ({
        timeMs: latest(before, nowMs),
        counter: Math.max(...before.map(({ counter }) => counter)) + 1,
      }),
    },
    countersCountChains,
  ],
  [
    "adds a millisecond instead of counting",
    { next: (before, nowMs) => ({ timeMs: Math.max(nowMs, ...before.map(({ timeMs }) => timeMs + 1)), counter: 0 }) },
    timesAreShown,
  ],
  [
    "does not look at its clock when it receives",
    { next: (before, nowMs) => above(before, before.length > 1 ? 0 : nowMs) },
    neverBehindItsClock,
  ],
  ["takes no notice of messages", { next: ([last = zero], nowMs) => above([last], nowMs) }, causesAreStampedLower],
  ["has no guard", { isRefused: () => false }, refusesWhatIsTooFarAhead(5)],
  ["refuses everything", { isRefused: () => true }, refusesWhatIsTooFarAhead(5)],
  [
    "refuses what is just as far ahead as is allowed",
    { isRefused: (aheadMs) => aheadMs >= 5 },
    refusesWhatIsTooFarAhead(5),
  ],
  ["remembers what it refuses", { keepsRefused: true }, timesAreShown],
])("a clock that %s is seen", (_what, variant, law) => {
  const found = [passing, crossing].map((requests) => run(clock(variant), requests, [law]).counterexample?.law);
  expect(found).toContain(law.name);
});

test("an output of another shape is seen", () => {
  for (const output of [
    1,
    null,
    { type: "stamped" },
    { type: "stamped", timeMs: 1_000 },
    { type: "stamped", timeMs: "1000", counter: 0 },
    { type: "stamped", timeMs: NaN, counter: 0 },
    { type: "stamped", timeMs: -1, counter: 0 },
    { type: "stamped", timeMs: 1_000, counter: 0.5 },
    { type: "stamped", timeMs: 1_000, counter: -1 },
    { type: "refused" },
  ]) {
    const machine = defineMachine<object, never, unknown, unknown>({
      start: () => ({}),
      onInput: (_state, _input, context) => context.output(output),
    });
    for (const law of stampLaws) expect(run(machine, [local("a")], [law]).counterexample?.law).toBe(law.name);
  }
});

test("timers move a clock on, and the laws know", () => {
  const waiting = defineMachine<object, never, unknown, unknown>({
    start: () => ({}),
    onTimer() {},
    onInput(_state, _input, context) {
      context.output({ type: "stamped", timeMs: context.now(), counter: 0 });
      context.setTimer("wait", 7);
    },
  });
  const laws = [neverBehindItsClock, timesAreShown];
  expect(run(waiting, [local("a")], laws).outcome).toBe("proved");
  expect(run(waiting, [local("a"), local("a")], laws).counterexample?.expected).toContain("1000");
});

test("66,000 events in one millisecond have 66,000 stamps", () => {
  expect(judgeStandingClock(right(5))).toBeUndefined();
  const bits = clock({
    next: (before, nowMs) => ({ ...above(before, nowMs), counter: above(before, nowMs).counter % 65_536 }),
  });
  expect(judgeStandingClock(bits)?.expected).toContain("counter: 65536");
  const hoarding = defineMachine<{ all: object[] }, { all: object[] }, unknown, { type: string; to?: string }>({
    start: () => ({ all: [] }),
    onMessage: (state, message, _from, context) => hoard(state, message.all, context),
    onInput(state, { to }, context) {
      hoard(state, [], context);
      if (to !== undefined) context.send(to, { all: state.all });
    },
  });
  expect(judgeStandingClock(hoarding)).toBeUndefined();
  expect(judgeStandingClock({ start: () => ({}) })?.actual).toBe("it put out nothing");
});

test("stamps are put in order by time, then by counter, then by machine", () => {
  const stamps = [7, 9, 10].flatMap((timeMs) =>
    [0, 9, 10, 1_000].flatMap((counter) => ["9", "10", "x"].map((machine) => ({ timeMs, counter, machine }))),
  );
  for (const first of stamps) {
    for (const second of stamps) {
      expect(judgeHybridPair(compareHybridStamps, [first, second])).toBeUndefined();
      for (const third of stamps)
        expect(judgeHybridTriple(compareHybridStamps, [first, second, third])).toBeUndefined();
    }
  }
  expect(judgeHybridTies(compareHybridStamps, ["9", "10"])).toBeUndefined();
  expect(judgeHybridStrangers(compareHybridStamps, strangers)).toBeUndefined();
});

test.each<[string, CompareHybridStamps]>([
  ["text", (first, second) => (String(first.timeMs) < String(second.timeMs) ? -1 : 1)],
  [
    "decimals",
    (first, second) => Number(`${first.timeMs}.${first.counter}`) - Number(`${second.timeMs}.${second.counter}`),
  ],
  ["the counter first", (first, second) => first.counter - second.counter || first.timeMs - second.timeMs],
  ["time alone", (first, second) => first.timeMs - second.timeMs],
  ["true and false", (first, second) => first.timeMs > second.timeMs],
])("an order by %s is seen", (_what, compare) => {
  const stamps = [9, 10].flatMap((timeMs) => [1, 9, 10].map((counter) => ({ timeMs, counter, machine: "x" })));
  const problems = stamps.flatMap((first) =>
    stamps.map((second) => judgeHybridPair(compare, [first, { ...second, machine: "y" }])),
  );
  expect(problems.some((problem) => problem !== undefined)).toBe(true);
});

test("a circle, a tie that time decides, and an order of asking are seen", () => {
  const stamp = (machine: string): { timeMs: number; counter: number; machine: string } => ({
    timeMs: 7,
    counter: 0,
    machine,
  });
  const places = ["rock", "paper", "scissors"];
  const circle: CompareHybridStamps = (first, second) =>
    (places.indexOf(second.machine) - places.indexOf(first.machine) + 3) % 3 === 1 ? -1 : 1;
  expect(judgeHybridTriple(circle, [stamp("rock"), stamp("paper"), stamp("scissors")])?.actual).toBe("it gave 1");
  const byTime: CompareHybridStamps = (first, second) =>
    (first.timeMs % 2 === 0 ? -1 : 1) * (first.machine < second.machine ? -1 : 1);
  expect(judgeHybridTies(byTime, ["x", "y"])?.actual).toContain("timeMs 10");
  expect(judgeHybridStrangers(() => -1, strangers)?.expected).toContain("the names decide");
});

test("the merged log of a run shows no effect before its cause", () => {
  const requests = [...passing, ...passing];
  expect(run(right(10), passing, [mergesHybridLogs(compareHybridStamps)]).outcome).toBe("proved");
  const upsideDown = mergesHybridLogs((first, second) => -compareHybridStamps(first, second));
  expect(run(right(10), requests, [upsideDown]).counterexample?.law).toBe(upsideDown.name);
  const ties = mergesHybridLogs((first, second) => first.timeMs - second.timeMs || first.counter - second.counter);
  expect(run(right(10), requests, [ties]).counterexample?.expected).toContain("before or after");
});

const zero: HybridTime = { timeMs: 0, counter: 0 };

const strangers = Array.from({ length: 6 }, (_, index): readonly [string, string] =>
  index % 2 === 0 ? [`a-${index}`, `b-${index}`] : [`b-${index}`, `a-${index}`],
);

interface Variant {
  readonly next?: (before: readonly HybridTime[], nowMs: number) => HybridTime;
  readonly isRefused?: (aheadMs: number) => boolean;
  readonly keepsRefused?: boolean;
}

function right(maxAheadMs: number): AnyMachine {
  return hybridLogicalClock({ maxAheadMs });
}

/** The right clock with ε = 5, but for what the variant does otherwise. */
function clock({ next = above, isRefused = (aheadMs) => aheadMs > 5, keepsRefused = false }: Variant): AnyMachine {
  return defineMachine<{ last: HybridTime }, HybridTime, unknown, { to?: string }>({
    start: () => ({ last: zero }),
    onMessage(state, message, _from, context) {
      if (isRefused(message.timeMs - context.now())) {
        if (keepsRefused) state.last = message;
        context.output({ type: "refused" });
        return;
      }
      state.last = next([state.last, message], context.now());
      context.output({ type: "stamped", ...state.last });
    },
    onInput(state, { to }, context) {
      state.last = next([state.last], context.now());
      context.output({ type: "stamped", ...state.last });
      if (to !== undefined) context.send(to, state.last);
    },
  });
}

function latest(before: readonly HybridTime[], nowMs: number): number {
  return Math.max(nowMs, ...before.map(({ timeMs }) => timeMs));
}

function above(before: readonly HybridTime[], nowMs: number): HybridTime {
  const timeMs = latest(before, nowMs);
  const counters = before.flatMap((stamp) => (stamp.timeMs === timeMs ? [stamp.counter] : []));
  return { timeMs, counter: Math.max(-1, ...counters) + 1 };
}

function hoard(state: { all: object[] }, heard: readonly object[], context: Context<{ all: object[] }, unknown>): void {
  const counter = Math.max(state.all.length, heard.length);
  while (state.all.length <= counter) state.all.push({});
  context.output({ type: "stamped", timeMs: 1_000, counter });
}

function run(machine: AnyMachine, inputs: readonly Input[], laws: readonly Law[]): Exploration {
  const later = startingLater(machine);
  const machines = inputs === three ? { a: later, b: later, c: later } : { a: later, b: later };
  return explore(defineSystem({ machines, channels: "any-order", inputs, faults: { clockSkewMs: 5 } }), { laws });
}

function local(machine: string): Input {
  return at(machine, { type: "local" });
}

function send(machine: string, to: string): Input {
  return at(machine, { type: "send", to });
}
