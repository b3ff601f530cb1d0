/**
 * Chaos day: your parts, each of which was alone in its world, in one pipeline.
 *
 * The parts come from your own exercises. The stations around them are there, too (see the README). Edit the five places that
 * are marked: they are what no part could know alone.
 */
import type { Captured, Counts, Keyed, Load, Parts, Writing } from "@millrace/pipeline/parts.ts";
import type { SourceRow } from "@millrace/pipeline/source-rows.ts";
import type { Dag } from "@millrace/termination/dag.ts";
import { fifoDelivery } from "../../2-message-order/2.1-fifo-delivery/fifo-delivery.ts";
import { partitionFor } from "../../2-message-order/2.2-keyed-partitions/keyed-partitions.ts";
import { decide } from "../../3-when-things-break/3.1-retry/retry.ts";
import { idempotentConsumer } from "../../3-when-things-break/3.2-idempotent-consumer/idempotent-consumer.ts";
import { consumer } from "../../3-when-things-break/3.3-consumer-group/consumer-group.ts";
import { storage } from "../../3-when-things-break/3.5-lease/lease.ts";
import {
  inTransit,
  isConsistent,
  latestConsistentCut,
} from "../../4-a-photo-of-a-moving-system/4.1-consistent-cut/consistent-cut.ts";
import { capturer } from "../../4-a-photo-of-a-moving-system/4.2-cdc-handoff/cdc-handoff.ts";
import { dagScheduler } from "../../5-is-it-done/5.1-dag-scheduler/dag-scheduler.ts";
import { incrementalLoader } from "../../6-back-to-a-consistent-line/6.1-high-water-mark/high-water-mark.ts";

/**
 * What becomes of a captured row: the event that is written to the topic, and the key that it goes by there. A row may be
 * captured twice, once from the table and once from the log.
 */
export function recordOf(row: SourceRow, { turn }: Captured): Keyed {
  const { customer } = row;
  // TODO(learner): this numbers events as they are captured. By what does the sink recognise a copy? And what must stay in order?
  if (row.kind === "payment") {
    return { key: null, event: { type: "payment", id: String(turn), customer, amount: row.amount } };
  }
  return { key: null, event: { type: "changed", customer, version: turn, name: row.name } };
}

/** Which token a write to the sink carries. The storage takes none that is lower than one it has taken. */
export function tokenOf({ turn }: Writing): number {
  // TODO(learner): each worker counts its own writes. Whose write is the newer one, if partitions have changed hands?
  return turn;
}

/** Which time stamp a payment has for the roll-up: the loader looks no more for what lies before its high-water mark. */
export function stampOf({ madeMs }: Load): number {
  // TODO(learner): this is when the payment was made. And if it comes into the sink an hour later?
  return madeMs;
}

/** The day's two tasks, and what they wait for. */
export const dag: Dag = {
  // TODO(learner): what is the roll-up made of? And if a machine goes down in the middle of an attempt?
  load: { upstream: [] },
  rollup: { upstream: [] },
};

/** Whether everything has arrived: then the task "load" is over. `first` is the wave before `second`, if there was one. */
export function mayBeDone(_first: Counts | undefined, second: Counts): boolean {
  // TODO(learner): "all that is in the topic is worked off" is what a dashboard calls lag 0. What does it not know?
  return second.topic.received === second.topic.committed;
}

/** The parts, put together. */
export const chaosDay: Parts = {
  fifoDelivery,
  partitionFor,
  decide,
  idempotentConsumer,
  consumer,
  storage,
  capturer,
  isConsistent,
  inTransit,
  latestConsistentCut,
  dagScheduler,
  incrementalLoader,
  recordOf,
  tokenOf,
  stampOf,
  dag,
  mayBeDone,
};
