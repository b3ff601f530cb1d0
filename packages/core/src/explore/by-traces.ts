import type { Counterexample, Exploration, Limits } from "../exploration.ts";
import type { ExecutionLaw } from "../laws.ts";
import { shrink } from "../shrink.ts";
import type { System } from "../system.ts";
import { defaultLimits } from "./default-limits.ts";
import { searchTraces, type TraceSearch } from "./traces/search-traces.ts";

/** Checks execution laws on one schedule of every trace of a system. */
export function exploreTraces(system: System, laws: readonly ExecutionLaw[], limits: Limits): Exploration {
  const options = { ...defaultLimits, ...limits };
  const search = searchTraces(system, laws, options);
  const { schedules, blocked, transitions, depth, isBounded, usesRandom, broken } = search;
  const bound = { ...(isBounded ? { depth: options.depth } : {}), ...(usesRandom ? { seed: system.seed } : {}) };
  const totals = { searches: ["traces"], states: 0, transitions, schedules, blocked, depth, bound } as const;
  if (broken !== undefined) {
    const { execution } = broken.world;
    const { schedule } = execution;
    const found: Counterexample = {
      ...broken.violation,
      schedule,
      execution,
      foundLength: schedule.length,
      shortest: false,
    };
    return { outcome: "broken", ...totals, counterexample: shrink(found, laws) };
  }
  if (search.isComplete) return { outcome: "proved", ...totals };
  return { outcome: "inconclusive", ...totals, reason: explainSchedules(search, options.schedules) };
}

function explainSchedules({ schedules, blocked, depth, isTooLong }: TraceSearch, budget: number): string {
  if (isTooLong) {
    return (
      `The search stopped at a schedule of ${depth} choices: some timers or messages may never end. ` +
      `Let them end, or set limits.depth.`
    );
  }
  const also = schedules < budget ? ` (and ${blocked} that led nowhere new)` : "";
  return (
    `The search stopped at its budget of ${budget} schedules, after ${schedules}${also}, the longest ${depth} choices long. ` +
    `Use fewer machines or inputs, or limits.depth.`
  );
}
