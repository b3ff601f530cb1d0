import { type Choice, type Input, type Law, type System, describeValue } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  type Vector,
  beginsAtOnce,
  finishesInTime,
  judgePartition,
  judgeSpread,
  kafkaVectors,
  keyStaysInItsPartition,
  processesEachKeyInOrder,
  processesEverything,
  spreadsKeyless,
  takesItsTime,
  writesWhereKafkaWould,
} from "@millrace/ordering/keyed-partitions.laws.ts";
import { grow, produce, topic } from "@millrace/ordering/keyed-partitions.topic.ts";

type Work = typeof import("./keyed-partitions.ts");

export default defineExercise<Work>({
  id: "2.2",
  title: "Keyed partitions",
  minutes: 15,
  source: "beyond the book: Apache Kafka; the orders: K&S ch. 6",
  work: "keyed-partitions.ts",
  checks: [
    // 3, 6, 7, 12 and 100 tell the ways out of a negative hash apart; with 1, 2, 4 and 8 several give the same.
    check("a key goes to the partition where Kafka puts it", ({ work, cases }) =>
      cases(
        vectorsFor([3, 1, 2, 4, 6, 7, 8, 12, 100, 1_000]),
        (item) => judgePartition(work.partitionFor(item.vector.key, item.partitions), item),
        describeCase,
      ),
    ),
    check("a key stays where it is, whatever its turn, as text or as bytes", ({ work, cases, equal }) => {
      for (const turn of [1, 2, 5, 1000]) {
        cases(
          vectorsFor([7]),
          (item) => judgePartition(work.partitionFor(item.vector.key, item.partitions, { turn }), item),
          (item) => `${describeCase(item)}, turn ${turn}`,
        );
      }
      for (const [turn, key] of ["foobar", "21", "abc", ""].entries()) {
        const ofText = work.partitionFor(key, 7);
        equal(
          work.partitionFor(bytes(key), 7, { turn }),
          ofText,
          `the partition of the bytes of "${key}", turn ${turn}`,
        );
        // Bytes may be part of a longer array.
        const inside = bytes(`<${key}>`).subarray(1, 1 + key.length);
        equal(work.partitionFor(inside, 7), ofText, `the partition of the bytes of "${key}" inside "<${key}>"`);
      }
    }),
    check("records without a key are spread over all partitions", ({ work, cases, follow }) => {
      cases(
        [1, 2, 3, 7],
        (partitions) =>
          judgeSpread(
            times(1400, (turn) => work.partitionFor(null, partitions, { turn })),
            partitions,
          ),
        (partitions) => `1,400 turns, ${partitions} partitions`,
      );
      // Where a whole number of 32 bits ends.
      const late = 2 ** 31 - 700;
      cases(
        [3],
        (partitions) =>
          judgeSpread(
            times(1400, (turn) => work.partitionFor(null, partitions, { turn: late + turn })),
            partitions,
          ),
        (partitions) => `1,400 turns from ${late} on, ${partitions} partitions`,
      );
      const inputs = times(48, (turn) => produce(null, `${turn}`));
      follow(topic(work, { partitions: 3, inputs: inputs.slice(0, 1) }), [], inOrder);
      const allAsked = inputs.map(({ machine }, input): Choice => ({ kind: "input", machine, input }));
      follow(topic(work, { partitions: 3, inputs }), allAsked, [...inOrder, spreadsKeyless(3, { records: 48 })]);
    }),
    check("the producer writes each record to the partition of its key", ({ work, explore, follow }) => {
      const inputs = [produce("ada", "1"), produce("eve", "2"), produce("ada", "3"), produce("cy", "4")];
      const where = writesWhereKafkaWould([
        ["ada", "p2"],
        ["eve", "p2"],
        ["cy", "p1"],
      ]);
      explore(topic(work, { partitions: 3, inputs }), [where, keyStaysInItsPartition], limits);
      const wide = inAHundred.map(([key], place) => produce(key, `${place}`));
      follow(topic(work, { partitions: 100, inputs: wide }), [], [writesWhereKafkaWould(inAHundred)]);
    }),
    // The first record takes longest, so that whoever works at all of them at once finishes it last. Four, because two
    // in a line are still in order when the newest is served first. Equal records are two. Two keys in two partitions.
    check("records of one key are processed in the order they were produced", ({ work, explore, follow }) => {
      const slow = produce("ada", "1", { workMs: 50 });
      for (const others of [
        [produce("ada", "2")],
        [produce("ada", "1")],
        [produce("ada", " 1 ")],
        [produce("ada", "2"), produce("ada", "3"), produce("ada", "4")],
        [produce("eve", "1"), produce("ada", "2"), produce("eve", "2")],
      ]) {
        explore(topic(work, { partitions: 2, inputs: [slow, ...others] }), inOrder, limits);
      }
      // Keys and values that look like nothing, everything twice, in one partition.
      const empty = ["", bytes(""), null].flatMap((key) => [produce(key, ""), produce(key, "")]);
      follow(topic(work, { partitions: 1, inputs: empty }), [], inOrder);
    }),
    // Then twelve keys, before and after each of four times that the topic grows: one by one, and then to nine at once.
    check("a topic that grows moves no key", ({ work, explore, sample }) => {
      const inputs = [produce("ada", "1"), grow(3), produce("ada", "2"), produce("eve", "3")];
      explore(topic(work, { partitions: 2, machines: 3, inputs }), [keyStaysInItsPartition, ...inOrder], limits);
      const everyKey = (round: number): Input[] => manyKeys.map((key, place) => produce(key, `${round}.${place}`));
      const growing = [2, 3, 4, 5, 9].flatMap((partitions) => [
        ...(partitions === 2 ? [] : [grow(partitions)]),
        ...everyKey(partitions),
      ]);
      const grown = topic(work, { partitions: 2, machines: 9, inputs: growing });
      sample(grown, [keyStaysInItsPartition, ...inOrder], { runs: 1 });
    }),
    // "ada" is in partition 1 of 4, "cy" in 0, "dee" in 2: a pool of two workers is not enough for three of them.
    check("a slow record holds up its own partition alone", ({ work, explore }) => {
      const inputs = ["ada", "cy", "dee"].map((key, place) => produce(key, `${place}`, { workMs: 50 - 10 * place }));
      explore(topic(work, { partitions: 4, inputs }), [beginsAtOnce, ...inOrder], limits);
    }),
    check("each record takes its own time, whatever comes meanwhile", ({ work, explore }) => {
      const inputs = [
        produce("ada", "1", { workMs: 50 }),
        produce("ada", "2", { workMs: 10 }),
        produce("ada", "3", { workMs: 70 }),
      ];
      const odd = [
        produce("ada", "1", { workMs: 2.5 }),
        produce("ada", "2", { workMs: 0 }),
        produce("ada", "3", { workMs: 60_000 }),
      ];
      for (const records of [inputs, odd])
        explore(topic(work, { partitions: 1, inputs: records }), [takesItsTime, ...inOrder], limits);
    }),
    check("a busy topic loses nothing and keeps every key in order", ({ work, sample }) => {
      for (const partitions of [4, 20])
        sample(busy(work, partitions), [keyStaysInItsPartition, ...inOrder, finishesInTime], {
          runs: 1,
          shrinks: false,
        });
    }),
  ],
});

