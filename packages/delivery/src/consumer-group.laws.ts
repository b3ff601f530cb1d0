/**
 * What a member of a consumer group owes, whoever wrote it. Reads what the broker and the members send each other, what
 * members write to the sink and when they hear that it is there, and what the broker puts out: which records are in its
 * logs, and which commits count. Never a member's variables.
 */
import {
  type Broken,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  equal,
  eventually,
  exactly,
  monitor,
} from "@millrace/core";
import type { BrokerOutput, GroupMessage, GroupRecord, Offsets, Partition } from "./consumer-group.broker.ts";
import { type Write, readWrite } from "./consumer-group.sink.ts";

/** Safety: who dies now loses nothing, since what comes next begins at the committed offset. */
export const commitsOnlyWhatIsWritten: MonitorLaw<Record<Partition, Heard>> = monitor<
  Record<Partition, Heard>,
  GroupMessage,
  BrokerOutput
>("an offset is committed only when all records below it are written", {
  start: () => ({}),
  on: {
    output(written, { machine, output }) {
      if (machine !== "broker" || output.type !== "committed") return undefined;
      const { partition, offset } = output;
      const sure = written[partition]?.below ?? 0;
      return offset > sure
        ? broken(
            `${partition} is committed up to ${sure} at most: nobody has heard that record ${sure} is written`,
            `it is committed up to ${offset}`,
          )
        : undefined;
    },
    reply(written, { request }) {
      for (const { partition, offset } of readWrite({ request }).records) {
        const sure = (written[partition] ??= { below: 0, above: [] });
        const known = new Set([...sure.above, offset].filter((other) => other >= sure.below));
        while (known.delete(sure.below)) sure.below += 1;
        sure.above.splice(0, Infinity, ...[...known].sort((a, b) => a - b));
      }
    },
  },
});

/** Liveness: the group comes to the end of every log. */
export const reachesTheEnd: MonitorLaw<Ends> = eventually("in the end every record is written and committed", {
  of: monitor<Ends, GroupMessage, BrokerOutput>("the ends", {
    start: () => ({ records: {}, committed: {} }),
    on: {
      output({ records, committed }, { machine, output }) {
        if (machine !== "broker") return;
        if (output.type === "committed") committed[output.partition] = output.offset;
        else records[output.record.partition] = output.record.offset + 1;
      },
    },
  }),
  holds({ records, committed }) {
    const [partition] = Object.keys(records).filter((name) => committed[name] !== records[name]);
    if (partition === undefined) return undefined;
    return broken(
      `${partition} is committed up to ${records[partition]}, its end`,
      `it is committed up to ${committed[partition] ?? 0}`,
    );
  },
});

/** Offsets of a partition only grow. */
export const neverGoesBack: MonitorLaw<Record<Partition, number>> = monitor<
  Record<Partition, number>,
  GroupMessage,
  BrokerOutput
>("the committed offset of a partition never goes back", {
  start: () => ({}),
  on: {
    output(committed, { output }) {
      if (output.type !== "committed") return undefined;
      const { partition, offset } = output;
      const before = committed[partition] ?? 0;
      committed[partition] = offset;
      return offset < before
        ? broken(`${partition} stays committed up to ${before}, or goes on from there`, `it goes back to ${offset}`)
        : undefined;
    },
  },
});

/** The effect is once, however often a record is delivered. */
export const holdsEachRecordOnce: MonitorLaw<Record<string, number>> = monitor("a record is in the sink once", {
  start: (): Record<string, number> => ({}),
  on: {
    call(rows, { machine, request }) {
      const { type, records } = readWrite({ request });
      for (const { id } of records) {
        const before = rows[id] ?? 0;
        rows[id] = type === "insert" ? before + 1 : 1;
        if (rows[id] > 1) return broken(`one row for "${id}"`, `${machine} inserts it a second time`);
      }
      return undefined;
    },
  },
});

