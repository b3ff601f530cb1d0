import {
  type Choice,
  type Input,
  type Law,
  type MachineId,
  type Schedule,
  type System,
  createRandom,
  defineSystem,
} from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  checkpointsAreDecided,
  kooTouegLaws,
  lineHasNoOrphan,
  threeMessagesForEachRequest,
  workGoesOn,
} from "@millrace/recovery/koo-toueg.laws.ts";
import { fillsUp, randomRun, saves, sends } from "@millrace/recovery/koo-toueg.runs-to-try.ts";

type Work = typeof import("./koo-toueg.ts");

export default defineExercise<Work>({
  id: "6.3",
  title: "Koo–Toueg",
  minutes: 30,
  source: "K&S ch. 13; the form with labels is beyond the book",
  work: "koo-toueg.ts",
  checks: [
    check("whose sending is in a new checkpoint saves it, too", ({ work, follow }) =>
      follow(systemOf(work, two, [sends("b", "a", 5), saves("a")]), aReceivesAndSaves, safe),
    ),
    // Before the checkpoint and after it, there and back; and a machine that has nobody to ask.
    check("two machines, every order: together, or alone if that is enough", ({ work, explore }) => {
      explore(systemOf(work, two, [saves("a"), sends("a", "b", 1)]), everyLaw, limits);
      for (const inputs of thereAndBack) explore(systemOf(work, two, inputs), everyLaw, limits);
    }),
    // Three machines, as the third has sent nothing to the first. In the second world b and c ask each other; in the third,
    // somebody writes to machines that have a tentative checkpoint.
    check("three machines: who is asked asks in its turn, and answers after that", ({ work, explore }) => {
      for (const inputs of secondHand) explore(systemOf(work, three, inputs), everyLaw, limits);
    }),
    // Three machines, as between two the request is always faster than what is sent after it.
    check(
      "three machines: no work is sent between a tentative checkpoint and the decision",
      ({ work, explore, follow }) => {
        for (const inputs of throughTheGap) explore(systemOf(work, three, inputs), safe, limits);
        follow(systemOf(work, three, notForTheFirst), cSavesForTheSecond, everyLaw);
      },
    ),
    // Four machines: d is asked by two that do not ask each other.
    check("four machines: who is asked twice saves once, and answers twice", ({ work, explore }) =>
      explore(systemOf(work, ["a", "b", "c", "d"], askedTwice), [lineHasNoOrphan, checkpointsAreDecided], limits),
    ),
    check("one full disk, and nobody's checkpoint becomes permanent", ({ work, explore, follow }) => {
      explore(systemOf(work, two, [sends("b", "a"), saves("a"), fillsUp("b")]), everyLaw, limits);
      explore(systemOf(work, two, [fillsUp("a"), sends("b", "a"), saves("a")]), everyLaw, limits);
      explore(systemOf(work, three, [...alongThree, saves("a"), fillsUp("c")]), everyLaw, limits);
      explore(systemOf(work, three, [sends("b", "a"), sends("c", "a"), saves("a"), fillsUp("c")]), safe, limits);
      // Who need not save needs no room.
      follow(
        systemOf(work, two, [...oneOnItsWay, fillsUp("b"), saves("a")]),
        [...secondArrivesLate, input("b", 3), input("a", 4)],
        everyLaw,
      );
      follow(systemOf(work, two, [sends("b", "a"), saves("a"), fillsUp("a"), saves("a")]), aFillsUpInBetween, everyLaw);
    }),
    check("nobody saves who need not, the second time either", ({ work, follow }) => {
      follow(systemOf(work, two, [...oneOnItsWay, saves("a")]), [...secondArrivesLate, input("a", 3)], everyLaw);
      follow(systemOf(work, two, [sends("b", "a"), saves("b"), sends("b", "a"), saves("a")]), firstIsSaved, everyLaw);
      follow(
        systemOf(work, three, [...alongThree, saves("a"), sends("c", "a"), saves("a"), saves("c")]),
        cIsNotAsked,
        everyLaw,
      );
    }),
    check("what comes after a tentative checkpoint counts for the next one", ({ work, follow }) => {
      follow(
        systemOf(work, three, [sends("b", "a"), saves("a"), sends("c", "a"), saves("a")]),
        cComesInBetween,
        everyLaw,
      );
      follow(
        systemOf(work, two, [
          sends("b", "a"),
          saves("a"),
          ...numbers(12).map((place) => sends("a", "b", place % 5)),
          saves("b"),
        ]),
        aSendsInBetween,
        everyLaw,
      );
    }),
    check("a discarded checkpoint is as if it had never been taken", ({ work, follow }) => {
      const again = [fillsUp("c", { isFull: false }), saves("a")];
      follow(
        systemOf(work, three, [fillsUp("c"), ...alongThree, saves("a"), saves("a"), ...again]),
        refusedThenFree,
        everyLaw,
      );
      follow(systemOf(work, three, beforeAndInBetween), secondComesInBetween, everyLaw);
    }),
    // Last, one that is refused, and has asked the one that asked it.
    check("a request, a reply and a decision for each of a cohort", ({ work, explore, follow }) => {
      explore(systemOf(work, three, [...alongThree, saves("a")]), [threeMessagesForEachRequest], limits);
      explore(systemOf(work, three, [...alongThree, saves("a"), fillsUp("b")]), [threeMessagesForEachRequest], limits);
      follow(systemOf(work, two, [sends("b", "a"), saves("a"), saves("a")]), saveTwice, everyLaw);
      follow(systemOf(work, three, [sends("a", "b"), ...alongThree, fillsUp("c"), saves("a")]), bAsksBack, everyLaw);
    }),
    // Labels beyond nine, as text sorts "10" before "9"; and names that are numbers. First ten, and nine with one of
    // somebody else, as what is wrong there is seen in a shorter run. Then more than sixty-four.
    check("dozens of messages, and names that are numbers", ({ work, follow }) => {
      for (const others of [[], [sends("1", "9")]])
        follow(systemOf(work, ["10", "9", "1"], tenIn(others)), eightThenMore(others.length), everyLaw);
      follow(systemOf(work, ["10", "9", "1"], dozens), eightThenManyMore, everyLaw);
    }),
    // Before that, one message and one save.
    check("five machines, forty messages, three saves", ({ work, follow, sample }) => {
      follow(systemOf(work, five, [sends("b", "a"), saves("a")]), aReceivesAndSaves, everyLaw);
      for (const seed of [1, 2]) sample(busy(work, seed), everyLaw, { runs: 2, shrinks: false });
    }),
  ],
});

