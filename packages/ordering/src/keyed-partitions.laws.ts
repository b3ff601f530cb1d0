/**
 * What a topic with keys promises, whoever wrote its producer and consumer. Reads what is produced, which partition it
 * is sent to, and what is put out; of a message no more than the record's own key and value.
 */
import {
  type Broken,
  type ExecutionLaw,
  type MachineId,
  type MonitorLaw,
  type TimerSet,
  always,
  broken,
  describeValue,
  equal,
  eventually,
  executionLaw,
  monitor,
} from "@millrace/core";
import type { Key, PartitionRecord, ProducerInput } from "./keyed-partitions.ts";

/** All records of a key are in one partition, however the topic grows. */
export const keyStaysInItsPartition: MonitorLaw<Homes> = monitor<Homes, PartitionRecord, unknown, ProducerInput>(
  "all records of one key are in one partition",
  {
    start: () => ({ homes: [] }),
    on: {
      send(state, { machine, to, message }) {
        const { key } = message;
        if (machine !== "producer" || key === null) return undefined;
        const home = state.homes.find((candidate) => equal(candidate.key, key));
        if (home === undefined) state.homes.push({ key, partition: to });
        return home === undefined || home.partition === to
          ? undefined
          : broken(
              `${describeValue(key)} stays in ${home.partition}`,
              `a record of ${describeValue(key)} was sent to ${to}`,
            );
      },
    },
  },
);

/** Each record is processed once, and those of a key in the order in which they were produced. Nothing across keys. */
export const processesEachKeyInOrder: MonitorLaw<Owed> = monitor<Owed, unknown, unknown, ProducerInput>(
  "records of one key are processed in the order they were produced, each once",
  {
    start: () => ({ records: [] }),
    on: {
      input(owed, { input }) {
        if (input.type === "produce") owed.records.push({ key: input.record.key, value: input.record.value });
      },
      output: (owed, { machine, output }) => takeNext(owed, machine, output),
    },
  },
);

/** Nothing is lost or left lying. */
export const processesEverything: MonitorLaw<Owed> = eventually("every record is processed in the end", {
  of: processesEachKeyInOrder,
  holds: ({ records: [first] }) =>
    first === undefined
      ? undefined
      : broken(`the consumer processes ${describeRecord(first)}`, "it never does, and nothing is left to happen"),
});

/** The producer writes where Kafka would: `places` says where, by key. Of other keys it says nothing. */
export function writesWhereKafkaWould(places: readonly (readonly [Key, MachineId])[]): MonitorLaw<object> {
  return monitor<object, PartitionRecord>("a record goes to the partition that Kafka would choose", {
    start: () => ({}),
    on: {
      send(_state, { machine, to, message: { key } }) {
        if (machine !== "producer") return undefined;
        const home = places.find(([candidate]) => equal(candidate, key))?.[1];
        return home === undefined || home === to
          ? undefined
          : broken(`${describeValue(key)} is written to ${home}`, `it was sent to ${to}`);
      },
    },
  });
}

/** Records without a key are spread: each of so many partitions gets some of the first `records` of them. */
export function spreadsKeyless(partitions: number, { records }: { readonly records: number }): MonitorLaw<Spread> {
  return monitor<Spread, PartitionRecord>(`of ${records} records without a key, each partition gets some`, {
    start: () => ({ used: {}, sent: 0 }),
    on: {
      send(state, { machine, to, message }) {
        if (machine !== "producer" || message.key !== null || state.sent === records) return undefined;
        state.sent += 1;
        state.used[to] = true;
        const idle = names(partitions).find((name) => state.used[name] === undefined);
        if (idle === undefined || state.sent < records) return undefined;
        return broken(
          `some of ${records} records without a key are in ${idle}`,
          `all of them are in ${Object.keys(state.used).join(", ")}`,
        );
      },
    },
  });
}

/**
 * Partitions do not wait for one another: work at a record begins when it comes, unless its own partition is busy.
 * For records that each take less time than those before them.
 */