/** One owner: who has given its partitions back leaves them to whoever is next. */
export const leavesOthersAlone: MonitorLaw<Record<MachineId, Partition[]>> = monitor<
  Record<MachineId, Partition[]>,
  GroupMessage
>("a member writes and commits only what is assigned to it, and nothing after it has given it back or lost it", {
  start: (machines) => Object.fromEntries(machines.map((machine) => [machine, []])),
  on: {
    crash: (owned, { machine }) => void (owned[machine] = []),
    deliver(owned, { machine, message }) {
      if (message.type === "assigned") owned[machine] = Object.keys(message.offsets);
      if (message.type === "lost") owned[machine] = [];
    },
    send(owned, { machine, message }) {
      if (givesBack(message)) owned[machine] = [];
      if (message.type !== "commit") return undefined;
      return judgeOwner(owned[machine], Object.keys(message.offsets), { machine, does: "commits" });
    },
    call: (owned, { machine, request }) =>
      judgeOwner(
        owned[machine],
        readWrite({ request }).records.map(({ partition }) => partition),
        { machine, does: "writes" },
      ),
  },
});

/** A planned hand-over repeats nothing that is known to be done. */
export const commitsBeforeItGivesBack: MonitorLaw<Record<MachineId, Work>> = monitor<
  Record<MachineId, Work>,
  GroupMessage
>("what a member knows to be written is committed before it gives it back", {
  start: (machines) => Object.fromEntries(machines.map((machine) => [machine, noWork()])),
  on: {
    crash: (members, { machine }) => void (members[machine] = noWork()),
    deliver(members, { machine, message }) {
      if (message.type === "assigned") members[machine] = newWork(members[machine], message.offsets);
      if (message.type === "lost") members[machine] = newWork(members[machine], {});
    },
    call: (members, { machine, request }) =>
      void workOf(members, machine).underWay.push(
        readWrite({ request }).records.map(({ partition, offset }) => ({ partition, offset })),
      ),
    reply(members, { machine }) {
      const { underWay, done } = workOf(members, machine);
      for (const { partition, offset } of underWay.shift() ?? []) (done[partition] ??= []).push(offset);
    },
    send(members, { machine, message }) {
      const { next, done } = workOf(members, machine);
      if (message.type === "commit")
        for (const [partition, offset] of Object.entries(message.offsets))
          next[partition] = Math.max(next[partition] ?? 0, offset);
      if (!givesBack(message)) return undefined;
      members[machine] = newWork(members[machine], {});
      const left = Object.entries(next).find(([partition, offset]) => done[partition]?.includes(offset));
      if (left === undefined) return undefined;
      const [partition, offset] = left;
      return broken(
        `${machine} commits ${partition} up to ${offset + 1} at least: it has heard that record ${offset} is written`,
        `it gives ${partition} back, committed up to ${offset}`,
      );
    },
  },
});

/** Where nothing goes wrong and nobody joins, no record is read or written a second time. */
export const writesEachRecordOnce: MonitorLaw<{ counted: number; expected: number }> = exactly(
  "undisturbed, each record is written once",
  {
    counts: (observation) => (observation.kind === "call" ? readWrite(observation).records.length : 0),
    of: (observation) =>
      observation.kind === "output" && (observation.output as BrokerOutput).type === "appended" ? 1 : 0,
    unit: "records written",
  },
);

/** The words that broker and sink understand. List it first: other laws read these messages. */
export const keepsToTheWords: MonitorLaw<RecordsSeen> = monitor<RecordsSeen, unknown, unknown>(
  "members say to broker and sink what these understand, and hand on records as they came",
  {
    start: () => ({}),
    on: {
      output(logs, { machine, output }) {
        if (machine === "broker") noteRecord(logs, output as BrokerOutput);
      },
      send: (_logs, { machine, message }) =>
        machine === "broker" || isForBroker(message)
          ? undefined
          : broken(
              '{ type: "join" }, { type: "poll", generation, offsets }, { type: "commit", generation, offsets } or { type: "release", generation }',
              `${machine} sends ${describeValue(message)}`,
            ),
      call(logs, { machine, port, request }) {
        const strange = port === "sink" ? findStrange(logs, request) : request;
        return strange === undefined
          ? undefined
          : broken(
              '{ type: "upsert", records }, of records as they came',
              `${machine} writes ${describeValue(strange)}`,
            );
      },
    },
  },
);