const two = ["a", "b"];
const three = ["a", "b", "c"];
const five = ["a", "b", "c", "9", "10"];

const safe = [lineHasNoOrphan, checkpointsAreDecided, workGoesOn];
const everyLaw: readonly Law[] = kooTouegLaws;

/** A right answer needs a few hundred states; one that never falls silent should hear so soon. */
const limits = { states: 20_000 };

const aReceivesAndSaves: Schedule = [input("b", 0), deliver("b", "a"), input("a", 1)];

const thereAndBack: readonly (readonly Input[])[] = [
  [sends("a", "b", 1), saves("a"), sends("b", "a", 2), sends("b", "a", 3)],
  [sends("a", "b", 1), saves("a"), sends("a", "b", 2), sends("b", "a", 3)],
];

/** c, b, a: each has received something of the one before. */
const alongThree = [sends("c", "b", 3), sends("b", "a", 2)];

const secondHand: readonly (readonly Input[])[] = [
  [...alongThree, saves("a")],
  [...alongThree, sends("b", "c", 4), saves("a")],
  [...alongThree, saves("a"), sends("c", "b", 6)],
];

/** What a, or b, sends c in between would arrive before c is asked. */
const throughTheGap: readonly (readonly Input[])[] = [
  [...alongThree, saves("a"), sends("a", "c", 5)],
  [sends("b", "a"), sends("c", "a"), saves("a"), sends("b", "c", 5)],
];

/** c has saved what it sent a, but not what it sent b: it is asked by both, and has to save for b only. */
const notForTheFirst = [sends("c", "a"), saves("c"), sends("c", "b"), sends("b", "a"), saves("a"), sends("a", "c")];

const cSavesForTheSecond: Schedule = [
  input("c", 0),
  input("c", 1),
  deliver("c", "a"),
  input("c", 2),
  deliver("c", "b"),
  input("b", 3),
  deliver("b", "a"),
  input("a", 4),
  input("a", 5),
  deliver("a", "c"),
  deliver("a", "c"),
  deliver("a", "b"),
  deliver("b", "c"),
];

const askedTwice = [sends("b", "a"), sends("c", "a"), sends("d", "b"), sends("d", "c"), saves("a")];

/** b has sent two when it saves, and a has received one. */
const oneOnItsWay = [sends("b", "a", 1), sends("b", "a", 2), saves("a")];

const secondArrivesLate: Schedule = [
  input("b", 0),
  input("b", 1),
  deliver("b", "a"),
  input("a", 2),
  deliver("a", "b"),
  ...allArrives(two),
];

/** b has saved that it sent what a has received, and has sent more since. */
const firstIsSaved: Schedule = [input("b", 0), deliver("b", "a"), input("b", 1), input("b", 2), input("a", 3)];

/** c has saved what it sends a, which arrives there after a has saved. */
const cIsNotAsked: Schedule = [
  input("c", 0),
  deliver("c", "b"),
  input("b", 1),
  deliver("b", "a"),
  input("a", 2),
  input("c", 3),
  ...allArrives(three),
  input("a", 4),
  ...allArrives(three),
  input("c", 5),
];