export const beginsAtOnce: MonitorLaw<InHand> = always<InHand, PartitionRecord>(
  "work at a record begins as soon as nothing of its own partition is in hand",
  {
    start: () => ({ open: [], fresh: [] }),
    on: {
      input: ({ fresh }) => void fresh.splice(0),
      timer: ({ fresh }) => void fresh.splice(0),
      deliver({ open, fresh }, { machine, from, message }) {
        fresh.splice(0);
        if (machine !== "consumer") return;
        const record = { partition: from, value: message.value, workMs: message.workMs };
        if (!open.some(({ partition }) => partition === from)) fresh.push(record);
        open.push(record);
      },
      output({ open }, { output }) {
        const value = readProcessed(output)?.value;
        const place = open.findIndex((record) => record.value === value);
        if (place >= 0) open.splice(place, 1);
      },
    },
    holds({ fresh: [record] }, view) {
      if (record === undefined || view.timers("consumer").some(({ afterMs }) => afterMs <= record.workMs))
        return undefined;
      return broken(
        `work at ${describeValue(record.value)} begins: nothing else of ${record.partition} is in hand`,
        `no timer of ${record.workMs} ms is set`,
      );
    },
  },
);

/** For one key in one partition: between two outputs the consumer waits as long as the work at the second takes. */
export const takesItsTime: ExecutionLaw = executionLaw(
  "work at a record takes the time that it takes",
  ({ events }) => {
    const workMs = new Map<unknown, number>();
    let timers: readonly TimerSet[] = [];
    let waitedMs = 0;
    for (const event of events.filter(({ machine }) => machine === "consumer")) {
      if (event.kind === "deliver") {
        const record = event.message as PartitionRecord;
        workMs.set(record.value, record.workMs);
      }
      if (event.kind === "timer") waitedMs += timers.find(({ name }) => name === event.timer)?.afterMs ?? 0;
      timers = event.timers ?? [];
      for (const output of event.outputs) {
        const value = readProcessed(output)?.value;
        const expectedMs = workMs.get(value);
        if (waitedMs !== expectedMs) {
          return {
            ...broken(`${expectedMs} ms of work at ${describeValue(value)}`, `it was done after ${waitedMs} ms`),
            event: event.id,
          };
        }
        waitedMs = 0;
      }
    }
    return undefined;
  },
);

/**
 * By the clock: a record is done as soon as it can be, one after the other within its partition, and not before its work
 * is. Who does more at once is early, and right. For sampled runs, not to be shrunk; values are unique.
 */
export const finishesInTime: ExecutionLaw = executionLaw(
  "a record is done when its work is, whatever else comes or waits",
  ({ schedule, events }) => {
    const starts = events.filter(({ kind }) => kind === "start").length;
    const inHand = new Map<unknown, { partition: MachineId; workMs: number; cameMs: number }>();
    /** When a partition's last record was done. */
    const doneMs = new Map<MachineId, number>();
    for (const { id, machine, kind, from = "", message, outputs } of events) {
      if (machine !== "consumer") continue;
      const choice = schedule[id - starts] ?? {};
      const nowMs = "nowMs" in choice && typeof choice.nowMs === "number" ? choice.nowMs : 0;
      if (kind === "deliver") {
        const { value, workMs } = message as PartitionRecord;
        inHand.set(value, { partition: from, workMs, cameMs: nowMs });
      }
      for (const output of outputs) {
        const value = readProcessed(output)?.value;
        const record = inHand.get(value);
        if (record === undefined) continue;
        const { partition, workMs, cameMs } = record;
        const [leastMs, mostMs] = [cameMs, Math.max(cameMs, doneMs.get(partition) ?? 0)].map((ms) => ms + workMs);
        doneMs.set(partition, nowMs);
        // A simulation's clocks show whole milliseconds.
        if (nowMs >= (leastMs ?? 0) - 2 && nowMs <= (mostMs ?? 0) + 2) continue;
        const what = `${describeValue(value)} of ${partition}, ${workMs} ms of work`;
        return {
          ...broken(
            `${what}, is done at ${leastMs === mostMs ? leastMs : `${leastMs} to ${mostMs}`} ms`,
            `at ${nowMs} ms`,
          ),
          event: id,
        };
      }
    }
    return undefined;
  },
);

/** A key with Kafka's hash of it. */
export interface Vector {
  readonly key: string | Uint8Array;
  readonly hash: number;
}

/**
 * Keys and their murmur2. The first six are from Apache Kafka's own tests; the others were computed with kafkajs 2.2.4:
 * the empty text, spaces, and text that is not ASCII. The last two, a text like no key at all and bytes that are no text,
 * are by `murmur2` itself.
 */
