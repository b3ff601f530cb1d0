import type { Counterexample, Exploration, Violation } from "./exploration.ts";
import { Guard } from "./follow.ts";
import type { Law } from "./laws.ts";
import { shrink } from "./shrink.ts";
import { runSimulation } from "./simulate.ts";
import type { System } from "./system.ts";
import { checkExecution, Watch } from "./watch.ts";
import type { World } from "./world.ts";

/** How {@link sample} goes. */
export interface SampleOptions {
  /** All that must hold; execution laws are checked at the end of each run. */
  readonly laws: readonly Law[];
  /** How many seeded runs; 100 by default. */
  readonly runs?: number;
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
 * Seeded runs in virtual time, for systems too large to explore. The outcome is `sampled` or `broken`, never `proved`.
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
 * assert.equal(sample(system, { laws: [noSix], runs: 100 }).outcome, "broken");
 * ```
 */
export function sample(system: System, options: SampleOptions): Exploration {
  const { laws, runs = 100, seed: firstSeed = 0 } = options;
  let transitions = 0;
  let depth = 0;
  for (let run = 0; run < runs; run++) {
    const { world, violation } = runOnce(system, { ...options, seed: firstSeed + run, twice: run < runsMadeTwice });
    const { schedule } = world.execution;
    transitions += schedule.length;
    depth = Math.max(depth, schedule.length);
    if (violation !== undefined) {
      return { outcome: "broken", ...totals(run + 1), counterexample: explain(world, violation) };
    }
  }
  return { outcome: "sampled", ...totals(runs) };

  function totals(schedules: number): Omit<Exploration, "outcome"> {
    return { searches: ["runs"], states: 0, transitions, schedules, depth, bound: { seed: firstSeed } };
  }

  function explain(world: World, violation: Violation): Counterexample {
    const { execution } = world;
    const found: Counterexample = {
      ...violation,
      schedule: execution.schedule,
      execution,
      foundLength: execution.schedule.length,
      shortest: false,
    };
    return (options.shrinks ?? true) ? shrink(found, laws) : found;
  }
}

/** In so many runs every handler is run twice. What is not deterministic shows soon. */
const runsMadeTwice = 3;

function runOnce(
  system: System,
  options: SampleOptions & { readonly seed: number; readonly twice: boolean },
): { world: World; violation?: Violation } {
  const { laws, seed, twice, steps = 1000, drainSteps = 2000 } = options;
  let guard: Guard | undefined;
  const world = runSimulation(system, {
    seed,
    steps,
    twice,
    stop: (running) => (guard ??= new Guard(running, new Watch(laws, system))).look() !== undefined,
  });
  guard ??= new Guard(world, new Watch(laws, system));
  if (guard.look() === undefined) guard.drain(drainSteps);
  const violation = guard.violation ?? checkExecution(laws, world.execution);
  return violation === undefined ? { world } : { world, violation };
}
