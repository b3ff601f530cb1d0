import type { Execution } from "./execution.ts";
import type { Counterexample, Exploration, Violation } from "./exploration.ts";
import { Guard } from "./follow.ts";
import type { Law } from "./laws.ts";
import { CoverageCount, type RunEnd } from "./sampling/coverage.ts";
import { withRace } from "./races.ts";
import type { Sampler } from "./sampling/sampler.ts";
import { makeSampler, type Strategy } from "./sampling/strategies.ts";
import { shrink } from "./shrink.ts";
import type { System } from "./system.ts";
import { checkExecution, Watch } from "./watch.ts";
import type { World } from "./world.ts";

/** How {@link sample} goes. */
export interface SampleOptions {
  /** All that must hold; execution laws are checked at the end of each run. */
  readonly laws: readonly Law[];
  /** How many seeded runs; 100 by default. */
  readonly runs?: number;
  /** How they are made; `delays`, in virtual time, by default. */
  readonly strategy?: Strategy;
  /**
   * For `pct`, how many events have to come in an unlikely order at once: a whole number from 1, 3 by default. A run finds a
   * bug of that depth with a probability of at least 1 / (n · k^(depth−1)), for n chains of k events (see pct.ts).
   */
  readonly depth?: number;
  /** Faults go on for at most so many events of a run; 1,000 by default. */
  readonly steps?: number;
  /** The first seed: a whole number, 0 by default. The next runs have the next seeds. */
  readonly seed?: number;
  /** Within how many fair steps after that a run must reach what holds `eventually`; 2,000 by default. */
  readonly drainSteps?: number;
  /** Whether a counterexample is shrunk. True by default. */
  readonly shrinks?: boolean;
}

/**
 * Seeded runs, for systems too large to explore. The outcome is `sampled` or `broken`, never `proved`; `coverage` says
 * what the runs have met.
 *
 * By default they are made in virtual time. The other strategies choose the next event, as `explore` does: nothing takes
 * time, and `context.now()` stands still until a timer of the machine goes off, which moves its clock on by as much as it
 * was set to. They reach orders that no delay brings about, and laws about how long something takes mean little to them.
 * Throws an Error for an unknown strategy or a depth below 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, broken, defineMachine, defineSystem, never, sample } from "@millrace/core";
 *
 * const dice = defineMachine<object, never, number, null>({
 *   start: () => ({}),
 *   onInput: (_state, _input, context) => context.output(Math.ceil(context.random() * 6)),
 * });
 * const system = defineSystem({ machines: { a: dice }, inputs: [at("a", null)] });
 * const noSix = never("no six", (seen) => (seen.kind === "output" && seen.output === 6 ? broken("1 to 5", "6") : undefined));
 *
 * const { outcome, coverage } = sample(system, { laws: [noSix], runs: 100, strategy: "walk" });
 * assert.equal(outcome, "broken");
 * assert.ok(coverage !== undefined && coverage.newRuns >= 1);
 * ```
 */
export function sample(system: System, options: SampleOptions): Exploration {
  const { laws, runs = 100, seed: firstSeed = 0, strategy = "delays", depth: pctDepth = 3, steps = 1000 } = options;
  if (!Number.isSafeInteger(runs) || runs < 1)
    throw new Error(`Cannot sample ${runs} runs as no run shows nothing. Use a whole number, 1 or more.`);
  const sampler = makeSampler(system, { strategy, depth: pctDepth, steps });
  const covered = new CoverageCount(system);
  let transitions = 0;
  let depth = 0;
  for (let run = 0; run < runs; run++) {
    const twice = run < runsMadeTwice;
    const { world, end, violation } = runOnce(system, sampler, { ...options, seed: firstSeed + run, steps, twice });
    const { execution } = world;
    transitions += execution.schedule.length;
    depth = Math.max(depth, execution.schedule.length);
    const ledToNew = covered.add(execution, end);
    sampler.learn?.(ledToNew);
    if (violation !== undefined) {
      const counterexample = explain(execution, violation);
      return withRace({ outcome: "broken", ...totals(run + 1), counterexample }, laws);
    }
  }
  return { outcome: "sampled", ...totals(runs) };

  function totals(schedules: number): Omit<Exploration, "outcome"> {
    const bound = { seed: firstSeed };
    return { searches: ["runs"], states: 0, transitions, schedules, depth, bound, coverage: covered.total };
  }

  function explain(execution: Execution, violation: Violation): Counterexample {
    const { schedule } = execution;
    const found: Counterexample = { ...violation, schedule, execution, foundLength: schedule.length, shortest: false };
    return (options.shrinks ?? true) ? shrink(found, laws, { drainSteps: options.drainSteps ?? 2000 }) : found;
  }
}

/** In so many runs every handler is run twice. What is not deterministic shows soon. */
const runsMadeTwice = 3;

function runOnce(
  system: System,
  sampler: Sampler,
  options: SampleOptions & { readonly seed: number; readonly steps: number; readonly twice: boolean },
): { readonly world: World; readonly end: RunEnd; readonly violation?: Violation } {
  const { laws, seed, twice, steps, drainSteps = 2000 } = options;
  let guard: Guard | undefined;
  const world = sampler.run({
    seed,
    steps,
    twice,
    stop: (running) => (guard ??= new Guard(running, new Watch(laws, system))).look() !== undefined,
  });
  guard ??= new Guard(world, new Watch(laws, system));
  const end = world.work.length === 0 ? "silent" : "cut off";
  if (guard.look() === undefined) guard.drain(drainSteps);
  const violation = guard.violation ?? checkExecution(laws, world.execution);
  return violation === undefined ? { world, end } : { world, end: "broken", violation };
}
