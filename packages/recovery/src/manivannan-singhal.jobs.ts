/** What machines that number their checkpoints are asked from outside, and what they put out. Jobs are those of juang-venkatesan. */
import type { MachineId } from "@millrace/core";
import type { Job } from "./juang-venkatesan.jobs.ts";

/** What a machine is asked from outside: to handle a job, or to take note that a period has begun. */
export type PeriodicInput = { readonly type: "job"; readonly job: Job } | Period;

/** A period has begun at this machine, by its own clock: others may be ahead of it, or behind. */
export interface Period {
  /** Tells it from a job. */
  readonly type: "period";
  /** 1, 2, 3, …; some may be left out. */
  readonly number: number;
}

/** What the outside sees. */
export type PeriodicOutput = JobDone | Saved | WentBack;

/** A job was handled. */
export interface JobDone {
  /** Tells it from the other outputs. */
  readonly type: "handled";
  /** Who sent the job; null if it came from outside. */
  readonly from: MachineId | null;
  /** The job's name. */
  readonly job: string;
  /** How many jobs are in the machine's state, this one among them. */
  readonly done: number;
}

/** A checkpoint was saved. */
export interface Saved {
  /** Tells it from the other outputs. */
  readonly type: "saved";
  /** The checkpoint's. */
  readonly number: number;
}

/** A machine takes part in a recovery: its place in the line. */
export interface WentBack {
  /** Tells it from the other outputs. */
  readonly type: "recovered";
  /** Which checkpoint is its newest now. */
  readonly number: number;
  /** How many jobs are in its state. */
  readonly done: number;
}