export const kafkaVectors: readonly Vector[] = [
  { key: "21", hash: -973932308 },
  { key: "foobar", hash: -790332482 },
  { key: "a-little-bit-long-string", hash: -985981536 },
  { key: "a-little-bit-longer-string", hash: -1486304829 },
  { key: "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", hash: -58897971 },
  { key: "abc", hash: 479470107 },
  { key: "", hash: 275646681 },
  { key: "Zoë", hash: -1306457314 },
  { key: "Zoe\u0308", hash: 988631914 },
  { key: " 21 ", hash: -1637485301 },
  { key: "注文-17", hash: 888124685 },
  { key: "🚚🚚", hash: 27536128 },
  { key: "null", hash: -75681477 },
  { key: Uint8Array.of(0xff, 0x80, 0x00, 0xc3), hash: 298602178 },
];

/** Whether a keyed record goes where Kafka puts it: Kafka takes the hash without its sign bit. */
export function judgePartition(
  partition: unknown,
  { vector, partitions }: { readonly vector: Vector; readonly partitions: number },
): Broken | undefined {
  const { hash } = vector;
  const expected = (hash < 0 ? hash + 2 ** 31 : hash) % partitions;
  return partition === expected
    ? undefined
    : broken(`partition ${expected} (the hash is ${hash})`, describeValue(partition));
}

/** Whether records without a key are spread: each partition gets at least a quarter of its fair share. */
export function judgeSpread(chosen: readonly unknown[], partitions: number): Broken | undefined {
  const strange = chosen.find(
    (partition) => !Number.isInteger(partition) || Number(partition) < 0 || Number(partition) >= partitions,
  );
  if (strange !== undefined || chosen.includes(undefined))
    return broken(`a whole number from 0 to ${partitions - 1}`, describeValue(strange));
  const counts = Array.from(
    { length: partitions },
    (_, number) => chosen.filter((partition) => partition === number).length,
  );
  const fair = chosen.length / partitions;
  const poor = counts.findIndex((count) => count < fair / 4);
  return poor < 0
    ? undefined
    : broken(`about ${Math.round(fair)} of ${chosen.length} records in partition ${poor}`, `${counts[poor]}`);
}

/** Where each key's first record went. */
export interface Homes {
  readonly homes: { readonly key: Key; readonly partition: MachineId }[];
}

/** What was produced and is not processed yet, oldest first. */
export interface Owed {
  readonly records: { readonly key: Key; readonly value: string }[];
}

/** What the consumer has received and not put out. */
export interface InHand {
  readonly open: Held[];
  /** What it received in the last event, if its partition had nothing in hand. */
  readonly fresh: Held[];
}

interface Held {
  readonly partition: MachineId;
  readonly value: string;
  readonly workMs: number;
}

/** Where records without a key went. */
export interface Spread {
  readonly used: Record<MachineId, true>;
  sent: number;
}

function names(partitions: number): MachineId[] {
  return Array.from({ length: partitions }, (_, number) => `p${number}`);
}

function takeNext(owed: Owed, machine: MachineId, output: unknown): Broken | undefined {
  const processed = readProcessed(output);
  if (processed === undefined)
    return broken(
      `${machine} puts out { key, value } of a record that it has processed, and nothing else`,
      `it put out ${describeValue(output)}`,
    );
  const { records } = owed;
  const place = records.findIndex((record) => equal(record.key, processed.key) && record.value === processed.value);
  if (place < 0)
    return broken(
      "each record is processed once",
      `${describeRecord(processed)} was processed, and was not due (again)`,
    );
  // Records without a key are promised no order.
  const first =
    processed.key === null ? undefined : records.slice(0, place).find((record) => equal(record.key, processed.key));
  records.splice(place, 1);
  return first === undefined
    ? undefined
    : broken(`${describeRecord(first)} is processed first`, `${describeRecord(processed)} was processed before it`);
}

function readProcessed(output: unknown): { key: unknown; value: string } | undefined {
  if (typeof output !== "object" || output === null || !("key" in output)) return undefined;
  return "value" in output && typeof output.value === "string" ? { key: output.key, value: output.value } : undefined;
}

function describeRecord({ key, value }: { readonly key: unknown; readonly value: string }): string {
  return `${describeValue(value)} of ${key === null ? "no key" : describeValue(key)}`;
}
