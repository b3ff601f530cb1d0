/** A night's run whose last task always succeeds, with and without somebody who looks at the others. */
import type { System } from "@millrace/core";
import { type Dag, dagScheduler, scheduledBy, withWatcher } from "@millrace/termination";

export const dag: Dag = {
  extract: { upstream: [] },
  load: { upstream: ["extract"], retries: 1 },
  "clean up": { upstream: ["load"], rule: "all_done" },
};

export const watchedDag: Dag = withWatcher(dag);

export const greenRun: System = runOf(dag);
export const watchedRun: System = runOf(watchedDag);

/** Its `load` fails at both attempts. */
function runOf(graph: Dag): System {
  return scheduledBy(dagScheduler(graph, { slots: 2, retryDelayMs: 300, timeoutMs: 5_000 }), {
    script: {
      extract: [{ beats: [[]], end: "success" }],
      load: [{ beats: [[]], end: "failed" }],
      "clean up": [{ beats: [[]], end: "success" }],
    },
    workers: ["worker"],
    stepMs: 250,
    timers: "ordered",
  });
}
