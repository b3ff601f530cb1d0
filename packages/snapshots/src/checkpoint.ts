/** What a machine hands over when it is photographed, and what a cut is made of. */
import type { Vector } from "@millrace/clocks/vector-clock.ts";
import type { MachineId } from "@millrace/core";

/** Boxes on their way from one warehouse to another: a message. */
export interface Shipment {
  /** The machine that sent it. */
  readonly from: MachineId;
  /** The machine that it is for. */
  readonly to: MachineId;
  /** The sender's own number: 1 for its first shipment, 2 for its second, whoever they are for. */
  readonly number: number;
  /** How many boxes it brings. */
  readonly boxes: number;
}

/** One machine at one moment of its own: all its events up to there belong to the past. */
export interface Checkpoint {
  /** The stamp of its last event: how many events of each machine are that one or happened before it. No entry: 0. */
  readonly vector: Vector;
  /** What this machine's own wall clock showed, in milliseconds. */
  readonly takenAtMs: number;
  /** What it has sent, in the order in which it sent. */
  readonly sent: readonly Shipment[];
  /** What it has received, in the order in which it received. */
  readonly received: readonly Shipment[];
}

/** One checkpoint of each machine that the cut covers, by the machine's name. */
export type Cut = Readonly<Record<MachineId, Checkpoint>>;
