/**
 * Keyed partitions: what has the same key stays in one partition, and so in order. Nobody waits for another key.
 *
 * Edit `partitionFor`, `producer`, `consumer` and what a consumer remembers. What goes in and what comes out is fixed.
 */
import { type Machine, defineMachine } from "@millrace/core";
import { murmur2 } from "@millrace/ordering/murmur2.ts";

/** Whose record it is, a customer's number say, as text or as bytes; `null` for nobody's. The empty text is a key. */
export type Key = string | Uint8Array | null;

/** What is written to a partition, and what a partition hands to the consumer. Fixed. */
export interface PartitionRecord {
  readonly key: Key;
  readonly value: string;
  /** How long the consumer works at it, in milliseconds. */
  readonly workMs: number;
}

/** What a producer is asked to do: write a record, or take note that its topic now has more partitions. Fixed. */
export type ProducerInput =
  | { readonly type: "produce"; readonly record: PartitionRecord }
  | { readonly type: "grow"; readonly partitions: number };

/** What the outside sees of a consumer: the work at a record is done. Fixed. */
export interface Processed {
  readonly key: Key;
  readonly value: string;
}

/** What a producer remembers. Yours. */
export interface ProducerState {
  partitions: number;
  /** How many records it has written. */
  written: number;
}

/** What a consumer remembers. Yours: plain data, in an object. */
export interface ConsumerState {
  // TODO(learner): what waits, and for whom? It starts empty in `start` below.
}

/**
 * The partition of a record: a whole number from 0 to `partitions` − 1, for a key always the same. Records whose key
 * is `null` are spread; `turn` says how many records came before.
 */
export function partitionFor(key: Key, partitions: number, { turn = 0 }: { readonly turn?: number } = {}): number {
  // TODO(learner): right for a record without a key. Put a key where Kafka puts it: `murmur2(key)` is Kafka's hash.
  return turn % partitions;
}

/** A machine that writes records to a topic of so many partitions: the machines "p0", "p1" and so on. */
export function producer(partitions: number): Machine<ProducerState, PartitionRecord, never, ProducerInput> {
  return defineMachine({
    start: (): ProducerState => ({ partitions, written: 0 }),

    onInput(state, input, context) {
      if (input.type === "grow") {
        // TODO(learner): there are records in the topic that nobody has read yet. What does this do to their keys?
        state.partitions = input.partitions;
        return;
      }
      const partition = partitionFor(input.record.key, state.partitions, { turn: state.written });
      state.written += 1;
      context.send(`p${partition}`, input.record);
    },
  });
}

/** A machine that reads several partitions, and works at one record of each at a time. */
export const consumer: Machine<ConsumerState, PartitionRecord, Processed> = defineMachine({
  start: (): ConsumerState => ({}),

  onMessage(state, record, from, context) {
    // TODO(learner): `record` comes from the partition `from`. To work at it is to wait: context.setTimer(name, record.workMs).
  },

  onTimer(state, timer, context) {
    // TODO(learner): the work is done: context.output({ key, value }). What may begin now?
  },
});
