import {
  type Input,
  type Law,
  type Schedule,
  type System,
  type Topology,
  createRandom,
  defineSystem,
} from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import { oneMarkerOnEachChannel } from "@millrace/snapshots/chandy-lamport.laws.ts";
import { recordsEachOnce } from "@millrace/snapshots/snapshot-words.laws.ts";
import { showsOneCutInOrder, transfersGoOutAtOnce } from "@millrace/snapshots/snapshot.laws.ts";
import { photographed, randomTransfers, transferred } from "@millrace/snapshots/transfers-to-try.ts";

type Work = typeof import("./chandy-lamport.ts");

export default defineExercise<Work>({
  id: "4.3",
  title: "Chandy–Lamport",
  minutes: 25,
  source: "K&S ch. 4",
  work: "chandy-lamport.ts",
  checks: [
    check("money that is on its way is in the snapshot", ({ work, follow }) => {
      const system = bank(work, twoNames, [transferred("b", "a", 5), photographed("a")]);
      follow(system, oneOnItsWay, photoLaws(system));
    }),
    // Before and after a's own recording, there and back, and two amounts that look the same. The marker is on its way, too.
    // Then forty transfers on their way at once, in one order.
    check("two machines, every order: all of it is recorded, and nothing twice", ({ work, explore, follow }) => {
      for (const inputs of betweenTwo) {
        const system = bank(work, twoNames, inputs);
        explore(system, photoLaws(system), limits);
      }
      const many = bank(work, twoNames, fortyTransfers);
      follow(many, fortyOnTheirWay, photoLaws(many));
    }),
    // Three machines: with two, there is one channel to each, and the first marker is the only one. Money between two that
    // are not asked; and from two to one that is. Then eight in one order, so that nobody gets by with counting to two.
    check("three machines: each channel waits for its own marker", ({ work, explore, follow }) => {
      for (const { inputs, topology } of amongThree) {
        const system = bank(work, ["a", "b", "c"], inputs, topology);
        explore(system, photoLaws(system), limits);
      }
      const eight = bank(work, eightNames, [photographed("a"), transferred("h", "a", 5)]);
      follow(eight, lastMarkerMissing, photoLaws(eight));
    }),
    // Nobody on a ring hears from those that it sends to. The marker comes back to who was asked last of all. Then two
    // snapshots go round at the same time.
    check("a ring, and a one-way street: all is recorded that there is, and nothing else", ({ work, explore }) => {
      const ring = bank(work, ["a", "b", "c"], aroundTheRing, "ring");
      explore(ring, photoLaws(ring), limits);
      const twoGoRound = bank(work, ["a", "b", "c"], twoAroundTheRing, "ring");
      explore(twoGoRound, [showsOneCutInOrder], limits);
      const oneWay = bank(work, ["a", "b", "c"], alongTheStreet, street);
      explore(oneWay, photoLaws(oneWay), limits);
    }),
    // Last, forty are under way when the money comes.
    check("two snapshots at the same time, and one after the other, do not mix", ({ work, explore, follow }) => {
      for (const inputs of twoPhotos) {
        const system = bank(work, twoNames, inputs);
        explore(system, photoLaws(system), limits);
      }
      explore(bank(work, twoNames, moneyAfterTwo), [showsOneCutInOrder], limits);
      const numbered = bank(work, ["1", "11", "centre"], withNumbersForNames);
      follow(numbered, moneyForBoth, photoLaws(numbered));
      follow(numbered, overForTheOther, photoLaws(numbered));
      const forty = bank(work, twoNames, fortyPhotos);
      follow(forty, fortyBeforeTheMoney, photoLaws(forty));
    }),
    // Of two, who hears of a snapshot has heard all of it. Of three, b may wait for the marker of c when it is asked.
    check("who is asked for a snapshot that is under way, or over, takes no second one", ({ work, explore }) => {
      for (const inputs of askedAgain) {
        const system = bank(work, twoNames, inputs);
        explore(system, [...photoLaws(system), oneMarkerOnEachChannel(system.channels)], limits);
      }
      const three = bank(work, ["a", "b", "c"], askedOnTheWay, twoWaysToB);
      explore(three, [recordsEachOnce(three.channels), showsOneCutInOrder], limits);
    }),
    check("one marker on each channel for each snapshot", ({ work, explore }) => {
      const complete = bank(work, ["a", "b", "c"], [photographed("b")]);
      explore(complete, [oneMarkerOnEachChannel(complete.channels)], limits);
      const ring = bank(work, ["a", "b", "c"], [photographed("a"), photographed("b", "two")], "ring");
      explore(ring, [oneMarkerOnEachChannel(ring.channels)], limits);
    }),
    check("four machines, twenty transfers, four snapshots", ({ work, sample }) => {
      const system = busyBank(work);
      const laws = [...photoLaws(system), oneMarkerOnEachChannel(system.channels)];
      // As it was found: to shrink a run of many machines takes longer than all the rest.
      sample(system, laws, { runs: 4, shrinks: false });
    }),
  ],
});

