/**
 * Keyed partitions: a log that is too busy for one reader is cut into several. What has the same key stays in one of
 * them, and so in order; between keys there is no order any more, and nobody waits for one.
 *
 * State: the producer keeps how many partitions it writes to and how many records it has written; the consumer keeps
 * a line of records for each partition, the one in hand first.
 * Message: a record. Producer → partitions "p0", "p1", … → consumer; every channel is fifo.
 *
 * Source: beyond the book (K&S ch. 6 has the orders themselves). Apache Kafka: the partition of a key is
 * (murmur2(key) & 0x7fffffff) mod partitions. We deviate in two ways. Records without a key take turns, where Kafka's
 * newer producers stay on one partition for a batch: order is promised by neither. And our producer holds on to the
 * number of partitions that it started with, where Kafka's follows a topic that grows, and so moves keys.
 */
import { type Machine, defineMachine } from "@millrace/core";
import { murmur2 } from "@millrace/ordering/murmur2.ts";

/**
 * The partition of a record: a whole number from 0 to `partitions` − 1, for a key always the same. Records whose key
 * is `null` are spread; `turn` says how many records came before. Throws an Error if there is no partition.
 *
 * @example
 * ```ts
 * import { partitionFor } from "@millrace/ordering";
 *
 * if (partitionFor("foobar", 6) !== partitionFor("foobar", 6, { turn: 5 })) throw new Error("a key stays");
 * if (partitionFor(null, 6) === partitionFor(null, 6, { turn: 1 })) throw new Error("records without a key are spread");
 * ```
 */
export function partitionFor(key: Key, partitions: number, { turn = 0 }: { readonly turn?: number } = {}): number {
  if (!Number.isInteger(partitions) || partitions < 1) {
    throw new Error(
      `Cannot choose a partition as there must be 1 or more of them: ${partitions}. Give a whole number.`,
    );
  }
  if (key === null) return turn % partitions;
  return (murmur2(key) & 0x7fffffff) % partitions;
}

/**
 * A machine that writes records to a topic of so many partitions.
 *
 * @example
 * ```ts
 * import { World, at, defineMachine, defineSystem } from "@millrace/core";
 * import { type PartitionRecord, producer } from "@millrace/ordering";
 *
 * const partition = defineMachine<object, PartitionRecord>({ start: () => ({}) });
 * const record = { key: "ada", value: "order 1", workMs: 5 };
 * const world = new World(
 *   defineSystem({ machines: { shop: producer(2), p0: partition, p1: partition }, inputs: [at("shop", { type: "produce", record })] }),
 * );
 * const { sends } = world.apply({ kind: "input", machine: "shop", input: 0 });
 * if (sends[0]?.to !== "p1") throw new Error("Ada's records are in partition 1 of 2");
 * ```
 */
export function producer(partitions: number): Machine<ProducerState, PartitionRecord, never, ProducerInput> {
  return defineMachine({
    start: (): ProducerState => ({ partitions, written: 0 }),

    onInput(state, input, context) {
      // With another number of partitions most keys would move, away from those of their records that are still unread.
      if (input.type === "grow") return;
      const partition = partitionFor(input.record.key, state.partitions, { turn: state.written });
      state.written += 1;
      context.send(`p${partition}`, input.record);
    },
  });
}

/**
 * A machine that reads several partitions, and works at one record of each at a time.
 *
 * @example
 * ```ts
 * import { World, at, defineMachine, defineSystem } from "@millrace/core";
 * import { type PartitionRecord, consumer } from "@millrace/ordering";
 *
 * const partition = defineMachine<object, PartitionRecord, never, PartitionRecord>({
 *   start: () => ({}),
 *   onInput: (_state, record, context) => context.send("consumer", record),
 * });
 * const inputs = ["v1", "v2"].map((value) => at("p0", { key: "ada", value, workMs: 5 }));
 * const world = new World(defineSystem({ machines: { p0: partition, consumer }, inputs }));
 * world.apply({ kind: "input", machine: "p0", input: 0 });
 * world.apply({ kind: "input", machine: "p0", input: 1 });
 * world.apply({ kind: "deliver", from: "p0", to: "consumer", nth: 0 });
 * const second = world.apply({ kind: "deliver", from: "p0", to: "consumer", nth: 0 });
 * if (second.timers?.length !== 1) throw new Error("v2 waits until v1 is done");
 * ```
 */
export const consumer: Machine<ConsumerState, PartitionRecord, Processed> = defineMachine({
  start: (): ConsumerState => ({ lines: {} }),

  onMessage(state, record, from, context) {
    const line = (state.lines[from] ??= []);
    line.push(record);
    if (line.length === 1) context.setTimer(from, record.workMs);
  },

  onTimer(state, partition, context) {
    const line = state.lines[partition] ?? [];
    const done = line.shift();
    if (done !== undefined) context.output({ key: done.key, value: done.value });
    const [next] = line;
    if (next !== undefined) context.setTimer(partition, next.workMs);
  },
});

/** Whose record it is, a customer's number say, as text or as bytes; `null` for nobody's. The empty text is a key. */
export type Key = string | Uint8Array | null;

/** What is written to a partition, and what a partition hands to the consumer. */
export interface PartitionRecord {
  /** Whose it is. */
  readonly key: Key;
  /** What it says. */
  readonly value: string;
  /** How long the consumer works at it, in milliseconds. */
  readonly workMs: number;
}

/** What a producer is asked to do: write a record, or take note that its topic now has more partitions. */
export type ProducerInput =
  | { readonly type: "produce"; readonly record: PartitionRecord }
  | { readonly type: "grow"; readonly partitions: number };

/** What the outside sees of a consumer: the work at a record is done. */
export interface Processed {
  /** The record's key. */
  readonly key: Key;
  /** The record's value. */
  readonly value: string;
}

/** What a producer remembers. */
export interface ProducerState {
  /** How many partitions it writes to. */
  readonly partitions: number;
  /** How many records it has written. */
  written: number;
}

/** What a consumer remembers. */
export interface ConsumerState {
  /** For each partition, the records that are not done, in order: the first is in hand. */
  readonly lines: Record<string, PartitionRecord[]>;
}
