/**
 * The work that a detector watches: tasks that split off further tasks for other machines.
 *
 * A task is plain data and says all that it will do. So a law can work out from the messages alone which machine is
 * still active, and never has to look into a machine.
 */
import type { Context, MachineId } from "@millrace/core";

/** A piece of work. */
export interface Task {
  /** The tasks that it hands to other machines, in this order. Without any it is done on arrival. */
  readonly spawns: readonly Spawn[];
}

/** A task for another machine. */
export interface Spawn {
  /** The machine that gets it: never the one that hands it out. */
  readonly to: MachineId;
  /** What that one has to do. */
  readonly task: Task;
}

/** The input that sets the computation off. The machine that gets it is the root; it comes once. */
export interface Begin {
  /** The only input there is. */
  readonly type: "begin";
  /** What the root has to do. */
  readonly task: Task;
}

/** A work message (the textbook's *basic message*): hands a task to a machine. It may carry more fields than these. */
export interface Work {
  /** Tells it from a detector's own messages. */
  readonly type: "work";
  /** What its receiver has to do. */
  readonly task: Task;
}

/** What the root puts out when everything is over. */
export interface Terminated {
  /** The only output there is. */
  readonly type: "terminated";
}

/** What a machine has still to hand out, next one first. */
export type Workload = Spawn[];

/** The timer that a workload runs on. */
export const workTimer = "work";

/** How long it takes to hand out one task: about as long as a message is under way. */
export const stepMs = 5;

/**
 * Accepts a task. With something to hand out, the machine is active from here, and {@link workTimer} goes off
 * {@link stepMs} later.
 *
 * @example
 * ```ts
 * import { isPassive, takeOn, task, type Workload } from "@millrace/termination";
 *
 * const workload: Workload = [];
 * takeOn(workload, task({ to: "b" }), { setTimer: () => {} });
 * if (isPassive(workload)) throw new Error("a task for b is to be handed out");
 * ```
 */
export function takeOn(workload: Workload, task: Task, context: Pick<Context, "setTimer">): void {
  const wasPassive = isPassive(workload);
  workload.push(...task.spawns);
  if (wasPassive && !isPassive(workload)) context.setTimer(workTimer, stepMs);
}

/**
 * The next task to hand out, taken off the workload; call it when {@link workTimer} goes off. If more is left, the
 * timer is set again. Throws an Error if nothing is left.
 *
 * @example
 * ```ts
 * import { isPassive, nextSpawn, task } from "@millrace/termination";
 *
 * const workload = [{ to: "b", task: task() }];
 * const { to } = nextSpawn(workload, { setTimer: () => {} });
 * if (to !== "b" || !isPassive(workload)) throw new Error("that was all");
 * ```
 */
export function nextSpawn(workload: Workload, context: Pick<Context, "setTimer">): Spawn {
  const spawn = workload.shift();
  if (spawn === undefined) {
    throw new Error(
      `Cannot take the next task as none is left: []. Call nextSpawn when the timer "${workTimer}" goes off, and only then.`,
    );
  }
  if (!isPassive(workload)) context.setTimer(workTimer, stepMs);
  return spawn;
}

/**
 * Whether nothing is left to hand out.
 *
 * @example
 * ```ts
 * import { isPassive } from "@millrace/termination";
 *
 * if (!isPassive([])) throw new Error("no work, no activity");
 * ```
 */
export function isPassive(workload: Workload): boolean {
  return workload.length === 0;
}

/**
 * A task that hands out these, in this order. A spawn without a task of its own hands out one that is done on arrival.
 *
 * @example
 * ```ts
 * import { task } from "@millrace/termination";
 *
 * const load = task({ to: "a", task: task({ to: "b" }) }, { to: "b" });
 * if (load.spawns.length !== 2) throw new Error("one for a, which hands one to b, and one for b");
 * ```
 */
export function task(...spawns: readonly { readonly to: MachineId; readonly task?: Task }[]): Task {
  return { spawns: spawns.map(({ to, task = { spawns: [] } }) => ({ to, task })) };
}
