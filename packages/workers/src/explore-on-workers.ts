import type { Exploration, ExploreOptions, System } from "@millrace/core";
import { exploreInParallel } from "@millrace/core/parallel.ts";
import type { WorkerLike } from "./host/worker-like.ts";
import { searchOnWorker, type WorkerThread } from "./search/search-on-worker.ts";

/** What {@link exploreOnWorkers} takes. */
export interface ExploreOnWorkersOptions extends ExploreOptions {
  /** How many workers: a whole number, 1 or more. As many as there are cores is best. */
  readonly threads: number;
  /** Makes one of them. Its file calls `exposeSearch`, with the system and the laws of the job. */
  readonly worker: () => WorkerLike;
  /** What each worker is told, to make the system and the laws of it: plain data, undefined by default. */
  readonly job?: unknown;
  /** How long a worker may take to load its file and make the system, in milliseconds; 20,000 by default. */
  readonly readyMs?: number;
}

/**
 * As `explore`, with the search over states made by workers that share memory. The outcome, the counts and the
 * counterexample are those of `explore`, however many workers there are.
 *
 * Rejects with an Error if a worker makes another system or other laws than the ones given here, with a `WorkerError` if
 * one fails or ends, and where memory cannot be shared: a browser's page must be cross-origin isolated. No worker is left
 * behind.
 *
 * @example
 * ```ts ignore
 * import { Worker, exploreOnWorkers } from "@millrace/workers";
 * import { laws, systemOf } from "./orders.ts";
 *
 * // orders.search.ts says: exposeSearch((job) => ({ system: systemOf(job), laws }));
 * const worker = () => new Worker(new URL("./orders.search.ts", import.meta.url), { type: "module" });
 *
 * const { outcome, states } = await exploreOnWorkers(systemOf(3), { laws, threads: 2, worker, job: 3 });
 * ```
 */
export async function exploreOnWorkers(system: System, options: ExploreOnWorkersOptions): Promise<Exploration> {
  const { worker, readyMs = 20_000, ...rest } = options;
  const made: WorkerThread[] = [];
  try {
    return await exploreInParallel(system, {
      ...rest,
      spawn: () => {
        const thread = searchOnWorker(worker(), { readyMs });
        made.push(thread);
        return thread.thread;
      },
    });
  } finally {
    for (const { end } of made) end();
  }
}
