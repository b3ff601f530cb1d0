import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resourceNames, twoPhaseCommit } from "../oracles/two-phase-commit.ts";
import type { Tuning } from "./explore/parallel/parallel-search.ts";
import { SearchHost } from "./explore/parallel/search-host.ts";
import type { Pace } from "./explore/parallel/shared-search.ts";
import { exploreInParallel } from "./explore-in-parallel.ts";
import {
  always,
  type AnyMachine,
  at,
  broken,
  type ChannelKind,
  defineSystem,
  eventually,
  explore,
  type Exploration,
  type Law,
  type Limits,
  monitor,
  never,
  type System,
} from "./mod.ts";

interface TableState {
  at: number;
  left: number;
}

interface Rule {
  readonly send: number | null;
  readonly timer: boolean;
  readonly output: boolean;
  readonly fails: boolean;
  readonly now: boolean;
  readonly next: number;
}

/** A machine of a few states that follows a random table; `left` bounds how long it goes on, if it is bounded at all. */
function tableMachine(rules: readonly Rule[], isBounded: boolean): AnyMachine {
  const act = (state: TableState, event: number, context: Parameters<NonNullable<AnyMachine["onInput"]>>[2]): void => {
    const rule = rules[(state.at * 3 + event) % rules.length];
    if (rule === undefined || state.left === 0) return;
    if (rule.fails && state.left === 1) throw new Error("a table that fails");
    if (isBounded) state.left -= 1;
    state.at = rule.next;
    const to = rule.send === null ? undefined : context.peers[rule.send % context.peers.length];
    if (to !== undefined) context.send(to, rule.send);
    if (rule.timer) context.setTimer(`t${rule.next}`, rule.next);
    if (rule.output) context.output(rule.now ? context.now() + rule.next : rule.next);
  };
  return {
    start: () => ({ at: 0, left: 3 }),
    onMessage: (state: TableState, message, _from, context) => act(state, Number(message), context),
    onTimer: (state: TableState, _timer, context) => act(state, 1, context),
    onInput: (state: TableState, input, context) => act(state, Number(input), context),
  };
}

const rule = fc.record({
  send: fc.option(fc.nat(2)),
  timer: fc.boolean(),
  output: fc.boolean(),
  fails: fc.integer({ min: 0, max: 20 }).map((lot) => lot === 0),
  now: fc.integer({ min: 0, max: 8 }).map((lot) => lot === 0),
  next: fc.nat(2),
});

const randomSystem = fc
  .record({
    tables: fc.array(fc.array(rule, { minLength: 3, maxLength: 6 }), { minLength: 2, maxLength: 3 }),
    isBounded: fc.integer({ min: 0, max: 3 }).map((lot) => lot > 0),
    kind: fc.constantFrom<ChannelKind>("fifo", "any-order"),
    inputs: fc.array(fc.record({ machine: fc.nat(1), input: fc.nat(2) }), { minLength: 1, maxLength: 3 }),
    faults: fc.record({ drops: fc.nat(1), duplicates: fc.nat(1), crashes: fc.nat(1), isCut: fc.boolean() }),
    timers: fc.constantFrom("ordered" as const, "untimed" as const, "messages-first" as const),
    idleDeliveries: fc.constantFrom("step" as const, "ignored" as const),
  })
  .map(({ tables, isBounded, kind, inputs, faults: { isCut, ...faults }, ...rest }): System => {
    const names = ["a", "b", "c"].slice(0, tables.length);
    return defineSystem({
      machines: Object.fromEntries(names.map((name, index) => [name, tableMachine(tables[index] ?? [], isBounded)])),
      channels: kind,
      inputs: inputs.map(({ machine, input }) => at(names[machine] ?? "a", input)),
      faults: { ...faults, cuts: isCut ? [[["a"], ["b"]]] : [] },
      ...rest,
    });
  });

const outputs = monitor<{ seen: unknown[] }>("outputs are remembered", {
  start: () => ({ seen: [] }),
  on: { output: (state, { output }) => void (state.seen.length < 3 && state.seen.push(output)) },
});

const laws: Record<string, Law> = {
  "no 2 is put out": never("no 2 is put out", (seen) =>
    seen.kind === "output" && seen.output === 2 ? broken("no 2", "2") : undefined,
  ),
  "something is put out": eventually("something is put out", {
    of: outputs,
    holds: ({ seen }) => (seen.length > 0 ? undefined : broken("an output", "none")),
  }),
  "three are put out": eventually("three are put out", {
    of: outputs,
    holds: ({ seen }) => (seen.length === 3 ? undefined : broken("three", `${seen.length}`)),
  }),
  "at most two are in transit": always("at most two are in transit", {
    start: () => ({}),
    on: {},
    holds: (_state, { inTransit }) => (inTransit.length <= 2 ? undefined : broken("2", `${inTransit.length}`)),
  }),
};
const someLaws = fc
  .subarray(Object.keys(laws), { minLength: 0 })
  .map((names) => names.flatMap((name) => laws[name] ?? []));

