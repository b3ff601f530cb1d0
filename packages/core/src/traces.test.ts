import { describe, expect, test } from "vitest";
import { paxosSteps, traceCounts } from "../oracles/trace-counts.ts";
import { searchTraces } from "./explore/traces/search-traces.ts";
import { type AnyMachine, at, defineSystem, type ExecutionLaw, executionLaw, explore, type Visible } from "./mod.ts";

const all = { schedules: Infinity, depth: Infinity };

test.each(traceCounts)("$name: as many traces as others count", ({ system, traces, blocked }) => {
  const found = searchTraces(system, [], all);
  expect(found).toMatchObject({ schedules: traces, isComplete: true, ...(blocked === undefined ? {} : { blocked }) });
});

test.each(traceCounts.filter(({ interleavings }) => interleavings !== undefined))(
  "$name: as many schedules as others count, if none is left out",
  ({ system, interleavings }) => {
    const found = searchTraces(system, [], { ...all, reduction: "naive" });
    expect(found).toMatchObject({ schedules: interleavings, blocked: 0 });
  },
);

test("source sets are blocked less often than sleep sets alone", () => {
  const [source, sleep] = (["source", "sleep"] as const).map((reduction) =>
    searchTraces(paxosSteps(1), [], { ...all, reduction }),
  );
  expect(source?.schedules).toBe(sleep?.schedules);
  expect(source?.blocked).toBeLessThan((sleep?.blocked ?? 0) / 10);
});

describe("a law that reads the order of events of several machines", () => {
  const speaker: AnyMachine = { start: () => ({}), onInput: (_state, input, context) => context.output(input) };
  const system = defineSystem({
    machines: { a: speaker, b: speaker, c: speaker },
    inputs: [at("a", 1), at("b", 2), at("c", 3)],
  });
  const aFirst = (visible?: Visible): ExecutionLaw =>
    executionLaw(
      "a speaks before b",
      ({ events }) => {
        const [first] = events.filter(({ machine, outputs }) => machine !== "c" && outputs.length > 0);
        return first?.machine === "b" ? { expected: "a", actual: "b", event: first.id } : undefined;
      },
      visible === undefined ? {} : { visible },
    );

  test("misses what it forbids if it does not declare that they are visible", () => {
    expect(explore(system, { laws: [aFirst()] })).toMatchObject({ outcome: "proved", schedules: 1 });
  });

  test.each<Visible>([{}, { kinds: ["input"] }, { machines: ["a", "b"] }, { kinds: ["input"], machines: ["a", "b"] }])(
    "finds it if it declares %o visible",
    (visible) => {
      expect(explore(system, { laws: [aFirst(visible)] })).toMatchObject({
        outcome: "broken",
        counterexample: { actual: "b" },
      });
    },
  );

  test.each<[Visible, number]>([
    [{}, 6],
    [{ machines: ["a", "b"] }, 2],
    [{ machines: ["a"] }, 1],
    [{ kinds: ["deliver"] }, 1],
  ])("%o orders no more than it says", (visible, schedules) => {
    const law = executionLaw("nothing is forbidden", () => undefined, { visible });
    expect(explore(system, { laws: [law] })).toMatchObject({ outcome: "proved", schedules });
  });
});

describe("a search over traces that stops early says so", () => {
  const endless: AnyMachine = {
    start: (context) => (context.setTimer("tick", 1), {}),
    onTimer: (_state, timer, context) => context.setTimer(timer, 1),
  };
  const nothing = executionLaw("nothing is forbidden", () => undefined);

  test("at its budget of schedules, not before it", () => {
    const [, , three] = traceCounts;
    if (three === undefined) throw new Error("There are no trace counts.");
    const run = (schedules: number) => explore(three.system, { laws: [nothing], limits: { schedules } });
    expect(run(5)).toMatchObject({ outcome: "inconclusive", schedules: 5 });
    expect(run(6)).toMatchObject({ outcome: "proved", schedules: 6 });
  });

  test("at a schedule that never ends, unless a depth bounds it", () => {
    const system = defineSystem({ machines: { a: endless, b: endless } });
    expect(explore(system, { laws: [nothing] }).outcome).toBe("inconclusive");
    // Behind the bound, every trace of 3 ticks: 0 to 3 of them are of a.
    expect(explore(system, { laws: [nothing], limits: { depth: 3 } })).toMatchObject({
      outcome: "proved",
      schedules: 4,
      bound: { depth: 3 },
    });
  });

  test("a machine that draws numbers bounds it to a seed", () => {
    const dice: AnyMachine = { start: (context) => ({ drawn: context.random() }) };
    const { bound } = explore({ ...defineSystem({ machines: { a: dice } }), seed: 7 }, { laws: [nothing] });
    expect(bound).toEqual({ seed: 7 });
  });
});

describe("a handler's own fault is found by a search over traces", () => {
  const nothing = executionLaw("nothing is forbidden", () => undefined);
  let hidden = 0;
  const faults: readonly [string, AnyMachine, string][] = [
    [
      "it throws at its start",
      {
        start: () => {
          throw new Error("no start");
        },
      },
      "no start",
    ],
    [
      "it throws on an input",
      {
        start: () => ({}),
        onInput: () => {
          throw new Error("no input");
        },
      },
      "no input",
    ],
    [
      "it remembers outside its state",
      { start: () => ({}), onInput: (_state, _input, context) => context.output((hidden += 1)) },
      "two different results",
    ],
  ];

  test.each(faults)("%s", (_name, machine, words) => {
    const system = defineSystem({
      machines: { a: machine, b: { start: () => ({}) } },
      inputs: [at("a", 1), at("b", 2)],
    });
    const { outcome, counterexample } = explore(system, { laws: [nothing] });
    expect(outcome).toBe("broken");
    expect(counterexample?.actual).toContain(words);
  });
});
