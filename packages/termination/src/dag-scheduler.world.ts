/** A scheduler with its workers: the systems that laws and checks are tried on. */
import {
  type AnyMachine,
  type Faults,
  type MachineId,
  type System,
  type TimerRule,
  at,
  defineSystem,
  durable,
} from "@millrace/core";
import { type Script, scripted, taskWorker } from "./dag-scheduler.worker.ts";

/** What {@link scheduledBy} takes besides the scheduler. */
export interface ScheduledOptions {
  /** What comes of the tasks. */
  readonly script?: Script;
  /** The workers' names: one worker if they are left out. */
  readonly workers?: readonly MachineId[];
  /** How long a worker takes for each beat, and to end; no time if it is left out. */
  readonly stepMs?: number;
  /**
   * `messages-first` if it is left out: nobody is thought dead whose word is on its way, and workers that take no time are
   * heard of, or never will be. By any other rule, a timer may always be too early.
   */
  readonly timers?: TimerRule;
  /** None if they are left out. Where there may be crashes, the scheduler is durable. */
  readonly faults?: Faults;
}

/** A scheduler, called "scheduler", that is asked to begin, and workers that know only it. */
export function scheduledBy(scheduler: AnyMachine, options: ScheduledOptions = {}): System {
  const { script = {}, workers = ["worker"], stepMs, timers = "messages-first", faults = {} } = options;
  const worker = taskWorker(scripted(script), stepMs === undefined ? {} : { stepMs });
  return defineSystem({
    machines: {
      scheduler: (faults.crashes ?? 0) > 0 ? durable(scheduler) : scheduler,
      ...Object.fromEntries(workers.map((name) => [name, worker])),
    },
    topology: workers.flatMap(
      (name) =>
        [
          ["scheduler", name],
          [name, "scheduler"],
        ] as const,
    ),
    inputs: [at("scheduler", { type: "begin" })],
    timers,
    faults,
  });
}