const someLimits = fc.record<Limits>({
  states: fc.oneof(
    { weight: 3, arbitrary: fc.constant(1500) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 200 }) },
  ),
  depth: fc.oneof({ weight: 3, arbitrary: fc.constant(Infinity) }, { weight: 1, arbitrary: fc.nat(6) }),
  drainSteps: fc.constant(40),
});

/**
 * Everything but the execution, which the schedule tells, and the reason: a thread that finds the budget used up may have
 * gone on a little beyond, and counts more local states.
 */
function summary({ counterexample, reason: _reason, ...rest }: Exploration): unknown {
  if (counterexample === undefined) return rest;
  const { execution: _execution, ...told } = counterexample;
  return { ...rest, counterexample: told };
}

/** Threads that take turns, a few states at a time, each at its own pace. */
function onThreads(
  system: System,
  {
    paces,
    tuning,
    ...options
  }: {
    laws: readonly Law[];
    limits?: Limits;
    threads: number;
    paces?: readonly Partial<Pace>[];
    tuning?: Tuning;
  },
): Promise<Exploration> {
  let spawned = 0;
  const spawn = (): SearchHost =>
    new SearchHost(() => ({ system, laws: options.laws }), paces?.[spawned++ % paces.length]);
  return exploreInParallel(system, { ...options, spawn, tuning: { aloneBelow: 0, ...tuning } });
}

const somePace = fc.record<Pace>({
  statesAtOnce: fc.integer({ min: 1, max: 3 }),
  statesPerCall: fc.integer({ min: 1, max: 4 }),
});

test("any number of threads finds what one finds: outcome, counts and counterexample", async () => {
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      randomSystem,
      someLaws,
      someLimits,
      fc.array(somePace, { minLength: 1, maxLength: 4 }),
      async (system, some, limits, paces) => {
        const one = explore(system, { laws: some, limits });
        const several = await onThreads(system, { laws: some, limits, threads: paces.length, paces });
        expect(summary(several)).toEqual(summary(one));
        outcomes.set(one.outcome, (outcomes.get(one.outcome) ?? 0) + 1);
      },
    ),
    { numRuns: 300, seed: 1 },
  );
  expect(outcomes.get("broken")).toBeGreaterThan(50);
  expect(outcomes.get("proved")).toBeGreaterThan(30);
  expect(outcomes.get("inconclusive")).toBeGreaterThan(10);
});

test("more states than there is room for at first are counted once", async () => {
  const system = twoPhaseCommit(5);
  const paces = [{ statesPerCall: 50 }, { statesAtOnce: 3, statesPerCall: 70 }, { statesAtOnce: 1, statesPerCall: 5 }];
  const found = await onThreads(system, { laws: [], threads: 3, paces, tuning: { roomFor: 100, aloneBelow: 60 } });
  expect(found).toMatchObject({ outcome: "proved", states: 8_832, transitions: 58_146 });
});

test("a run that goes round for ever is found out by threads, too", async () => {
  const turning: AnyMachine = {
    start: (context) => (context.setTimer("turn", 1), { turns: 0 }),
    onTimer(state: { turns: number }, _timer, context) {
      state.turns = (state.turns + 1) % 3;
      context.setTimer("turn", 1);
    },
  };
  const system = defineSystem({ machines: { a: turning, b: turning } });
  const some = Object.values(laws).filter(({ name }) => name === "something is put out");
  const one = explore(system, { laws: some, limits: { drainSteps: 40 } });
  expect(one.outcome).toBe("broken");
  const several = await onThreads(system, { laws: some, limits: { drainSteps: 40 }, threads: 2 });
  expect(summary(several)).toEqual(summary(one));
});

test("with symmetry, too, and the orbits are as many as others count", async () => {
  const system = twoPhaseCommit(4);
  const symmetry = [resourceNames(4)];
  const spawn = (): SearchHost => new SearchHost(() => ({ system, laws: [] }), { statesAtOnce: 1, statesPerCall: 3 });
  for (const threads of [1, 3]) {
    const found = await exploreInParallel(system, { laws: [], symmetry, threads, spawn, tuning: { aloneBelow: 0 } });
    expect(summary(found)).toEqual(summary(explore(system, { laws: [], symmetry })));
    expect(found.states).toBe(166);
  }
});

describe("misuse", () => {
  const silent: AnyMachine = { start: () => ({}) };
  const system = defineSystem({ machines: { a: silent } });

  test.each([0, 1.5, -2, NaN])("%s threads are refused", async (threads) => {
    await expect(onThreads(system, { laws: [], threads })).rejects.toThrow(/whole number, 1 or more/);
  });

  test("a thread that makes another system is found out", async () => {
    const other = defineSystem({ machines: { a: silent, b: silent } });
    const spawn = (): SearchHost => new SearchHost(() => ({ system: other, laws: [] }));
    await expect(exploreInParallel(system, { laws: [], threads: 2, spawn })).rejects.toThrow(/makes another system/);
  });
});
