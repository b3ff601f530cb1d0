/**
 * The workers that save together: each keeps a running total of what it receives, and sends numbers on when it is asked to.
 *
 * What a worker has sent and received at any moment can be worked out from the messages alone. So a law knows what a
 * checkpoint stands for, and never has to look into a worker.
 */
import type { MachineId } from "@millrace/core";

/** What a worker is asked to do. */
export type WorkerInput = SendInput | SaveInput | DiskInput;

/** Send a number. */
export interface SendInput {
  /** Tells it from the other requests. */
  readonly type: "send";
  /** The worker that gets it, one of the peers. */
  readonly to: MachineId;
  /** What is added to its total. */
  readonly value: number;
}

/** Save, together with those that have to. Nobody is asked again before that is over everywhere. */
export interface SaveInput {
  /** Tells it from the other requests. */
  readonly type: "save";
}

/** From now on the disk is full, or has room again, as at first. */
export interface DiskInput {
  /** Tells it from the other requests. */
  readonly type: "disk";
  /** Whether no checkpoint can be taken. */
  readonly isFull: boolean;
}

/** A number on its way (the textbook's *basic message*). It may carry more fields than these. */
export interface Work {
  /** Tells it from an algorithm's own messages. */
  readonly type: "work";
  /** What is added to the receiver's total. */
  readonly value: number;
}

/** What workers put out: what becomes of their checkpoints. */
export type CheckpointOutput = Tentative | Permanent | Discarded;

/** A checkpoint is taken, at the very moment that it stands for. It counts for nothing yet. */
export interface Tentative {
  /** Tells it from the other outputs. */
  readonly type: "tentative";
  /** The total at this moment. */
  readonly total: number;
}

/** The tentative checkpoint takes the place of the last permanent one, which may be thrown away. */
export interface Permanent {
  /** Tells it from the other outputs. */
  readonly type: "permanent";
  /** The total in it. */
  readonly total: number;
}

/** The tentative checkpoint is thrown away. */
export interface Discarded {
  /** Tells it from the other outputs. */
  readonly type: "discarded";
}
