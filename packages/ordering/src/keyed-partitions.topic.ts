/** A topic to try producers and consumers on: a producer, its partitions "p0", "p1", …, and one consumer of them all. */
import {
  type AnyMachine,
  type Input,
  type Machine,
  type System,
  at,
  defineMachine,
  defineSystem,
} from "@millrace/core";
import type { Key, PartitionRecord } from "./keyed-partitions.ts";

/** What is tried: any producer and any consumer. */
export interface TopicWork {
  producer(partitions: number): AnyMachine;
  readonly consumer: AnyMachine;
}

/** A system in which the producer starts with so many partitions. `machines` is how many there are to grow into. */
export function topic(
  { producer, consumer }: TopicWork,
  options: { readonly partitions: number; readonly machines?: number; readonly inputs: readonly Input[] },
): System {
  const { partitions, machines = partitions, inputs } = options;
  const names = Array.from({ length: machines }, (_, number) => `p${number}`);
  return defineSystem({
    machines: {
      producer: producer(partitions),
      ...Object.fromEntries(names.map((name) => [name, partition])),
      consumer,
    },
    topology: names.flatMap((name) => [["producer", name] as const, [name, "consumer"] as const]),
    inputs,
  });
}

/** A request to write a record whose work takes `workMs`, 10 by default. */
export function produce(key: Key, value: string, options: { readonly workMs?: number } = {}): Input {
  return at("producer", { type: "produce", record: { key, value, workMs: options.workMs ?? 10 } });
}

/** News that the topic now has so many partitions. */
export function grow(partitions: number): Input {
  return at("producer", { type: "grow", partitions });
}

/** Its log is the channel to the consumer: what is written first is read first. */
const partition: Machine<object, PartitionRecord> = defineMachine({
  start: () => ({}),
  onMessage: (_state, record, _from, context) => context.send("consumer", record),
});
