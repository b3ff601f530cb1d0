/**
 * Kafka: a topic in partitions, on the disk. A producer numbers what it sends to each partition, so that what comes again is
 * recognised and appended once; a commit says how far the group of readers has come, and never goes back.
 *
 * Source: the idempotent producer of Apache Kafka (KIP-98). We deviate in that the numbers of a producer go on when its epoch
 * does, where Kafka's begin anew: each attempt of a task sends the same batches, and those that are there are passed over.
 */
import { type Disk, type Machine, defineMachine } from "@millrace/core";
import type { Answer, OrderVersion, Request } from "./messages.ts";

/** What kafka shows of itself: by partition, how many records there are, and how many of these are committed. */
export interface KafkaState {
  readonly partitions: Record<string, { readonly end: number; readonly committed: number; readonly lag: number }>;
}

/** A batch of records for one partition. */
export interface ProducedBatch {
  /** Who sends it: one name for all attempts. */
  readonly producer: string;
  /** Which attempt: whoever has a lower one is fenced off. */
  readonly epoch: number;
  readonly partition: number;
  /** The number of its first record among those of this producer to this partition, from 0. */
  readonly sequence: number;
  readonly rows: readonly OrderVersion[];
}

/** What became of a batch. */
export type Produced =
  | { readonly status: "appended" | "duplicate"; readonly offset: number }
  /** Records before it are missing, or somebody with a higher epoch has taken over. */
  | { readonly status: "out of order" | "fenced" };

/** What the station asks of whatever keeps the topic. */
export interface TopicLog {
  append(batch: ProducedBatch): Produced;
  /** Records from an offset on, at most so many. */
  read(partition: number, offset: number, limit: number): OrderVersion[];
  /** The offset that the next record will have. */
  end(partition: number): number;
  /** The offset of the first record that is not committed. */
  committed(partition: number): number;
  /** Gives what is committed then: an offset below that changes nothing. */
  commit(partition: number, offset: number): number;
}

/** Kafka remembers so many batches of a producer in a partition. What is older and comes again is a duplicate, at offset -1. */
export const batchesKept = 5;

/** The station "kafka". */
export function kafka(
  partitions: number,
  open: (disk: Disk) => TopicLog = logOnDisk,
): Machine<KafkaState, Request | Answer> {
  const all = Array.from({ length: partitions }, (_none, partition) => partition);

  return defineMachine({
    start: ({ disk }): KafkaState => ({ partitions: shownOf(open(disk)) }),

    onMessage(state, message, from, context) {
      const log = open(context.disk);
      if (message.type === "produce") {
        const { request, partition } = message;
        context.send(from, { type: "produced", request, partition, ...log.append(message) });
      } else if (message.type === "fetch") {
        const { request, partition, offset, limit } = message;
        const rows = log.read(partition, offset, limit);
        context.send(from, { type: "records", request, partition, offset, rows });
      } else if (message.type === "list offsets") {
        const offsets = all.map((partition) => ({ committed: log.committed(partition), end: log.end(partition) }));
        context.send(from, { type: "offsets", request: message.request, offsets });
      } else if (message.type === "commit") {
        const { request, partition } = message;
        const offset = log.commit(partition, message.offset);
        context.send(from, { type: "committed", request, partition, offset });
      }
      Object.assign(state.partitions, shownOf(log));
    },
  });

  function shownOf(log: TopicLog): KafkaState["partitions"] {
    return Object.fromEntries(
      all.map((partition) => {
        const [end, committed] = [log.end(partition), log.committed(partition)];
        return [`p${partition}`, { end, committed, lag: end - committed }];
      }),
    );
  }
}

/** The topic on the disk of its machine. */
export function logOnDisk(disk: Disk): TopicLog {
  // Nobody else writes under these keys.
  const records = (partition: number): OrderVersion[] => (disk.read(`log ${partition}`) ?? []) as OrderVersion[];
  const committed = (partition: number): number => Number(disk.read(`committed ${partition}`) ?? 0);

  return {
    committed,
    end: (partition) => records(partition).length,
    read: (partition, offset, limit) => records(partition).slice(offset, offset + limit),

    append({ producer, epoch, partition, sequence, rows }) {
      const newest = Number(disk.read(`epoch ${producer}`) ?? 0);
      if (epoch < newest) return { status: "fenced" };
      disk.write(`epoch ${producer}`, epoch);
      const key = `batches ${producer} ${partition}`;
      const batches = (disk.read(key) ?? []) as Batch[];
      const last = batches.at(-1);
      const next = last === undefined ? 0 : last.sequence + last.count;
      if (sequence > next) return { status: "out of order" };
      if (sequence < next) {
        const before = batches.find((batch) => batch.sequence === sequence);
        return { status: "duplicate", offset: before?.offset ?? -1 };
      }
      const log = records(partition);
      disk.write(`log ${partition}`, [...log, ...rows]);
      disk.write(key, [...batches, { sequence, count: rows.length, offset: log.length }].slice(-batchesKept));
      return { status: "appended", offset: log.length };
    },

    commit(partition, offset) {
      const now = Math.max(committed(partition), offset);
      disk.write(`committed ${partition}`, now);
      return now;
    },
  };
}

interface Batch {
  readonly sequence: number;
  readonly count: number;
  readonly offset: number;
}
