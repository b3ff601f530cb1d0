import type { Exploration } from "./exploration.ts";
import { type ExploreOptions, joinTraces } from "./explore.ts";
import { tellSearch } from "./explore/by-states.ts";
import { defaultLimits } from "./explore/default-limits.ts";
import { describeSystem } from "./explore/parallel/describe-system.ts";
import { ParallelSearch, type ParallelResult, type Tuning } from "./explore/parallel/parallel-search.ts";
import type { Awaitable, SearchThread } from "./explore/parallel/search-thread.ts";
import { makeTextMemory } from "./explore/parallel/shared-texts.ts";
import { Space } from "./explore/space.ts";
import { withRace } from "./races.ts";
import type { System } from "./system.ts";

/** What {@link exploreInParallel} takes. */
export interface ParallelOptions extends ExploreOptions {
  /** How many threads: a whole number, 1 or more. More than there are cores helps nobody. */
  readonly threads: number;
  /** Makes one thread: in a worker, or a {@link SearchHost} right here. */
  readonly spawn: () => Awaitable<SearchThread>;
  /** What the threads are told, to make the same system and laws of it: plain data, undefined by default. */
  readonly job?: unknown;
  /** For tests and measurements: how the search goes about it. It makes no difference to what it finds. */
  readonly tuning?: Tuning;
}

/**
 * As {@link explore}, with the search over states made by several threads. The outcome, the counts and the counterexample
 * are those of `explore`, however many threads there are.
 *
 * Threads share memory, and each makes the system and the laws itself, from the job (see {@link SearchHost}). Rejects
 * with an Error if one of them makes others than the ones given here, or where memory cannot be shared. Whoever spawned
 * the threads ends them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem, explore } from "@millrace/core";
 * import { SearchHost, exploreInParallel } from "@millrace/core/parallel.ts";
 *
 * const counter = defineMachine<{ seen: number }, string, never, string>({
 *   start: () => ({ seen: 0 }),
 *   onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
 *   onMessage: (state) => void state.seen++,
 * });
 * const system = defineSystem({ machines: { a: counter, b: counter }, inputs: [at("a", "1"), at("a", "2")] });
 *
 * // Two threads that take turns right here; exploreOnWorkers of @millrace/workers makes real ones.
 * const spawn = () => new SearchHost(() => ({ system, laws: [] }));
 * const { outcome, states } = await exploreInParallel(system, { laws: [], threads: 2, spawn });
 * assert.deepEqual({ outcome, states }, { outcome: "proved", states: explore(system, { laws: [] }).states });
 * ```
 */
export async function exploreInParallel(system: System, options: ParallelOptions): Promise<Exploration> {
  const { laws, threads: count } = options;
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Error(
      `Cannot search on ${count} threads as it must be a whole number, 1 or more. One for each core is best.`,
    );
  if (typeof SharedArrayBuffer === "undefined")
    throw new Error(
      "Cannot search on several threads as memory cannot be shared here. Serve the page cross-origin isolated, or search on one thread with explore.",
    );
  const monitors = laws.filter((law) => law.kind === "monitor");
  const hasExecutionLaws = laws.some((law) => law.kind === "execution");
  const isOfTraces = hasExecutionLaws && monitors.length === 0;
  const byStates = isOfTraces ? undefined : await exploreStates(system, options);
  if (byStates !== undefined && (!hasExecutionLaws || byStates.outcome === "broken")) return withRace(byStates, laws);
  return withRace(joinTraces(byStates, system, options), laws);
}

async function exploreStates(system: System, options: ParallelOptions): Promise<Exploration> {
  const laws = options.laws.filter((law) => law.kind === "monitor");
  const limits = { ...defaultLimits, ...options.limits };
  const threads = await Promise.all(Array.from({ length: options.threads }, () => options.spawn()));
  const search = async (clocks: boolean): Promise<{ space: Space; result: ParallelResult }> => {
    const { drainSteps } = limits;
    const texts = makeTextMemory(limits.states);
    const { symmetry } = options;
    const common = { job: options.job, symmetry, clocks, texts, drainSteps };
    const opened = await Promise.all(threads.map((thread, index) => thread.open({ ...common, thread: index })));
    const own = describeSystem(system, options.laws);
    if (opened.some(({ system: other }) => other !== own))
      throw new Error(
        "Cannot search on several threads as a thread makes another system, or other laws, of its job. Make them of the same module, and of nothing else.",
      );
    const space = new Space(system, laws, { clocks, symmetry });
    const hasFinalLaws = space.finalLaws.length > 0;
    const { width } = space;
    const result = await new ParallelSearch(threads, {
      limits,
      hasFinalLaws,
      width,
      tuning: options.tuning ?? {},
    }).run(opened[0]?.violation);
    return { space, result };
  };
  let { space, result } = await search(false);
  if (result === undefined) ({ space, result } = await search(true));
  if (result === undefined) throw new Error("A handler asks for the time only where it cannot be known.");
  return tellSearch(result, { space, laws, limits });
}
