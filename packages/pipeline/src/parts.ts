/**
 * The parts that stations are built around, by the exercise that each comes from, and the glue between them that only a
 * pipeline has.
 */
import type { AnyMachine, MachineId } from "@millrace/core";
import type { Event } from "@millrace/delivery/idempotent-consumer.topic.ts";
import type { Decision, Failure, Situation } from "@millrace/delivery/retry.ts";
import type { Key } from "@millrace/ordering/keyed-partitions.ts";
import type { Checkpoint, Cut, Shipment } from "@millrace/snapshots/checkpoint.ts";
import type { Dag, SchedulerOptions } from "@millrace/termination/dag.ts";
import type { SourceRow } from "./source-rows.ts";

/** All that a pipeline is built of. */
export interface Parts extends Glue {
  /** 2.1: puts what the capture sends to the topic in order again, and drops repeats. */
  readonly fifoDelivery: AnyMachine;
  /** 2.2: the partition of a key. */
  readonly partitionFor: (key: Key, partitions: number, options: { readonly turn: number }) => number;
  /** 3.1: whether a request that has failed is made again, and when. */
  readonly decide: (failure: Failure, situation: Situation) => Decision;
  /** 3.2: gives each event its effect in the tables. */
  readonly idempotentConsumer: AnyMachine;
  /** 3.3: reads the topic, writes to the sink, commits. */
  readonly consumer: AnyMachine;
  /** 3.5: stands before the sink and looks at tokens. */
  readonly storage: AnyMachine;
  /** 4.1: whether three checkpoints are one possible past. */
  readonly isConsistent: (cut: Cut) => boolean;
  /** 4.1: what was on its way in a cut. */
  readonly inTransit: (cut: Cut) => readonly Shipment[];
  /** 4.1: the recovery line of these checkpoints. */
  readonly latestConsistentCut: (
    histories: Readonly<Record<MachineId, readonly Checkpoint[]>>,
  ) => Readonly<Record<MachineId, number>>;
  /** 4.2: copies the source's table and follows its log. */
  readonly capturer: (options: { readonly chunkRows: number }) => AnyMachine;
  /** 5.1: runs the graph of tasks. */
  readonly dagScheduler: (dag: Dag, options: SchedulerOptions) => AnyMachine;
  /** 6.1: loads what is new in the sink into the roll-up's table. */
  readonly incrementalLoader: (options: { readonly lookbackMs: number }) => AnyMachine;
}

/** What is said in no exercise before, since only a pipeline has to say it. */
export interface Glue {
  /** What becomes of a captured row: the event that is written to the topic, and the key that it goes by there. */
  readonly recordOf: (row: SourceRow, captured: Captured) => Keyed;
  /** Which token a write to the sink carries. The higher one is the newer one. */
  readonly tokenOf: (write: Writing) => number;
  /** Which time stamp a payment has for the roll-up, whose high-water mark goes by it. */
  readonly stampOf: (load: Load) => number;
  /** The tasks of the day and what they wait for: "load" is over when `mayBeDone` says so, "rollup" makes one run of the roll-up. */
  readonly dag: Dag;
  /** Whether everything has arrived. `second` was begun when `first` was over; `first` is undefined if there was none. */
  readonly mayBeDone: (first: Counts | undefined, second: Counts) => boolean;
}

/** What is known of a row besides its content when it is captured. */
export interface Captured {
  /** How many rows were captured before, the same one perhaps among them. */
  readonly turn: number;
}

/** An event with its key. */
export interface Keyed {
  /** Events with one key are read in the order in which they were captured. */
  readonly key: Key;
  /** What the sink's consumer is to do. */
  readonly event: Event;
}

/** A write on its way to the sink, as the worker knows it. */
export interface Writing {
  /** The generation of the group in which its records were read. */
  readonly generation: number;
  /** How many writes this worker has made before since it started. */
  readonly turn: number;
  /** When it is sent, by the worker's own clock. */
  readonly nowMs: number;
}

/** A payment that is in the sink. */
export interface Load {
  /** When it was made, by the shop's clock: payments do not come in this order. */
  readonly madeMs: number;
  /** The number of the batch in which the sink loaded it: 1 for the first, and rising. Several payments may share it. */
  readonly batch: number;
}

/** What a wave has found: each station was asked once, at some moment of its own. All counts only grow. */
export interface Counts {
  /** What the capture has sent to the topic; and whether it has seen the end of the source's log, and sent all up to there. */
  readonly capture: { readonly sent: number; readonly isOver: boolean };
  /** What the topic has received of it, and up to where its partitions are committed, added up. */
  readonly topic: { readonly received: number; readonly committed: number };
  /** How many of the topic's records are in the sink, each counted once. */
  readonly sink: { readonly received: number };
}
