/**
 * The bank that the snapshots are taken of: machines that hold money and send it to each other.
 *
 * Money is neither made nor lost, so there is a simple question to ask of a photo: is it all there? What a machine holds
 * at any moment can be worked out from the messages alone: the opening balance, plus what it received, less what it sent.
 */
import type { MachineId } from "@millrace/core";

/** What each machine has at first. */
export const openingBalance = 100;

/** What a machine is asked to do. */
export type BankInput = TransferInput | SnapshotInput;

/** Send money, now. */
export interface TransferInput {
  /** Tells it from the other kind of request. */
  readonly type: "transfer";
  /** The machine that gets the money: one that there is a channel to. */
  readonly to: MachineId;
  /** How much: a whole number, 1 or more. */
  readonly amount: number;
}

/** Take part in a snapshot as the first to know of it. */
export interface SnapshotInput {
  /** Tells it from the other kind of request. */
  readonly type: "snapshot";
  /** The snapshot's name. */
  readonly snapshot: string;
}

/** Money on its way (the textbook's *basic message*). It may carry more fields than these. */
export interface Transfer {
  /** Tells it from an algorithm's own messages. */
  readonly type: "transfer";
  /** How much. */
  readonly amount: number;
}

/** What machines put out: the parts of snapshots. */
export type Recording = Recorded | RecordedChannel;

/** A machine's own part: put out at the very moment that it stands for. */
export interface Recorded {
  /** Tells it from the other kind of part. */
  readonly type: "recorded";
  /** The snapshot's name. */
  readonly snapshot: string;
  /** What the machine has at this moment. */
  readonly balance: number;
}

/** A channel's part: what was on its way, sent before its sender recorded and received after its receiver did. */
export interface RecordedChannel {
  /** Tells it from the other kind of part. */
  readonly type: "channel";
  /** The snapshot's name. */
  readonly snapshot: string;
  /** The machine at the sending end. */
  readonly from: MachineId;
  /** The machine at the receiving end. */
  readonly to: MachineId;
  /** The amounts that were on their way. */
  readonly transfers: readonly number[];
}
