import { type Input, type Law, type Schedule, type System, createRandom, defineSystem } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  fourMessagesEachAndLateMoney,
  isAgreedBeforehand,
  moneyCarriesOnlyItsTime,
  onlyWhoIsAskedWaits,
} from "@millrace/snapshots/mattern.laws.ts";
import { isCompleteInTheEnd, recordsEachOnce } from "@millrace/snapshots/snapshot-words.laws.ts";
import { showsOneCut } from "@millrace/snapshots/snapshot.laws.ts";
import { firstOfEachWayFirst, sameThereAndBack, threeEachWay } from "@millrace/snapshots/there-and-back.ts";
import { photographed, randomTransfers, transferred } from "@millrace/snapshots/transfers-to-try.ts";

type Work = typeof import("./mattern.ts");

export default defineExercise<Work>({
  id: "8.5",
  title: "Mattern's snapshot",
  minutes: 30,
  source: "K&S ch. 4",
  work: "mattern.ts",
  checks: [
    check("money that overtakes the announcement stays out of the snapshot", ({ work, follow }) => {
      const system = bank(work, twoNames, [photographed("a"), transferred("a", "b", 5)]);
      follow(system, moneyFirst, photoLaws(system));
    }),
    // Every order of two and three; eight in one, so that nobody gets by with counting to three.
    check("nobody records before everybody has been told and has answered", ({ work, explore, follow }) => {
      for (const names of [twoNames, threeNames]) {
        const system = bank(work, names, [photographed("b")]);
        explore(system, [isAgreedBeforehand, isCompleteInTheEnd(system.channels)], limits);
      }
      const large = bank(work, eightNames, [photographed("b")]);
      follow(large, [], [isAgreedBeforehand, isCompleteInTheEnd(large.channels)]);
    }),
    // Before and after the recording, there and back, and two amounts that look the same. Last, in one order: three transfers
    // in both ways, two of which come late.
    check("two machines, every order: all of it is recorded, and nothing twice", ({ work, explore, follow }) => {
      for (const inputs of betweenTwo) {
        const system = bank(work, twoNames, inputs);
        explore(system, photoLaws(system), limits);
      }
      explore(bank(work, twoNames, sameThereAndBack), [showsOneCut], limits);
      const crossing = bank(work, twoNames, threeEachWay);
      follow(crossing, twoLateEachWay, photoLaws(crossing));
    }),
    // Three machines: with two, every message comes from the machine that was asked, or goes there.
    check("three machines: what the others send each other is recorded, too", ({ work, explore }) => {
      for (const inputs of amongThree) {
        const system = bank(work, threeNames, inputs);
        explore(system, partLaws(system), limits);
      }
    }),
    // Three in the last world: more than one may have to wait.
    check("one snapshot after the other, however early the next one is asked for", ({ work, explore }) => {
      for (const inputs of inTurn) {
        const system = bank(work, twoNames, inputs);
        explore(system, [isAgreedBeforehand, ...partLaws(system)], limits);
      }
    }),
    check(
      "the bank goes on, but for the machine that is asked, and money carries only its time",
      ({ work, explore, follow }) => {
        const system = bank(work, threeNames, [photographed("a"), transferred("a", "b", 3), transferred("b", "a", 7)]);
        explore(system, [onlyWhoIsAskedWaits, moneyCarriesOnlyItsTime, isCompleteInTheEnd(system.channels)], limits);
        const several = bank(work, threeNames, [photographed("a"), ...fromA]);
        follow(several, allAskedForAtOnce, [onlyWhoIsAskedWaits, isCompleteInTheEnd(several.channels)]);
      },
    ),
    check("four messages for each of the others, and one for each transfer in transit", ({ work, explore }) => {
      const one = bank(work, threeNames, [photographed("b"), transferred("a", "c", 5)]);
      explore(one, [fourMessagesEachAndLateMoney], limits);
      const two = bank(work, twoNames, [photographed("a"), photographed("a", "two"), transferred("b", "a", 5)]);
      explore(two, [fourMessagesEachAndLateMoney], limits);
    }),
    check("four machines, twenty transfers, three snapshots", ({ work, sample }) => {
      const system = busyBank(work);
      const laws = [...photoLaws(system), isAgreedBeforehand, fourMessagesEachAndLateMoney];
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

/** Forty transfers that may wait, each a second time. */
const fromA = Array.from({ length: 40 }, (_, turn) => transferred("a", turn % 2 === 0 ? "b" : "c", 1 + (turn % 20)));

const allAskedForAtOnce: Schedule = Array.from({ length: 41 }, (_, input) => ({ kind: "input", machine: "a", input }));

/** The newest message is delivered first: the money, wherever the announcement is. */
const moneyFirst: Schedule = [
  { kind: "input", machine: "a", input: 0 },
  { kind: "input", machine: "a", input: 1 },
  { kind: "deliver", from: "a", to: "b", nth: 2 },
  { kind: "deliver", from: "a", to: "b", nth: 1 },
  { kind: "deliver", from: "a", to: "b", nth: 0 },
];

const betweenTwo: readonly (readonly Input[])[] = [
  [photographed("a"), transferred("a", "b", 3)],
  [transferred("a", "b", 5), photographed("a"), transferred("a", "b", 3)],
  [photographed("a"), transferred("b", "a", 7), transferred("b", "a", 7)],
];

/** The announcement, its confirmation and the jump overtake the two of each way that have not arrived. */
const twoLateEachWay: Schedule = [
  ...firstOfEachWayFirst,
  { kind: "deliver", from: "a", to: "b", nth: 2 },
  { kind: "deliver", from: "b", to: "a", nth: 2 },
  { kind: "deliver", from: "a", to: "b", nth: 2 },
];

const amongThree: readonly (readonly Input[])[] = [
  [transferred("a", "b", 5), photographed("a"), transferred("b", "c", 5)],
  [photographed("a"), transferred("c", "b", 3)],
];

const inTurn: readonly (readonly Input[])[] = [
  [photographed("a", "one"), photographed("a", "two"), transferred("b", "a", 7)],
  [photographed("a", "one"), transferred("a", "b", 3), photographed("a", "two"), transferred("b", "a", 7)],
  [photographed("a", "one"), photographed("a", "two"), photographed("a", "")],
];

/** All that a photo is; the agreement and the count come extra. */
function photoLaws(system: System): Law[] {
  return [onlyWhoIsAskedWaits, moneyCarriesOnlyItsTime, ...partLaws(system)];
}

/** What is recorded: fewer laws, for worlds with more states. If each part is right, then so is the sum of the money. */
function partLaws({ channels }: System): Law[] {
  return [recordsEachOnce(channels), showsOneCut];
}

/** The second snapshot is asked for while the first is under way, the third much later. */
function busyBank(work: Work): System {
  const names = ["north", "east", "9", "10"];
  const photos = [
    { ...photographed("10", "9"), atMs: 10 },
    { ...photographed("10", "east"), atMs: 20 },
    { ...photographed("10", "noon"), atMs: 110 },
  ];
  const { channels } = bank(work, names, []);
  const inputs = [...randomTransfers(createRandom(3), { channels, transfers: 20, everyMs: 6 }), ...photos];
  return bank(
    work,
    names,
    inputs.toSorted((one, other) => one.atMs - other.atMs),
  );
}

function bank({ mattern }: Work, names: readonly string[], inputs: readonly Input[]): System {
  const machines = Object.fromEntries(names.map((name) => [name, mattern]));
  return defineSystem({ machines, channels: "any-order", inputs });
}
