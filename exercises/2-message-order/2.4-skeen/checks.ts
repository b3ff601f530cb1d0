import { type Choice, type Input, type MachineId, type Schedule, type System } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import { withFaults } from "@millrace/core/with-faults.ts";
import { groupOf, multicasts } from "@millrace/ordering/total-order.group.ts";
import {
  deliversEverything,
  deliversInOneOrder,
  deliversWhatWasAsked,
  threeMessagesForEachPair,
} from "@millrace/ordering/total-order.laws.ts";

type Work = typeof import("./skeen.ts");

export default defineExercise<Work>({
  id: "2.4",
  title: "Total order",
  minutes: 30,
  source: "K&S ch. 6",
  work: "skeen.ts",
  checks: [
    // The shortest run that tells a total order from none: both are asked before either hears of the other. Then with
    // names that a part of them, or the number in them, does not tell apart.
    check("two multicasts that cross are delivered in one order", ({ work, follow }) => {
      follow(group(work, pair, crossing), bothAsked(pair), order);
      for (const names of hardToTell) {
        const inputs = names.flatMap((name) => multicasts(name, name));
        follow(group(work, names, inputs), bothAsked(names), order);
      }
    }),
    check("a multicast is delivered by every machine, also by the one that was asked", ({ work, explore }) => {
      for (const names of [["berlin"], pair, trio]) explore(group(work, names, multicasts("berlin", 1)), order, limits);
      // Alone, or with several under way: the second must not take the place of the first.
      for (const names of [["berlin"], pair]) explore(group(work, names, multicasts("berlin", 1, 2)), order, limits);
    }),
    check("two machines, every order of messages: one order for both", ({ work, explore }) => {
      explore(group(work, pair, crossing), order, limits);
      explore(group(work, pair, [...multicasts("berlin", 1, 2), ...multicasts("paris", 3)]), order, limits);
    }),
    // Three machines: between two, the first proposal that comes is the last, and nobody only listens.
    check("three machines: the final number is the largest of all", ({ work, explore, follow }) => {
      explore(group(work, trio, crossing), order, limits);
      explore(group(work, trio, multicasts("oslo", 1, 2)), order, limits);
      follow(group(work, trio, [...multicasts("berlin", 1, 2), ...multicasts("oslo", 3)]), twoOfOneMachine, order);
    }),
    // Oslo's message hangs: its announcement never comes to paris. It is announced in berlin behind one that it must not hold up.
    check("a message waits for nothing that stands behind it", ({ work, follow }) =>
      follow(
        withFaults(group(work, trio, [...multicasts("berlin", 1), ...multicasts("oslo", 2)]), { drops: 1 }),
        hanging,
        [deliversInOneOrder, deliversWhatWasAsked, deliversEverything({ from: "berlin" })],
      ),
    ),
    check("equal payloads are different messages, and any data is a payload", ({ work, explore, follow }) => {
      explore(group(work, pair, multicasts("paris", 7, 7)), order, limits);
      explore(group(work, pair, [...multicasts("berlin", 7), ...multicasts("paris", 7)]), order, limits);
      follow(group(work, pair, [...multicasts("berlin", 7), ...multicasts("paris", 7, 7)]), secondIsFinalFirst, order);
      follow(group(work, trio, [...multicasts("berlin", 7), ...multicasts("paris", 7)]), osloHearsParisFirst, order);
      for (const payload of unusualPayloads)
        explore(group(work, pair, [...multicasts("berlin", payload), ...multicasts("paris", payload)]), order, limits);
    }),
    check(
      "3(n − 1) messages for each multicast: two to each other machine and one back",
      ({ work, explore, follow }) => {
        const cost = [threeMessagesForEachPair, deliversEverything()];
        explore(group(work, pair, [...multicasts("berlin", 1), ...multicasts("paris", 2)]), cost, limits);
        explore(group(work, trio, multicasts("oslo", 1)), cost, limits);
        explore(group(work, [...trio, "madrid"], multicasts("oslo", 1)), cost, limits);
        follow(
          group(
            work,
            six,
            six.flatMap((name) => multicasts(name, name)),
          ),
          sixAtOnce,
          [...order, ...cost],
        );
      },
    ),
    // Eleven, as text sorts "10" before "9"; and names that read alike when a number is glued to them.
    check("eleven multicasts at once, and none is taken for another", ({ work, follow }) => {
      follow(group(work, pair, multicasts("berlin", ...eleven)), parisHearsOneByOne, order);
      const alike = [...multicasts("shard-1", ...eleven), ...multicasts("shard-11", "x")];
      follow(group(work, ["shard-1", "shard-11"], alike), lastIsFinalFirst, order);
      // And sixty-six at once.
      follow(group(work, pair, multicasts("berlin", ...numbersTo(66))), allAtOnce(66), order);
    }),
    // Then so many that a number in a byte comes round while others are under way.
    check("four machines and seven multicasts", ({ work, follow, sample }) => {
      follow(group(work, four, busy), berlinBeforeTen, order);
      sample(group(work, four, busy), [...order, threeMessagesForEachPair], { runs: 5 });
      sample(group(work, pair, inTurn(262)), order, { runs: 1, steps: 3_000, shrinks: false });
    }),
  ],
});

