import { searchBreadthFirst, type StateSearch } from "./explore/breadth-first.ts";
import { toSchedule } from "./explore/path-schedule.ts";
import { Space } from "./explore/space.ts";
import { searchTraces, type TraceSearch } from "./explore/traces.ts";
import type { Counterexample, Exploration, Limits } from "./exploration.ts";
import { follow } from "./follow.ts";
import type { ExecutionLaw, Law, MonitorLaw } from "./laws.ts";
import { shrink } from "./shrink.ts";
import type { System } from "./system.ts";

/** What {@link explore} takes. */
export interface ExploreOptions {
  /** All that must hold. With an empty list, only the handlers themselves are checked. */
  readonly laws: readonly Law[];
  /** Budgets; what is left out has its default. */
  readonly limits?: Limits;
}

/**
 * Tries every schedule of a system, faults within their budgets among them, and checks laws in all of them.
 *
 * Monitor laws are checked by a breadth-first search over states, which gives a shortest counterexample; execution laws
 * on one schedule of every happens-before. The outcome is `proved` only if the searches came to their end. A handler
 * that throws or breaks a rule breaks `handlerLaw`; nothing is thrown for it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, broken, defineMachine, defineSystem, explore, never } from "@millrace/core";
 *
 * const printer = defineMachine<object, string, string, string>({
 *   start: () => ({}),
 *   onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
 *   onMessage: (_state, text, _from, context) => context.output(text),
 * });
 * const system = defineSystem({ machines: { a: printer, b: printer }, channels: "any-order", inputs: [at("a", "1"), at("a", "2")] });
 * const noTwo = never("2 is never printed", (seen) => (seen.kind === "output" && seen.output === "2" ? broken("1", "2") : undefined));
 *
 * const { outcome, counterexample } = explore(system, { laws: [noTwo] });
 * assert.equal(outcome, "broken");
 * assert.equal(counterexample?.schedule.length, 3, "two inputs and one delivery");
 * ```
 */
export function explore(system: System, options: ExploreOptions): Exploration {
  const { laws, limits = {} } = options;
  const monitors = laws.filter((law) => law.kind === "monitor");
  const executionLaws = laws.filter((law) => law.kind === "execution");
  const byStates =
    monitors.length > 0 || executionLaws.length === 0 ? exploreStates(system, monitors, limits) : undefined;
  if (executionLaws.length === 0 || byStates?.outcome === "broken") return byStates ?? nothing;
  return join(byStates, exploreTraces(system, executionLaws, limits));
}

const defaults = { states: 1_000_000, schedules: 100_000, depth: Infinity, drainSteps: 2000 };

const nothing: Exploration = {
  outcome: "inconclusive",
  searches: [],
  states: 0,
  transitions: 0,
  schedules: 0,
  depth: 0,
  bound: {},
};

function exploreStates(system: System, laws: readonly MonitorLaw[], limits: Limits): Exploration {
  const options = { ...defaults, ...limits };
  let space = new Space(system, laws, { clocks: false });
  let search = searchBreadthFirst(space, options);
  if (space.needsClocks) {
    space = new Space(system, laws, { clocks: true });
    search = searchBreadthFirst(space, options);
  }
  const { states, transitions, depth, isBounded, broken } = search;
  const bound = { ...(isBounded ? { depth: options.depth } : {}), ...(space.usesRandom ? { seed: system.seed } : {}) };
  const totals = { searches: ["states"], states, transitions, schedules: 0, depth, bound } as const;
  if (broken !== undefined) return { outcome: "broken", ...totals, counterexample: retell(space, broken, laws) };
  if (search.isComplete) return { outcome: "proved", ...totals };
  return { outcome: "inconclusive", ...totals, reason: explainBudget(search, space) };
}

function exploreTraces(system: System, laws: readonly ExecutionLaw[], limits: Limits): Exploration {
  const options = { ...defaults, ...limits };
  const search = searchTraces(system, laws, options);
  const { schedules, transitions, depth, isBounded, broken } = search;
  const totals = {
    searches: ["traces"],
    states: 0,
    transitions,
    schedules,
    depth,
    bound: isBounded ? { depth: options.depth } : {},
  } as const;
  if (broken !== undefined) {
    const { execution } = broken.world;
    const found: Counterexample = {
      ...broken.violation,
      schedule: execution.schedule,
      execution,
      foundLength: execution.schedule.length,
      shortest: false,
    };
    return { outcome: "broken", ...totals, counterexample: shrink(found, laws) };
  }
  if (search.isComplete) return { outcome: "proved", ...totals };
  return { outcome: "inconclusive", ...totals, reason: explainSchedules(search, options.schedules) };
}

function join(first: Exploration | undefined, second: Exploration): Exploration {
  if (first === undefined) return second;
  const worse = second.outcome === "proved" ? first : second;
  return {
    ...worse,
    searches: [...first.searches, ...second.searches],
    states: first.states,
    transitions: first.transitions + second.transitions,
    schedules: second.schedules,
    depth: Math.max(first.depth, second.depth),
    bound: { ...first.bound, ...second.bound },
  };
}

/** Follows a path through the space in a world, where it becomes a schedule and an execution. */
function retell(space: Space, broken: NonNullable<StateSearch["broken"]>, laws: readonly Law[]): Counterexample {
  const { steps, violation, isShortest } = broken;
  const schedule = toSchedule(space, space.choicesOf(steps));
  const { execution, violation: seen } = follow(space.system, schedule, laws, { drainSteps: 0 });
  const event = seen?.law === violation.law ? seen.event : execution.events.length - 1;
  return { ...violation, event, schedule, execution, foundLength: schedule.length, shortest: isShortest };
}

function explainBudget(search: StateSearch, space: Space): string {
  const [first] = space.localStateCounts;
  return (
    `The search stopped at its budget of ${search.states - 1} states, ${search.depth} choices deep. ` +
    `Most local states came from ${first?.machine} (${first?.states}). ` +
    `Bound what grows: fewer inputs or faults, a smaller system, no counters that never stop, or limits.depth.`
  );
}

function explainSchedules(search: TraceSearch, budget: number): string {
  if (search.schedules < budget) {
    return (
      `The search stopped at a schedule of ${search.depth} choices: some timers or messages may never end. ` +
      `Let them end, or set limits.depth.`
    );
  }
  return (
    `The search stopped at its budget of ${search.schedules} schedules, the longest ${search.depth} choices long. ` +
    `Use fewer machines or inputs, or limits.depth.`
  );
}
