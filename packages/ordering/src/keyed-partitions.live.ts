/**
 * A topic on real workers: records of one key stay in order, even if machines are killed and started again.
 */
import { type AnyMachine, type Input, type Law, type System, durable } from "@millrace/core";
import { consumer, producer } from "./keyed-partitions.ts";
import {
  beginsAtOnce,
  keyStaysInItsPartition,
  processesEachKeyInOrder,
  processesEverything,
  spreadsKeyless,
  writesWhereKafkaWould,
} from "./keyed-partitions.laws.ts";
import { grow, produce, topic } from "./keyed-partitions.topic.ts";

/**
 * A topic of two partitions that grows to three, with anybody's producer and consumer. Durable: a consumer that forgets
 * its lines loses records. A partition has nothing to forget: its log is its channel.
 */
export function systemOf(work: Work): System {
  const machines = {
    producer: (partitions: number) => durable(work.producer(partitions)),
    consumer: durable(work.consumer),
  };
  return topic(machines, { partitions: 2, machines: 3, inputs: [...records.slice(0, 12), news, ...records.slice(12)] });
}

/** 28 records, one every 10 ms. Each takes less work than those before it, from 10 down to about 3 ms. */
const records: readonly Input[] = Array.from({ length: 28 }, (_, turn) => {
  const key = ["ada", "eve", null, null][turn % 4] ?? null;
  return { ...produce(key, `${turn}`, { workMs: 10 - turn / 4 }), atMs: turn * 10 };
});

const news: Input = { ...grow(3), atMs: 115 };

/** The topic, with our producer and consumer. */
export const system: System = systemOf({ producer, consumer });

/** What holds in it, whoever is killed. None of them asks how long work takes: after a crash it begins anew. */
export const laws: readonly Law[] = [
  keyStaysInItsPartition,
  processesEachKeyInOrder,
  processesEverything,
  writesWhereKafkaWould([
    ["ada", "p1"],
    ["eve", "p0"],
  ]),
  spreadsKeyless(2, { records: 14 }),
];

/** Besides them, where nobody is: a consumer that is down has no timers, and so works at nothing. */
export const lawsWithoutCrashes: readonly Law[] = [beginsAtOnce];

interface Work {
  producer(partitions: number): AnyMachine;
  readonly consumer: AnyMachine;
}
