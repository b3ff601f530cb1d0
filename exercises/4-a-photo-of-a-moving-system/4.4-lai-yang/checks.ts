import { type Input, type Law, type Schedule, type System, createRandom, defineSystem } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import { oneMessageThereAndOneBack } from "@millrace/snapshots/lai-yang.laws.ts";
import { recordsEachOnce } from "@millrace/snapshots/snapshot-words.laws.ts";
import { showsOneCut, transfersGoOutAtOnce } from "@millrace/snapshots/snapshot.laws.ts";
import { firstOfEachWayFirst, sameThereAndBack, threeEachWay } from "@millrace/snapshots/there-and-back.ts";
import { photographed, randomTransfers, transferred } from "@millrace/snapshots/transfers-to-try.ts";

type Work = typeof import("./lai-yang.ts");

export default defineExercise<Work>({
  id: "4.4",
  title: "Lai–Yang",
  minutes: 25,
  source: "K&S ch. 4",
  work: "lai-yang.ts",
  checks: [
    check("money that overtakes the news stays out of the snapshot", ({ work, follow }) => {
      const system = bank(work, twoNames, [photographed("a"), transferred("a", "b", 5)]);
      follow(system, moneyFirst, photoLaws(system));
    }),
    check("money that arrives late is in the snapshot", ({ work, follow }) => {
      const system = bank(work, twoNames, [transferred("b", "a", 5), photographed("a")]);
      follow(system, lateMoney, photoLaws(system));
    }),
    // Every order of three; eight in one, so that nobody gets by with counting to three.
    check("where nobody sends money, everybody is recorded all the same", ({ work, explore, follow }) => {
      const system = bank(work, threeNames, [photographed("b")]);
      explore(system, photoLaws(system), limits);
      const large = bank(work, eightNames, [photographed("b")]);
      follow(large, [], [...photoLaws(large), oneMessageThereAndOneBack]);
    }),
    // Before and after the recording, there and back, and two amounts that look the same. Last, one order each: three
    // transfers in both ways, one of which has arrived; and forty transfers, half of which are on their way.
    check("two machines, every order: all of it is recorded, and nothing twice", ({ work, explore, follow }) => {
      for (const inputs of betweenTwo) {
        const system = bank(work, twoNames, inputs);
        explore(system, photoLaws(system), limits);
      }
      explore(bank(work, twoNames, sameThereAndBack), [showsOneCut], limits);
      const crossing = bank(work, twoNames, threeEachWay);
      follow(crossing, firstOfEachWayFirst, photoLaws(crossing));
      const many = bank(work, twoNames, fortyTransfers);
      follow(many, twentyOnTheirWay, photoLaws(many));
    }),
    // Three machines: with two, every channel begins or ends where the snapshot was asked for, and nobody else brings news.
    check("three machines: what the others send each other is recorded, too", ({ work, explore }) => {
      for (const inputs of amongThree) {
        const system = bank(work, threeNames, inputs);
        explore(system, photoLaws(system), limits);
      }
    }),
    // Then a wake-up that brings the news of somebody else's snapshot. Last, one transfer brings the news of forty.
    check("two snapshots at the same time, and one after the other, do not mix", ({ work, explore, follow }) => {
      for (const inputs of twoPhotos) {
        const system = bank(work, twoNames, inputs);
        explore(system, photoLaws(system), limits);
      }
      const numbered = bank(work, ["1", "11", "centre"], withNumbersForNames);
      follow(numbered, reportsInTurn, photoLaws(numbered));
      follow(numbered, allNewsAtOnce, photoLaws(numbered));
      const two = bank(work, threeNames, [photographed("c", "two"), photographed("a", "one")]);
      follow(two, wokenForBoth, photoLaws(two));
      const forty = bank(work, twoNames, fortyPhotos);
      follow(forty, fortyAtOnce, photoLaws(forty));
    }),
    check("no markers: one message to each of the others, and one back", ({ work, explore }) => {
      const one = bank(work, threeNames, [photographed("b"), transferred("a", "c", 5)]);
      explore(one, [oneMessageThereAndOneBack], limits);
      const two = bank(work, twoNames, [photographed("a"), photographed("b", "two"), transferred("b", "a", 5)]);
      explore(two, [oneMessageThereAndOneBack], limits);
    }),
    check("four machines, twenty transfers, four snapshots", ({ work, sample }) => {
      const system = busyBank(work);
      const laws = [...photoLaws(system), oneMessageThereAndOneBack];
      // As it was found: to shrink a run of many machines takes longer than all the rest.
      sample(system, laws, { runs: 4, shrinks: false });
    }),
  ],
});

const twoNames = ["a", "b"];
const threeNames = ["a", "b", "c"];
const eightNames = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** A right answer needs a few hundred states; one that never falls silent should hear so soon. */
const limits = { states: 20_000 };

/** The newest message is delivered first: the money, wherever the news is. */
const moneyFirst: Schedule = [
  { kind: "input", machine: "a", input: 0 },
  { kind: "input", machine: "a", input: 1 },
  { kind: "deliver", from: "a", to: "b", nth: 1 },
  { kind: "deliver", from: "a", to: "b", nth: 0 },
];

