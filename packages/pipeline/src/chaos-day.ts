/**
 * Chaos day: parts that were each alone in their world, in one pipeline.
 *
 * A shop's table is captured, its rows go to a topic with three partitions, three workers carry them to a sink, a roll-up
 * follows, and a scheduler says when the day is done. What stands here is what no part could know alone: by what a change
 * is recognised, which of two writers is the newer one, which time is never late, and when everything has arrived.
 *
 * State: none. The parts are of `@millrace/ordering`, `delivery`, `snapshots`, `termination` and `recovery`, the stations
 * around them are beside this file.
 *
 * Source: beyond the book, which has the parts: K&S ch. 3, 4, 6, 7 and 13. As a whole it is what Debezium, Kafka, a
 * warehouse, dbt and Airflow do together, with all that is incidental left out.
 */
import { consumer } from "@millrace/delivery/consumer-group.ts";
import { idempotentConsumer } from "@millrace/delivery/idempotent-consumer.ts";
import { storage } from "@millrace/delivery/lease.ts";
import { decide } from "@millrace/delivery/retry.ts";
import { fifoDelivery } from "@millrace/ordering/fifo-delivery.ts";
import { partitionFor } from "@millrace/ordering/keyed-partitions.ts";
import type { Captured, Counts, Keyed, Load, Parts, Writing } from "@millrace/pipeline/parts.ts";
import type { SourceRow } from "@millrace/pipeline/source-rows.ts";
import { incrementalLoader } from "@millrace/recovery/high-water-mark.ts";
import { capturer } from "@millrace/snapshots/cdc-handoff.ts";
import { inTransit, isConsistent, latestConsistentCut } from "@millrace/snapshots/consistent-cut.ts";
import { dagScheduler } from "@millrace/termination/dag-scheduler.ts";
import type { Dag } from "@millrace/termination/dag.ts";

/**
 * What becomes of a captured row. Both the id of a payment and the version of a customer were given in the source, before
 * anything could double them: a copy has the same.
 *
 * @example
 * ```ts
 * import { recordOf } from "@millrace/pipeline";
 *
 * const row = { id: 7, kind: "payment", customer: "ada", amount: 5, madeMs: 10 } as const;
 * const [first, again] = [recordOf(row, { turn: 0 }), recordOf(row, { turn: 3 })];
 * if (JSON.stringify(first) !== JSON.stringify(again)) throw new Error("captured twice, it is one event");
 * ```
 */
export function recordOf(row: SourceRow, _captured: Captured): Keyed {
  const { id, customer } = row;
  if (row.kind === "payment") {
    return { key: customer, event: { type: "payment", id: String(id), customer, amount: row.amount } };
  }
  return { key: customer, event: { type: "changed", customer, version: row.version, name: row.name } };
}

/**
 * Which token a write carries: partitions change hands with the generation, and only then.
 *
 * @example
 * ```ts
 * import { tokenOf } from "@millrace/pipeline";
 *
 * const zombie = tokenOf({ generation: 4, turn: 17, nowMs: 900 });
 * if (zombie >= tokenOf({ generation: 5, turn: 0, nowMs: 20 })) throw new Error("who came later has the higher one");
 * ```
 */
export function tokenOf({ generation }: Writing): number {
  return generation;
}

/**
 * Which time stamp the roll-up goes by. A payment may be late by its own clock, never by the number of its batch.
 *
 * @example
 * ```ts
 * import { stampOf } from "@millrace/pipeline";
 *
 * if (stampOf({ madeMs: 10, batch: 6 }) <= stampOf({ madeMs: 90, batch: 5 })) throw new Error("it was loaded later");
 * ```
 */
export function stampOf({ batch }: Load): number {
  return batch;
}

/** The day's tasks: the roll-up is made of what is loaded, so it waits. A run that is lost with its machine is made again. */
export const dag: Dag = {
  load: { upstream: [], retries: 5 },
  rollup: { upstream: ["load"], retries: 5 },
};

/**
 * Whether everything has arrived. All that the first wave saw received is all that the second, which came after it, saw sent:
 * then nothing was on its way when the first was over. And as the source has ended, nothing will be.
 *
 * @example
 * ```ts
 * import { mayBeDone } from "@millrace/pipeline";
 *
 * const quiet = { capture: { sent: 3, isOver: false }, topic: { received: 3, committed: 3 }, sink: { received: 3 } };
 * if (mayBeDone(quiet, quiet)) throw new Error("the shop is still open");
 * const over = { ...quiet, capture: { sent: 3, isOver: true } };
 * if (!mayBeDone(quiet, over)) throw new Error("three rows, and all three are in the sink");
 * ```
 */
export function mayBeDone(first: Counts | undefined, second: Counts): boolean {
  if (first === undefined || !second.capture.isOver) return false;
  const received = first.topic.received + first.sink.received;
  const sent = second.capture.sent + second.topic.received;
  return received === sent;
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
