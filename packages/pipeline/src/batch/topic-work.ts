/**
 * The worker's tasks where a topic lies between source and store: `publish` sends what was extracted, by the customer's
 * partition; `bronze` puts what it reads into the store, and commits it then.
 *
 * An object in bronze has the offset of its first record in its key. If it is there already, it was put before a crash,
 * perhaps with fewer records than are there now: what it holds is committed, and not a record more.
 */
import { partitionFor } from "@millrace/ordering/keyed-partitions.ts";
import type { Question, Step, Work } from "./jobs.ts";
import type { OrderVersion } from "./messages.ts";
import { readExtracted } from "./extract.ts";

/** How the topic is written and read. */
export interface TopicOptions {
  /** How many partitions it has: 1 or more. */
  readonly partitions: number;
  /** How many records go in one message at most: 1 or more. */
  readonly batchRows: number;
}

/** The task "publish". All attempts of a run send the same batches, under the same numbers. */
export function publish({ partitions, batchRows }: TopicOptions): Work<Publish> {
  return {
    begin({ run, lsn, attempt }, disk) {
      const pages = readExtracted(disk, run);
      return {
        run,
        lsn,
        attempt,
        place: 0,
        isRefused: false,
        batches: pages && batchesOf(pages.flat(), { partitions, batchRows }),
      };
    },

    next({ run, lsn, attempt, batches, place, isRefused }) {
      if (isRefused) return { type: "failed", why: "kafka has refused a batch" };
      if (batches === undefined) return { type: "failed", why: `nothing of run ${run} was extracted here` };
      const batch = batches[place];
      if (batch === undefined)
        return { type: "done", result: { lsn, rowCount: batches.flatMap(({ rows }) => rows).length } };
      return ask("kafka", { type: "produce", producer: `run-${run}`, epoch: attempt, ...batch });
    },

    take(own, [answer]) {
      if (answer?.type !== "produced") return;
      if (answer.status === "appended" || answer.status === "duplicate") own.place += 1;
      else own.isRefused = true;
    },
  };
}

/** The task "bronze", from the topic. It is done when there is no lag: all that was there when it began is committed. */
export function bronzeFromTopic({ batchRows }: TopicOptions): Work<FromTopic> {
  return {
    begin: ({ lsn }) => ({ lsn, offsets: undefined, rows: undefined, isTaken: false, isKept: false, rowCount: 0 }),

    next({ lsn, offsets, rows, isTaken, isKept, rowCount }) {
      if (offsets === undefined) return ask("kafka", { type: "list offsets" });
      const partition = offsets.findIndex(({ committed, end }) => committed < end);
      const offset = offsets[partition]?.committed;
      if (offset === undefined) return { type: "done", result: { lsn, rowCount } };
      if (rows === undefined) return ask("kafka", { type: "fetch", partition, offset, limit: batchRows });
      if (isKept) return ask("kafka", { type: "commit", partition, offset: offset + rows.length });
      const key = `bronze/p${partition}/${String(offset).padStart(6, "0")}`;
      return isTaken ? ask("s3", { type: "get", key }) : ask("s3", { type: "put", key, rows, lsn, ifAbsent: true });
    },

    take(own, [answer]) {
      if (answer?.type === "offsets") own.offsets = answer.offsets.map((each) => ({ ...each }));
      if (answer?.type === "records") own.rows = answer.rows;
      if (answer?.type === "stored") {
        own.isKept = answer.status === 200;
        own.isTaken = answer.status === 412;
      }
      if (answer?.type === "object" && answer.status === 200) {
        // What stands in bronze was put there by bronze.
        own.rows = answer.rows as readonly OrderVersion[];
        own.isKept = true;
      }
      if (answer?.type !== "committed") return;
      own.rowCount += own.rows?.length ?? 0;
      const partition = own.offsets?.[answer.partition];
      if (partition !== undefined) partition.committed = answer.offset;
      Object.assign(own, { rows: undefined, isTaken: false, isKept: false });
    },
  };
}

/** What `publish` remembers. */
export interface Publish {
  readonly run: number;
  readonly lsn: number;
  readonly attempt: number;
  readonly batches: readonly PartitionBatch[] | undefined;
  place: number;
  isRefused: boolean;
}

/** What `bronze` remembers. */
export interface FromTopic {
  readonly lsn: number;
  /** By partition; undefined before they are known. */
  offsets: { committed: number; readonly end: number }[] | undefined;
  /** Those that are being put. */
  rows: readonly OrderVersion[] | undefined;
  /** Whether something is under their key already. */
  isTaken: boolean;
  /** Whether they are under their key. */
  isKept: boolean;
  rowCount: number;
}

interface PartitionBatch {
  readonly partition: number;
  readonly sequence: number;
  readonly rows: readonly OrderVersion[];
}

function batchesOf(rows: readonly OrderVersion[], { partitions, batchRows }: TopicOptions): PartitionBatch[] {
  return Array.from({ length: partitions }, (_none, partition) => partition).flatMap((partition) => {
    const own = rows.filter(({ customer }) => partitionFor(customer, partitions) === partition);
    const count = Math.ceil(own.length / batchRows);
    return Array.from({ length: count }, (_none, place) => {
      const sequence = place * batchRows;
      return { partition, sequence, rows: own.slice(sequence, sequence + batchRows) };
    });
  });
}

function ask(to: string, question: Question): Step {
  return { type: "ask", asks: [{ to, question }] };
}