/** Where Kafka puts these, of a hundred partitions. The bytes are no text, and not what they look like when printed. */
const inAHundred: readonly (readonly [Vector["key"], string])[] = [
  ["21", "p40"],
  ["foobar", "p66"],
  ["abc", "p7"],
  ["", "p81"],
  [bytes("foobar"), "p66"],
  [bytes(""), "p81"],
  [Uint8Array.of(0x80, 1, 2), "p75"],
  ["128,1,2", "p79"],
];

const inOrder: readonly Law[] = [processesEachKeyInOrder, processesEverything];

/** Right answers need a few hundred states. */
const limits = { states: 20_000 };

/** Eight customers are called by text, four by bytes that are no text. */
const texts = ["ada", "ben", "cy", "dee", "eve", "fay", "gus", "hal"];
const manyKeys = [...texts, ...[0x80, 0xc3, 0xfe, 0xff].map((byte) => Uint8Array.of(byte, 1, 2))];

/** Twelve customers and nobody, 48 records, while earlier records are in hand. */
function busy(work: Work, partitions: number): System {
  const keys = [...manyKeys, null, null, null, null];
  const inputs = times(48, (turn) => {
    const key = keys[(turn * 5) % keys.length] ?? null;
    return later(turn * 4, produce(key, `${turn}`, { workMs: ((turn * 7) % 5) * 40 }));
  });
  return topic(work, { partitions, inputs });
}

function later(atMs: number, input: Input): Input {
  return { ...input, atMs };
}

function times<Item>(count: number, make: (turn: number) => Item): Item[] {
  return Array.from({ length: count }, (_, turn) => make(turn));
}

interface VectorCase {
  readonly vector: Vector;
  readonly partitions: number;
}

function vectorsFor(counts: readonly number[]): VectorCase[] {
  return counts.flatMap((partitions) => kafkaVectors.map((vector) => ({ vector, partitions })));
}

function describeCase({ vector, partitions }: VectorCase): string {
  return `${describeValue(vector.key)}, ${partitions} ${partitions === 1 ? "partition" : "partitions"}`;
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
