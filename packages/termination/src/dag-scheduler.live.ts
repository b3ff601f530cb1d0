/**
 * A scheduler on real workers: last night's run, with tasks that fail, one that falls silent, and a watcher. Kill a worker,
 * and its attempts are missed after a while and made again, if the graph allows.
 */
import type { AnyMachine, Law, System } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { dagScheduler, withWatcher } from "./dag-scheduler.ts";
import { dagSchedulerLaws } from "./dag-scheduler.laws.ts";
import type { Script } from "./dag-scheduler.worker.ts";
import { scheduledBy } from "./dag-scheduler.world.ts";
import type { Dag, SchedulerOptions } from "./dag.ts";

/** A scheduler and three workers, with anybody's scheduler. Durable, as a run that is forgotten has no end. */
export function systemOf(work: Work): System {
  const scheduler = work.dagScheduler(dag, options);
  // With crashes about, the world makes the scheduler durable.
  const system = scheduledBy(scheduler, {
    script,
    workers: ["east", "west", "north"],
    stepMs: 60,
    timers: "ordered",
    faults: { crashes: 1 },
  });
  return withFaults(system, { crashes: 0 });
}

const options: SchedulerOptions = { slots: 3, retryDelayMs: 150, timeoutMs: 500 };

const dag: Dag = withWatcher({
  orders: { upstream: [], retries: 3 },
  customers: { upstream: [], retries: 3 },
  payments: { upstream: [], retries: 3 },
  join: { upstream: ["orders", "customers"], retries: 3 },
  totals: { upstream: ["join", "payments"], retries: 3 },
  holiday: { upstream: ["totals"], retries: 3 },
  report: { upstream: ["totals", "holiday"], rule: "none_failed", retries: 3 },
  alarm: { upstream: ["report"], rule: "one_failed", retries: 3 },
  cleanUp: { upstream: ["report"], rule: "all_done", retries: 3 },
});

const script: Script = {
  orders: [{ beats: [["orders 1"], ["orders 2"], ["orders 3"]], end: "success" }],
  customers: [
    { beats: [["customers 1"]], end: "failed" },
    { beats: [["customers 1"], ["customers 2"]], end: "success" },
  ],
  payments: [
    { beats: [["payments 1"]], end: "silent" },
    { beats: [["payments 1"], ["payments 2"]], end: "success" },
  ],
  join: [{ beats: [["joined 1"], ["joined 2"]], end: "success" }],
  totals: [{ beats: [["totals"]], end: "success" }],
  holiday: [{ beats: [], end: "skipped" }],
  report: [{ beats: [[], ["report"]], end: "success" }],
};

/** The scheduler and its workers, with our scheduler. */
export const system: System = systemOf({ dagScheduler });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = dagSchedulerLaws(dag, options);

interface Work {
  dagScheduler(dag: Dag, options: SchedulerOptions): AnyMachine;
}
