/**
 * The work that a recovery has to save: jobs that hand on further jobs, and the log in which a machine notes each.
 *
 * A job is plain data and says all that it will hand on. So a law can work out from what machines handle what they have
 * sent, and from a log what its machine has sent and received.
 */
import type { MachineId } from "@millrace/core";

/** A piece of work: done in one go when it is handled. */
export interface Job {
  /** For people who read it. Two jobs may have the same. */
  readonly name: string;
  /** What it hands on when it is handled, in this order. */
  readonly next: readonly HandOn[];
}

/** A job for another machine. */
export interface HandOn {
  /** The machine that gets it: never the one that hands it on. */
  readonly to: MachineId;
  /** What that one has to do. */
  readonly job: Job;
}

/** What a machine is asked from outside: to handle a job, or to bring its log to the disk. */
export type JobInput = { readonly type: "job"; readonly job: Job } | { readonly type: "flush" };

/** A job on its way (the textbook's *basic message*). It may carry more fields than these. */
export interface Work {
  /** Tells it from a recovery's own messages. */
  readonly type: "work";
  /** What its receiver has to do. */
  readonly job: Job;
}

/** An event of a machine, as its log has it: a job came, was handled, and handed on what it hands on. */
export interface LogEntry {
  /** Who sent the job; null if it came from outside. */
  readonly from: MachineId | null;
  /** Which job. */
  readonly job: Job;
}

/** What the outside sees. */
export type JobOutput = Handled | Recovered;

/** One more event: a job was handled. */
export interface Handled {
  /** Tells it from the other output. */
  readonly type: "handled";
  /** Who sent the job; null if it came from outside. */
  readonly from: MachineId | null;
  /** The job's name. */
  readonly job: string;
}

/** A recovery is over for this machine. */
export interface Recovered {
  /** Tells it from the other output. */
  readonly type: "recovered";
  /** Its place in the line: how many events it keeps, the first ones of its log. */
  readonly kept: number;
}

/** The key on the disk under which a machine keeps its log. */
export const logKey = "log";

/**
 * What the events of a log have sent to a machine, in that order.
 *
 * @example
 * ```ts
 * import { job, sentTo } from "@millrace/recovery";
 *
 * const log = [{ from: null, job: job("order", { to: "stock", job: job("pick") }) }];
 * if (sentTo(log, "stock").length !== 1) throw new Error("the order has sent stock a job");
 * ```
 */
export function sentTo(log: readonly LogEntry[], to: MachineId): Job[] {
  return log.flatMap(({ job }) => job.next.filter((handOn) => handOn.to === to).map((handOn) => handOn.job));
}

/**
 * How many jobs of a machine the events of a log have received.
 *
 * @example
 * ```ts
 * import { job, receivedFrom } from "@millrace/recovery";
 *
 * const log = [{ from: "orders", job: job("pick") }, { from: null, job: job("count") }];
 * if (receivedFrom(log, "orders") !== 1) throw new Error("the other one came from outside");
 * ```
 */
export function receivedFrom(log: readonly LogEntry[], from: MachineId): number {
  return log.filter((entry) => entry.from === from).length;
}

/**
 * A job of this name that hands these on, in this order.
 *
 * @example
 * ```ts
 * import { job } from "@millrace/recovery";
 *
 * const order = job("order", { to: "stock", job: job("pick", { to: "billing", job: job("bill") }) });
 * if (order.next[0]?.job.name !== "pick") throw new Error("stock is asked to pick");
 * ```
 */
export function job(name: string, ...next: readonly HandOn[]): Job {
  return { name, next };
}