const lateMoney: Schedule = [
  { kind: "input", machine: "b", input: 0 },
  { kind: "input", machine: "a", input: 1 },
  { kind: "deliver", from: "a", to: "b", nth: 0 },
];

const betweenTwo: readonly (readonly Input[])[] = [
  [transferred("a", "b", 5), photographed("a"), transferred("a", "b", 3)],
  [photographed("a"), transferred("b", "a", 7), transferred("b", "a", 2)],
  [photographed("a"), transferred("b", "a", 7), transferred("b", "a", 7)],
];

const amongThree: readonly (readonly Input[])[] = [
  [photographed("a"), transferred("b", "c", 5), transferred("c", "b", 5)],
  [photographed("a"), transferred("b", "a", 5), transferred("b", "c", 5)],
  [transferred("a", "b", 5), photographed("a"), transferred("c", "b", 5)],
];

const twoPhotos: readonly (readonly Input[])[] = [
  [photographed("a", "one"), photographed("b", "two"), transferred("b", "a", 7)],
  [photographed("a", "one"), photographed("a", "two"), transferred("a", "b", 3)],
  [photographed("a", "one"), photographed("a", "two"), transferred("b", "a", 7)],
];

/** Of 250 to 267 and of 70,000, in turn. */
const fortyTransfers = [
  ...Array.from({ length: 40 }, (_, place) => transferred("b", "a", place % 19 < 18 ? 250 + (place % 19) : 70_000)),
  photographed("a"),
];

/** Every second one has arrived: of two that look the same, one. */
const twentyOnTheirWay: Schedule = [
  ...Array.from({ length: 40 }, (_, input) => ({ kind: "input", machine: "b", input }) as const),
  ...Array.from({ length: 20 }, (_, nth) => ({ kind: "deliver", from: "b", to: "a", nth }) as const),
  { kind: "input", machine: "a", input: 40 },
];

/** Snapshot "1" of machine "11" and snapshot "11" of machine "1" read alike when they are glued together. */
const withNumbersForNames = [
  ...["1", "11", "2", "12"].map((snapshot) => photographed("centre", snapshot)),
  transferred("centre", "11", 3),
  transferred("11", "centre", 5),
];

const askedForFour: Schedule = [0, 1, 2, 3].map((input) => ({ kind: "input", machine: "centre", input }));

/** The 5 are on their way when 11 hears of the first snapshot. Machine 1 reports for the second before it does for the first. */
const reportsInTurn: Schedule = [
  ...askedForFour,
  { kind: "input", machine: "11", input: 5 },
  { kind: "deliver", from: "centre", to: "11", nth: 0 },
  { kind: "deliver", from: "centre", to: "1", nth: 1 },
  { kind: "deliver", from: "11", to: "centre", nth: 1 },
  { kind: "deliver", from: "1", to: "centre", nth: 1 },
  { kind: "deliver", from: "1", to: "centre", nth: 0 },
];

/** The 3 overtake all that 11 could have known of four snapshots. */
const allNewsAtOnce: Schedule = [
  ...askedForFour,
  { kind: "input", machine: "centre", input: 4 },
  { kind: "deliver", from: "centre", to: "11", nth: 4 },
];

/** By what a sends it, b hears of the snapshot that c was asked for. */
const wokenForBoth: Schedule = [
  { kind: "input", machine: "c", input: 0 },
  { kind: "deliver", from: "c", to: "a", nth: 0 },
  { kind: "input", machine: "a", input: 1 },
  { kind: "deliver", from: "a", to: "b", nth: 0 },
];

/** Named "0" to "39". */
const fortyPhotos = [
  ...Array.from({ length: 40 }, (_, place) => photographed("a", String(place))),
  transferred("a", "b", 3),
];

/** The newest of what a has sent is the money. */
const fortyAtOnce: Schedule = [
  ...Array.from({ length: 41 }, (_, input) => ({ kind: "input", machine: "a", input }) as const),
  { kind: "deliver", from: "a", to: "b", nth: 40 },
];

/** All that a photo is; the count comes extra. If each part is right, then so is the sum of the money. */
function photoLaws({ channels }: System): Law[] {
  return [transfersGoOutAtOnce, recordsEachOnce(channels), showsOneCut];
}

/** Four snapshots begin before the first is over, two of them in one place. */
function busyBank(work: Work): System {
  const names = ["north", "east", "9", "10"];
  const photos = [
    { ...photographed("north", "9"), atMs: 20 },
    { ...photographed("10", "10"), atMs: 21 },
    { ...photographed("north", ""), atMs: 22 },
    { ...photographed("9", "one"), atMs: 24 },
  ];
  const { channels } = bank(work, names, []);
  const inputs = [...randomTransfers(createRandom(3), { channels, transfers: 20, everyMs: 2 }), ...photos];
  return bank(
    work,
    names,
    inputs.toSorted((one, other) => one.atMs - other.atMs),
  );
}

function bank({ laiYang }: Work, names: readonly string[], inputs: readonly Input[]): System {
  const machines = Object.fromEntries(names.map((name) => [name, laiYang]));
  return defineSystem({ machines, channels: "any-order", inputs });
}