const order = [deliversInOneOrder, deliversWhatWasAsked, deliversEverything()];

const pair = ["berlin", "paris"];
const trio = ["berlin", "paris", "oslo"];

const crossing = [...multicasts("berlin", "deposit 100"), ...multicasts("paris", "interest 10%")];

/** Of one length; with one beginning; with one end; one word in large and small letters; one number. */
const hardToTell = [
  ["rome", "oslo"],
  ["shard-2", "shard-1"],
  ["west-1", "east-1"],
  ["b", "B"],
  ["b-1", "b-01"],
];

function bothAsked(names: readonly MachineId[]): Schedule {
  return names.map((machine, input): Choice => ({ kind: "input", machine, input }));
}

/** Both multicasts of berlin may get the number 3: one by paris, which hears of them the other way round, one by oslo. */
const twoOfOneMachine: Schedule = [
  { kind: "input", machine: "oslo", input: 2 },
  { kind: "input", machine: "berlin", input: 0 },
  { kind: "input", machine: "berlin", input: 1 },
  { kind: "deliver", from: "berlin", to: "paris", nth: 1 },
  { kind: "deliver", from: "berlin", to: "paris", nth: 0 },
  { kind: "deliver", from: "berlin", to: "oslo", nth: 0 },
  { kind: "deliver", from: "berlin", to: "oslo", nth: 0 },
];

const hanging: Schedule = [
  { kind: "input", machine: "berlin", input: 0 },
  { kind: "deliver", from: "berlin", to: "paris", nth: 0 },
  { kind: "deliver", from: "berlin", to: "oslo", nth: 0 },
  { kind: "input", machine: "oslo", input: 1 },
  { kind: "drop", from: "oslo", to: "paris", nth: 0 },
  { kind: "deliver", from: "oslo", to: "berlin", nth: 1 },
];

/** Both multicasts of paris are under way, and berlin hears first that the second is final. */
const secondIsFinalFirst: Schedule = [
  { kind: "input", machine: "berlin", input: 0 },
  { kind: "input", machine: "paris", input: 1 },
  { kind: "deliver", from: "paris", to: "berlin", nth: 0 },
  { kind: "input", machine: "paris", input: 2 },
  { kind: "deliver", from: "paris", to: "berlin", nth: 0 },
  { kind: "deliver", from: "berlin", to: "paris", nth: 0 },
  { kind: "deliver", from: "paris", to: "berlin", nth: 0 },
  { kind: "deliver", from: "berlin", to: "paris", nth: 0 },
  { kind: "deliver", from: "berlin", to: "paris", nth: 0 },
  { kind: "deliver", from: "paris", to: "berlin", nth: 1 },
];

/** Both get the number 2, and oslo hears of them the other way round. */
const osloHearsParisFirst: Schedule = [
  ...bothAsked(pair),
  { kind: "deliver", from: "paris", to: "oslo", nth: 0 },
  { kind: "deliver", from: "berlin", to: "oslo", nth: 0 },
];