/** c has nothing to do with the first save, and writes to a in the middle of it. */
const cComesInBetween: Schedule = [
  input("b", 0),
  deliver("b", "a"),
  input("a", 1),
  input("c", 2),
  deliver("c", "a"),
  ...allArrives(three),
  input("a", 3),
];

/** a is asked to send twelve times while it waits for b, some of it twice, and does so in the end; then b saves. */
const aSendsInBetween: Schedule = [
  input("b", 0),
  deliver("b", "a"),
  input("a", 1),
  ...numbers(12).map((place) => input("a", place + 1)),
  ...allArrives(two),
  ...numbers(2).map(() => deliver("a", "b")),
  input("b", 14),
];

/** The checkpoint of a is tentative when its disk fills up. */
const aFillsUpInBetween: Schedule = [
  input("b", 0),
  deliver("b", "a"),
  input("a", 1),
  input("a", 2),
  ...allArrives(two),
  input("a", 3),
];

/** Twice there is no room, and then there is. */
const refusedThenFree: Schedule = [
  input("c", 0),
  input("c", 1),
  deliver("c", "b"),
  input("b", 2),
  deliver("b", "a"),
  input("a", 3),
  ...allArrives(three),
  input("a", 4),
  ...allArrives(three),
  input("c", 5),
  input("a", 6),
];

/** c has saved the first that it sends a. The second comes while the checkpoint of a is tentative, and that is discarded. */
const beforeAndInBetween = [
  sends("c", "a", 0),
  saves("c"),
  sends("b", "a", -2),
  fillsUp("b"),
  saves("a"),
  sends("c", "a", -1),
  fillsUp("b", { isFull: false }),
  saves("a"),
];

const secondComesInBetween: Schedule = [
  input("c", 0),
  deliver("c", "a"),
  input("c", 1),
  input("b", 2),
  deliver("b", "a"),
  input("b", 3),
  input("a", 4),
  input("c", 5),
  deliver("c", "a"),
  ...allArrives(three),
  input("b", 6),
  input("a", 7),
];

/** c has no room, and b has asked a, too. */
const bAsksBack: Schedule = [
  input("a", 0),
  deliver("a", "b"),
  input("c", 1),
  deliver("c", "b"),
  input("b", 2),
  deliver("b", "a"),
  input("c", 3),
  input("a", 4),
];

const saveTwice: Schedule = [input("b", 0), deliver("b", "a"), input("a", 1), ...allArrives(two), input("a", 2)];

function tenIn(others: readonly Input[]): Input[] {
  const sent = numbers(10 - others.length).map((value) => sends("10", "9", value));
  return [...sent.slice(0, 8), saves("9"), ...sent.slice(8), ...others, saves("9")];
}

/** So many of the ten are of others. */
function eightThenMore(others: number): Schedule {
  return [
    ...numbers(8).flatMap((place) => [input("10", place - 1), deliver("10", "9")]),
    input("9", 8),
    ...allArrives(["9", "10"]),
    ...numbers(2 - others).flatMap((place) => [input("10", place + 8), deliver("10", "9")]),
    ...numbers(others).flatMap((place) => [input("1", place + 10 - others), deliver("1", "9")]),
    input("9", 11),
  ];
}

const dozens = [
  ...numbers(8).map((value) => sends("10", "9", value)),
  saves("9"),
  ...numbers(64).map((value) => sends("10", "9", value)),
  sends("1", "9"),
  saves("9"),
];

const eightThenManyMore: Schedule = [
  ...numbers(8).flatMap((place) => [input("10", place - 1), deliver("10", "9")]),
  input("9", 8),
  ...allArrives(["9", "10"]),
  ...numbers(60).flatMap((place) => [input("10", place + 8), deliver("10", "9")]),
  ...numbers(4).map((place) => input("10", place + 68)),
  input("1", 73),
  deliver("1", "9"),
  input("9", 74),
];

/** The saves are far apart, so that one is over when the next is asked for. */
function busy(work: Work, seed: number): System {
  const inputs = randomRun(createRandom(seed), { machines: five, work: 40, everyMs: 10, saveEveryMs: 130 });
  return systemOf(work, five, inputs);
}

function systemOf({ kooToueg }: Work, names: readonly MachineId[], inputs: readonly Input[]): System {
  const machines = Object.fromEntries(names.map((name) => [name, kooToueg]));
  return defineSystem({ machines, channels: "fifo", inputs });
}

function input(machine: MachineId, place: number): Choice {
  return { kind: "input", machine, input: place };
}

function deliver(from: MachineId, to: MachineId): Choice {
  return { kind: "deliver", from, to, nth: 0 };
}

/** All that is on its way, and all that comes of it. */
function allArrives(machines: readonly MachineId[]): Schedule {
  const channels = machines.flatMap((from) => machines.filter((to) => to !== from).map((to) => deliver(from, to)));
  return numbers(10).flatMap(() => channels);
}

/** 1 to `last`. */
function numbers(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
