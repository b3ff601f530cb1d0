/**
 * A line for each key instead of each partition, in a Map: more work at once, and every key still in order. Records
 * without a key wait for nobody. The producer keeps a table of the keys that it has seen, and lets new keys use new
 * partitions.
 */
import { type Machine, defineMachine } from "@millrace/core";
import { murmur2 } from "@millrace/ordering/murmur2.ts";

type Key = string | Uint8Array | null;

interface PartitionRecord {
  readonly key: Key;
  readonly value: string;
  readonly workMs: number;
}

type ProducerInput =
  | { readonly type: "produce"; readonly record: PartitionRecord }
  | { readonly type: "grow"; readonly partitions: number };

interface ProducerState {
  partitions: number;
  readonly homes: Map<string, number>;
  keyless: number;
}

interface ConsumerState {
  readonly lines: Map<string, PartitionRecord[]>;
  count: number;
}

export function partitionFor(key: Key, partitions: number, options: { readonly turn?: number } = {}): number {
  // Stays on a partition for ten records, as Kafka's newer producers do for a batch.
  if (key === null) return Math.floor((options.turn ?? 0) / 10) % partitions;
  const hash = murmur2(key);
  return (hash < 0 ? hash + 2147483648 : hash) % partitions;
}

export function producer(partitions: number): Machine<ProducerState, PartitionRecord, never, ProducerInput> {
  return defineMachine({
    start: (): ProducerState => ({ partitions, homes: new Map(), keyless: 0 }),
    onInput(state, input, context) {
      if (input.type === "grow") {
        state.partitions = Math.max(state.partitions, input.partitions);
        return;
      }
      const { record } = input;
      if (record.key === null) {
        context.send(`p${partitionFor(null, state.partitions, { turn: state.keyless++ })}`, record);
        return;
      }
      const name = typeof record.key === "string" ? `text ${record.key}` : `bytes ${record.key.join()}`;
      const home = state.homes.get(name) ?? partitionFor(record.key, state.partitions);
      state.homes.set(name, home);
      context.send(`p${home}`, record);
    },
  });
}

export const consumer: Machine<ConsumerState, PartitionRecord, { readonly key: Key; readonly value: string }> =
  defineMachine({
    start: (): ConsumerState => ({ lines: new Map(), count: 0 }),
    onMessage(state, record, _from, context) {
      const name = record.key === null ? `nobody ${state.count++}` : `key ${String(record.key)}`;
      const line = state.lines.get(name);
      if (line !== undefined) {
        line.push(record);
        return;
      }
      state.lines.set(name, [record]);
      context.setTimer(name, record.workMs);
    },
    onTimer(state, name, context) {
      const [done, ...rest] = state.lines.get(name) ?? [];
      if (done === undefined) return;
      context.output({ value: done.value, key: done.key });
      if (rest[0] === undefined) state.lines.delete(name);
      else {
        state.lines.set(name, rest);
        context.setTimer(name, rest[0].workMs);
      }
    },
  });