const twoNames = ["a", "b"];

/** A right answer needs a few hundred states; one that never falls silent should hear so soon. */
const limits = { states: 20_000 };

/** The machine that is asked records while money is on its way to it. */
const oneOnItsWay: Schedule = [
  { kind: "input", machine: "b", input: 0 },
  { kind: "input", machine: "a", input: 1 },
  { kind: "deliver", from: "b", to: "a", nth: 0 },
];

const betweenTwo: readonly (readonly Input[])[] = [
  [photographed("a")],
  [photographed("a"), transferred("a", "b", 3)],
  [transferred("a", "b", 5), photographed("a"), transferred("a", "b", 3), transferred("b", "a", 7)],
  [photographed("a"), transferred("b", "a", 7), transferred("b", "a", 2), transferred("b", "a", 7)],
];

/** From a, and by way of c. */
const twoWaysToB: Topology = [
  ["a", "b"],
  ["b", "a"],
  ["a", "c"],
  ["c", "b"],
];

/** As few channels as it takes: each one more would double the states. */
const amongThree: readonly { readonly inputs: readonly Input[]; readonly topology: Topology }[] = [
  {
    inputs: [photographed("a"), transferred("b", "c", 5)],
    topology: [
      ["a", "b"],
      ["b", "a"],
      ["a", "c"],
      ["c", "a"],
      ["b", "c"],
    ],
  },
  {
    inputs: [photographed("b"), transferred("a", "b", 5), transferred("c", "b", 3)],
    topology: twoWaysToB,
  },
];

const eightNames = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** The markers of six have come back when the money of the seventh comes. */
const lastMarkerMissing: Schedule = [
  { kind: "input", machine: "a", input: 0 },
  ...eightNames.slice(1, -1).flatMap(
    (other) =>
      [
        { kind: "deliver", from: "a", to: other, nth: 0 },
        { kind: "deliver", from: other, to: "a", nth: 0 },
      ] as const,
  ),
  { kind: "input", machine: "h", input: 1 },
  { kind: "deliver", from: "h", to: "a", nth: 0 },
];

const aroundTheRing = [photographed("a"), transferred("b", "c", 3), transferred("c", "a", 2)];

/** There and back between a and b; c can only be reached from b, and only reaches a. */
const street: Topology = [
  ["a", "b"],
  ["b", "a"],
  ["b", "c"],
  ["c", "a"],
];

/** The 3 may come to a between the marker of the second snapshot and that of the first. */
const twoAroundTheRing = [photographed("a", "one"), photographed("b", "two"), transferred("c", "a", 3)];

const alongTheStreet = [photographed("c"), transferred("c", "a", 5), transferred("b", "a", 3)];

const twoPhotos: readonly (readonly Input[])[] = [
  [photographed("a", "one"), transferred("a", "b", 3), photographed("b", "two")],
  [photographed("a", "one"), photographed("a", "two"), transferred("b", "a", 7)],
  [photographed("a", "one"), transferred("b", "a", 7), photographed("b", "two"), transferred("b", "a", 2)],
];

/** The 3 come behind two markers, however long the first snapshot takes. */
const moneyAfterTwo = [photographed("a", "one"), photographed("a", "two"), transferred("a", "b", 3)];

/** Of 250 to 288, and one of 70,000. */
const fortyTransfers = [
  ...Array.from({ length: 40 }, (_, place) => transferred("b", "a", place < 39 ? 250 + place : 70_000)),
  photographed("a"),
];

