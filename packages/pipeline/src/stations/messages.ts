/** The words in which the stations speak to one another. */
import type { FromBroker, GroupRecord, ToBroker } from "@millrace/delivery/consumer-group.broker.ts";
import type { Event } from "@millrace/delivery/idempotent-consumer.topic.ts";
import type { SourceRow } from "../source-rows.ts";
import type { History } from "./checkpoints.ts";

/** What a record says. In the topic it is a text, as Kafka's values are bytes: see {@link readValue}. */
export interface RecordValue {
  /** Its number among all that the capture has sent, from 1. */
  readonly number: number;
  /** The row as it was captured. */
  readonly row: SourceRow;
  /** What is to be done about it. */
  readonly event: Event;
}

/** A record on its way into the topic. */
export interface ProducerRecord {
  /** The number of its partition, from 0. */
  readonly partition: number;
  /** Its number among all that the capture has sent, from 1. */
  readonly number: number;
  /** How much money it brings. */
  readonly amount: number;
  /** What it says: a {@link RecordValue}, as text. */
  readonly value: string;
}

/** The capture to the topic: a message of the part that keeps the order, in a frame. The same frame may come again. */
export interface Produce {
  readonly type: "produce";
  /** The frame's number, from 1. */
  readonly frame: number;
  /** Whatever the part sends. */
  readonly body: unknown;
}

/** The topic to the capture. */
export type ProduceAnswer =
  | { readonly type: "produced"; readonly frame: number }
  | { readonly type: "refused"; readonly frame: number; readonly status: number };

/** A worker to the sink. */
export interface WriteRequest {
  readonly type: "write";
  /** The worker's own name for it: different from those before a crash, too. */
  readonly write: string;
  /** By what the sink tells old from new. */
  readonly token: number;
  /** The generation in which the records were read: for laws to look at, the sink goes by the token. */
  readonly generation: number;
  /** What to write, in this order. */
  readonly records: readonly GroupRecord[];
}

/** The sink to a worker. `rejected`: somebody with a higher token has written. */
export type WriteAnswer =
  | { readonly type: "written" | "rejected"; readonly write: string }
  | { readonly type: "refused"; readonly write: string; readonly status: number };

/** The scheduler to a station: how far are you? */
export interface Visit {
  readonly type: "visit";
  /** The number of the wave. */
  readonly wave: number;
}

/** A station to the scheduler. */
export interface Visited<Own> {
  readonly type: "counts";
  /** The wave that it answers. */
  readonly wave: number;
  /** The station's own counts. */
  readonly counts: Own;
  /** What it has taken in, and the checkpoints that it has kept. */
  readonly history: History;
  /** What its clock shows. */
  readonly nowMs: number;
}

/** The scheduler to the roll-up: make a run. */
export interface RunRollup {
  readonly type: "run";
  /** Which attempt. */
  readonly attempt: number;
}

/** The roll-up to the scheduler: that attempt is over, and the table is up to date. */
export interface RollupEnded {
  readonly type: "ended";
  readonly attempt: number;
}

/** What the topic receives. */
export type ToTopic = Produce | ToBroker | Visit;

/** What a worker receives. */
export type ToWorker = FromBroker | WriteAnswer;

/** What the capture has put into a record. */
export function readValue({ value }: Pick<GroupRecord, "value">): RecordValue {
  // Only the capture makes values.
  return JSON.parse(String(value)) as RecordValue;
}

/** How much money a row brings. */
export function amountOf(row: SourceRow): number {
  return row.kind === "payment" ? row.amount : 0;
}