/** All that holds in any system of the group, whoever crashes. */
export const consumerGroupLaws: readonly MonitorLaw[] = [
  keepsToTheWords,
  commitsOnlyWhatIsWritten,
  neverGoesBack,
  holdsEachRecordOnce,
  leavesOthersAlone,
  commitsBeforeItGivesBack,
  reachesTheEnd,
];

/** What members have heard to be written of a partition. */
export interface Heard {
  /** All records below this offset. */
  below: number;
  /** And single ones above it. */
  readonly above: number[];
}

/** How far the logs go, and the group. */
export interface Ends {
  /** By partition, how many records it has; a partition without any is absent. */
  readonly records: Record<Partition, number>;
  /** By partition, the offset of the last commit that counts. */
  readonly committed: Record<Partition, number>;
}

/** By partition, its records. */
export type RecordsSeen = Record<Partition, GroupRecord[]>;

/** What a member does in its present generation. */
export interface Work {
  /** By partition, up to where it is committed. */
  readonly next: Record<Partition, number>;
  /** By partition, the offsets that it has heard to be written. */
  readonly done: Record<Partition, number[]>;
  /** Its writes that have no reply yet, oldest first; empty if they were made in an earlier generation. */
  readonly underWay: { readonly partition: Partition; readonly offset: number }[][];
}

function noteRecord(logs: RecordsSeen, output: BrokerOutput): void {
  if (output.type === "appended") (logs[output.record.partition] ??= []).push(output.record);
}

function judgeOwner(
  owned: readonly Partition[] | undefined,
  partitions: readonly Partition[],
  { machine, does }: { readonly machine: MachineId; readonly does: string },
): Broken | undefined {
  const strange = partitions.find((partition) => owned?.includes(partition) !== true);
  if (strange === undefined) return undefined;
  const own = owned === undefined || owned.length === 0 ? "nothing" : owned.join(" and ");
  return broken(`${machine} ${does} nothing of ${strange}: it has ${own} now`, `it ${does} something of ${strange}`);
}

/** A member that joins gives back what it has, too. */
function givesBack({ type }: GroupMessage): boolean {
  return type === "release" || type === "join";
}

function noWork(): Work {
  return { next: {}, done: {}, underWay: [] };
}

/** What was called for before does not count from now on, but its reply is still to come. */
function newWork(before: Work | undefined, offsets: Offsets): Work {
  return { next: { ...offsets }, done: {}, underWay: (before?.underWay ?? []).map(() => []) };
}

function workOf(members: Record<MachineId, Work>, machine: MachineId): Work {
  return (members[machine] ??= noWork());
}

function isForBroker(message: unknown): boolean {
  if (typeof message !== "object" || message === null || !("type" in message)) return false;
  if (message.type === "join") return true;
  if (!("generation" in message) || typeof message.generation !== "number") return false;
  if (message.type === "release") return true;
  return (message.type === "poll" || message.type === "commit") && "offsets" in message && areOffsets(message.offsets);
}

function areOffsets(value: unknown): value is Offsets {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((offset) => Number.isSafeInteger(offset) && offset >= 0);
}

/** What is wrong with a write: all of it, or one of its records; undefined if nothing is. */
function findStrange(logs: RecordsSeen, request: unknown): unknown {
  let write: Write;
  try {
    write = readWrite({ request });
  } catch {
    return request;
  }
  return write.records.find((record) => !equal(record, logs[record?.partition]?.[record.offset]));
}