const fortyOnTheirWay: Schedule = [
  ...Array.from({ length: 40 }, (_, input) => ({ kind: "input", machine: "b", input }) as const),
  { kind: "input", machine: "a", input: 40 },
  ...Array.from({ length: 40 }, () => ({ kind: "deliver", from: "b", to: "a", nth: 0 }) as const),
];

/** Snapshot "1" of machine "11" and snapshot "11" of machine "1" read alike when they are glued together. */
const withNumbersForNames = [
  ...["1", "11"].map((snapshot) => photographed("centre", snapshot)),
  transferred("1", "centre", 7),
];

/** The 7 are on their way in both snapshots when the channel from "11" is recorded in snapshot "1", with nothing in it. */
const moneyForBoth: Schedule = [
  { kind: "input", machine: "centre", input: 0 },
  { kind: "input", machine: "centre", input: 1 },
  { kind: "input", machine: "1", input: 2 },
  { kind: "deliver", from: "1", to: "centre", nth: 0 },
  { kind: "deliver", from: "centre", to: "11", nth: 0 },
  { kind: "deliver", from: "11", to: "centre", nth: 0 },
];

/** The channel from "11" is recorded when the 7 come from "1". */
const overForTheOther: Schedule = [
  { kind: "input", machine: "centre", input: 0 },
  { kind: "deliver", from: "centre", to: "11", nth: 0 },
  { kind: "deliver", from: "11", to: "centre", nth: 0 },
  { kind: "input", machine: "1", input: 2 },
  { kind: "deliver", from: "1", to: "centre", nth: 0 },
  { kind: "deliver", from: "centre", to: "1", nth: 0 },
  { kind: "deliver", from: "1", to: "centre", nth: 0 },
];

/** Named "0" to "39". The 5 come before all markers, and the 3 behind them. */
const fortyPhotos = [
  ...Array.from({ length: 40 }, (_, place) => photographed("a", String(place))),
  transferred("b", "a", 5),
  transferred("a", "b", 3),
];

const fortyBeforeTheMoney: Schedule = [
  ...Array.from({ length: 40 }, (_, input) => ({ kind: "input", machine: "a", input }) as const),
  { kind: "input", machine: "b", input: 40 },
  { kind: "deliver", from: "b", to: "a", nth: 0 },
  { kind: "input", machine: "a", input: 41 },
];

const askedAgain: readonly (readonly Input[])[] = [
  [photographed("a"), photographed("a"), transferred("b", "a", 7)],
  [photographed("a"), transferred("a", "b", 3), photographed("b"), transferred("b", "a", 7)],
];

const askedOnTheWay = [photographed("a"), photographed("b"), transferred("c", "b", 3)];

/** All that a photo is; the count comes extra. If each part is right, then so is the sum of the money. */
function photoLaws({ channels }: System): Law[] {
  return [transfersGoOutAtOnce, recordsEachOnce(channels), showsOneCutInOrder];
}

/** Each can reach each, though few directly. Four snapshots begin before the first is over, one of them in two places. */
function busyBank(work: Work): System {
  const topology: [string, string][] = [
    ["north", "east"],
    ["east", "9"],
    ["9", "10"],
    ["10", "north"],
    ["north", "10"],
    ["9", "east"],
  ];
  const channels = topology.map(([from, to]) => ({ from, to }));
  const photos = [
    { ...photographed("north", "9"), atMs: 20 },
    { ...photographed("10", "10"), atMs: 21 },
    { ...photographed("east", "9"), atMs: 22 },
    { ...photographed("north", ""), atMs: 22 },
    { ...photographed("9", "one"), atMs: 24 },
  ];
  const inputs = [...randomTransfers(createRandom(3), { channels, transfers: 20, everyMs: 2 }), ...photos];
  return bank(
    work,
    ["north", "east", "9", "10"],
    inputs.toSorted((one, other) => one.atMs - other.atMs),
    topology,
  );
}

function bank(
  { chandyLamport }: Work,
  names: readonly string[],
  inputs: readonly Input[],
  topology: Topology = "complete",
): System {
  const machines = Object.fromEntries(names.map((name) => [name, chandyLamport]));
  return defineSystem({ machines, topology, channels: "fifo", inputs });
}