/** Data that looks like nothing, like several payloads, like a message. */
const unusualPayloads = [0, null, "", false, [1, [2]], {}, " 7 ", { type: "final", tag: 1, number: 1 }];

const eleven = Array.from({ length: 11 }, (_, index) => index + 1);

/** Berlin is asked eleven times. Then paris hears of the first until that is final, then of the second, and so on. */
const parisHearsOneByOne: Schedule = [
  ...eleven.map((number): Choice => ({ kind: "input", machine: "berlin", input: number - 1 })),
  ...eleven.flatMap((number): Choice[] => [
    { kind: "deliver", from: "berlin", to: "paris", nth: 0 },
    { kind: "deliver", from: "paris", to: "berlin", nth: 0 },
    { kind: "deliver", from: "berlin", to: "paris", nth: eleven.length - number },
  ]),
];

/** The eleventh multicast of shard-1 and the first of shard-11 are under way together, and the second of them is final first. */
const lastIsFinalFirst: Schedule = [
  ...eleven.map((number): Choice => ({ kind: "input", machine: "shard-1", input: number - 1 })),
  { kind: "input", machine: "shard-11", input: eleven.length },
  { kind: "deliver", from: "shard-11", to: "shard-1", nth: 0 },
  { kind: "deliver", from: "shard-1", to: "shard-11", nth: eleven.length },
  { kind: "deliver", from: "shard-11", to: "shard-1", nth: 0 },
];

function numbersTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

/** Berlin is asked so many times; then all announcements arrive, all proposals, and all that is final. */
function allAtOnce(count: number): Schedule {
  const times = numbersTo(count);
  return [
    ...times.map((number): Choice => ({ kind: "input", machine: "berlin", input: number - 1 })),
    ...times.map((): Choice => ({ kind: "deliver", from: "berlin", to: "paris", nth: 0 })),
    ...times.map((): Choice => ({ kind: "deliver", from: "paris", to: "berlin", nth: 0 })),
    ...times.map((): Choice => ({ kind: "deliver", from: "berlin", to: "paris", nth: 0 })),
  ];
}

/** Berlin and paris take turns, and are often asked before the other's last one is final. */
function inTurn(count: number): Input[] {
  return numbersTo(count).flatMap((number) =>
    multicasts(pair[number % 2] ?? "", number).map((input) => ({ ...input, atMs: number * 4 })),
  );
}

/** Names that are easy to confuse. */
const six = ["a1", "a10", "A", "10", "9", "b-1"];
/** All are asked. Then there are three messages on each channel. */
const sixAtOnce: Schedule = [
  ...six.map((machine, input): Choice => ({ kind: "input", machine, input })),
  ...[1, 2, 3].flatMap(() =>
    six.flatMap((from) => six.filter((to) => to !== from).map((to): Choice => ({ kind: "deliver", from, to, nth: 0 }))),
  ),
];

/** Names that are numbers: as text they stand the other way round. */
const four = ["9", "10", "berlin", "paris"];

const busy = [
  ...multicasts("9", 1, 2),
  ...multicasts("10", 1, 2),
  ...multicasts("berlin", 1),
  ...multicasts("paris", 1, 1),
];

/** One of berlin and one of 10 get the same number, and each is known to some before the other. */
const berlinBeforeTen: Schedule = [
  { kind: "input", machine: "10", input: 2 },
  { kind: "deliver", from: "10", to: "9", nth: 0 },
  { kind: "input", machine: "berlin", input: 4 },
  ...(
    [
      ["berlin", "paris"],
      ["10", "paris"],
      ["berlin", "10"],
      ["9", "10"],
      ["berlin", "9"],
      ["10", "berlin"],
      ["berlin", "10"],
      ["10", "berlin"],
      ["paris", "berlin"],
      ["9", "berlin"],
      ["paris", "10"],
    ] as const
  ).map(([from, to]): Choice => ({ kind: "deliver", from, to, nth: 0 })),
];

/** A right answer needs a few thousand states; one that never falls silent should hear so soon. */
const limits = { states: 50_000 };

function group({ skeen }: Work, names: readonly MachineId[], inputs: readonly Input[]): System {
  return groupOf(skeen, names, inputs);
}
