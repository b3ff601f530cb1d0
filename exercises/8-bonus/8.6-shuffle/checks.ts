import {
  type AnyMachine,
  type Input,
  type Law,
  type Schedule,
  type System,
  at,
  createRandom,
  defineSystem,
} from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import {
  type Jobs,
  answersLikeOneMachine,
  closesWithOneGoodAttempt,
  costsPartsAndEnds,
  judgeFigures,
  messagesStaySmall,
  sendsEachCustomerToOnePlace,
  spreadsTheWork,
} from "@millrace/dataflow/shuffle.laws.ts";
import type { Order, ShuffleOptions } from "@millrace/dataflow/shuffle.orders.ts";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./shuffle.ts");

export default defineExercise<Work>({
  id: "8.6",
  title: "Shuffle",
  minutes: 25,
  source: "beyond the book: Dean and Ghemawat, MapReduce (2004)",
  work: "shuffle.ts",
  checks: [
    // One customer, each of four orders apart, then in every order, cut in every way. Then two that no 32 bits can hold.
    check("however the orders are split and put together, the figures are the same", ({ work, cases }) =>
      cases(
        [
          ...four.map((order) => [[order]]),
          ...orders(four).flatMap((list) => waysToSplit(list)),
          ...waysToSplit(tooLarge),
        ],
        (splits) => judgeFigures(together(work, splits), splits.flat()),
        (splits) => `parts of ${splits.map((list) => `[${describeOrders(list)}]`).join(", ")}`,
      ),
    ),
    // One split, one reducer, one customer in a part: the end is sent last and comes first.
    check("an end that comes before its parts closes nothing", ({ work, follow, explore }) => {
      follow(shuffle(work, small, [run("daily", 0)]), endFirst, resultLaws(small));
      explore(shuffle(work, small, [run("daily", 0)]), resultLaws(small), limits);
    }),
    // More splits than reducers, and more reducers than splits: with as many of the one as of the other, to count the wrong
    // ones is right by luck. A split may be empty, or have nothing for a reducer; so may a whole job.
    // Last, as many parts as have two digits, and more splits than a number has bits.
    check("any number of mappers and reducers: the rows are those of one machine", ({ work, explore, follow }) => {
      for (const { job, reducers, groupsMax } of shapes) {
        const world = worldOf({ daily: job }, { reducers, groupsMax });
        explore(shuffle(work, world, runEach(world)), resultLaws(world), limits);
      }
      for (const world of [twelveParts, manySplits])
        follow(shuffle(work, world, runEach(world)), [], resultLaws(world));
    }),
    // A second attempt at a split, on the same mapper; on another one, see the next check. Its orders are in another order, so
    // its parts hold other customers than those of the first. With a second split, one of the two has no orders: an answer
    // that keeps its messages in the order in which they came has six times as many states with a message more. The last
    // attempt comes when its job is closed, and another job after it.
    check("of two attempts at a split, one counts", ({ work, explore, follow }) => {
      explore(shuffle(work, small, [run("daily", 0), run("daily", 0, 1, "east")]), resultLaws(small), limits);
      for (const world of [lastIsEmpty, firstIsEmpty]) {
        explore(shuffle(work, world, [...runEach(world), run("daily", 0, 1, "north")]), resultLaws(world), limits);
      }
      const inTime = [run("weekly", 0, 0, "east"), run("daily", 0, 0, "east"), run("daily", 1, 0, "east")];
      const late = run("weekly", 0, 1, "north");
      follow(shuffle(work, twoJobs, [...inTime, late]), eastFirst, resultLaws(twoJobs));
    }),
    // Which attempt will be complete cannot be known from its first message, nor from its end. Every order of an attempt of a
    // part and an end, one of an end alone, and of two such attempts; then two parts each, and every message lost once. Last,
    // many attempts with large numbers, all of them lost but for the newest.
    check(
      "an attempt that is lost on the way stops nobody, if another one gets through",
      ({ work, explore, follow }) => {
        const again = (world: World): System =>
          withFaults(shuffle(work, world, [run("daily", 0), run("daily", 0, 1)]), { drops: 1 });
        explore(again(twoReducers), resultLaws(twoReducers), limits);
        for (const schedule of lossesOfSmall) follow(again(small), schedule, resultLaws(small));
        const tried = shuffle(work, small, manyAttempts);
        follow(withFaults(tried, { drops: manyAttempts.length }), onlyTheLastIsWhole, resultLaws(small));
      },
    ),
    // The same splits, attempts and customers in two jobs; one of them has more splits. Then one that can never be closed. Then
    // attempt 11 at split 1 and attempt 1 at split 11, which have the same digits. And attempt 200 at split 1 and attempt 0 at
    // split 3, which are one number if a split has room for a hundred.
    check("two jobs at the same time are kept apart, and so are twelve splits", ({ work, explore, follow }) => {
      const attempts = [run("daily", 0), run("daily", 1), run("weekly", 0, 0, "north")];
      explore(shuffle(work, fiveMessages, attempts), resultLaws(fiveMessages), limits);
      follow(withFaults(shuffle(work, twoJobs, attempts), { drops: 1 }), firstMessageIsLost, resultLaws(twoJobs));
      follow(shuffle(work, twelveSplits, [...digits, ...others]), bothPartsFirst, resultLaws(twelveSplits));
      follow(shuffle(work, fourSplits, sums), allPartsFirst, resultLaws(fourSplits));
    }),
    // What mappers send does not depend on what becomes of it, so the reducers here throw everything away. Two mappers in
    // every order; then, one run each, all the shapes, with two jobs and three attempts at a split.
    check(
      "a customer goes to one place, at the cost of one end for each reducer, and few parts",
      ({ work, explore, follow }) => {
        const own = { mapper: work.mapper, reducer: bin };
        explore(shuffle(own, twoByTwo, runEach(twoByTwo)), costLaws(twoByTwo), limits);
        for (const { job, reducers, groupsMax } of shapes) {
          const world = worldOf({ daily: job, weekly: job.toReversed() }, { reducers, groupsMax });
          const runs = [...runEach(world), run("daily", 0, 1), run("daily", 0, 2)];
          follow(shuffle(own, world, runs), [], costLaws(world));
        }
      },
    ),
    check("orders stay where they are: totals travel, however many orders there are", ({ work, follow }) => {
      for (const customers of [2, 5]) {
        const world = worldOf({ daily: [many(400, customers)] }, { reducers: ["r0", "r1"], groupsMax: customers });
        follow(shuffle(work, world, runEach(world)), [], [messagesStaySmall(world), ...costLaws(world)]);
      }
    }),
    // Of some sixty customers no reducer has more than half. Then twelve splits in a job whose name begins another's. What is
    // lost there keeps two reducers at most from closing one of the jobs.
    check("three jobs, fifteen splits, four reducers", ({ work, follow, sample }) => {
      follow(shuffle(work, wide, runEach(wide)), [], [...resultLaws(wide), spreadsTheWork(wide.jobs)]);
      const system = withFaults(shuffle(work, busy, [...runEach(busy), ...again]), { drops: 2 });
      sample(system, resultLaws(busy), { runs: 1, steps: 3_000, shrinks: false });
    }),
  ],
});

interface World extends ShuffleOptions {
  readonly jobs: Jobs;
}

/** A right answer needs a few hundred states; one that keeps every message as it came, some thousands. */
const limits = { states: 30_000 };

const mappers = ["east", "north", "west"];

/** Nobody's amount is that of another; two are refunds. The last is not the largest, nor at either end. */
const four: readonly Order[] = [
  { customer: "ada", amount: -500, at: 7 },
  { customer: "ada", amount: 100, at: 31 },
  { customer: "ada", amount: 4_000, at: 0 },
  { customer: "ada", amount: -21, at: 30 },
];

const tooLarge: readonly Order[] = [
  { customer: "ada", amount: 3_000_000_000, at: 2 ** 32 + 1 },
  { customer: "ada", amount: 2_000_000_000, at: 30 },
];

const dan = (amount: number, at: number): Order => ({ customer: "dan", amount, at });
const cleo = (amount: number, at: number): Order => ({ customer: "cleo", amount, at });
const eve = (amount: number, at: number): Order => ({ customer: "eve", amount, at });

const small = worldOf({ daily: [[dan(100, 1), cleo(300, 2), dan(200, 3)]] }, { reducers: ["r0"], groupsMax: 1 });

const lastIsEmpty = worldOf({ daily: [[dan(100, 1), cleo(300, 2)], []] }, { reducers: ["r0"], groupsMax: 9 });

const firstIsEmpty = worldOf({ daily: [[], [dan(-50, 9)]] }, { reducers: ["r0"], groupsMax: 9 });

const twoReducers = worldOf({ daily: [[dan(100, 1), dan(200, 3)]] }, { reducers: ["r0", "r1"], groupsMax: 9 });

const [fourSplits, twelveSplits] = [ofSplits(4), ofSplits(12)];

const manySplits = worldOf(
  { daily: Array.from({ length: 34 }, (_, split) => (split === 33 ? [dan(100, 1)] : [])) },
  { reducers: ["r0"], groupsMax: 1 },
);

const twelveParts = worldOf(
  { daily: [Array.from({ length: 12 }, (_, place) => ({ customer: `customer ${place}`, amount: place, at: place }))] },
  { reducers: ["r0"], groupsMax: 1 },
);

const digits: readonly Run[] = [run("daily", 1, 11, "east"), run("daily", 11, 1, "east")];

const others = runEach(twelveSplits).filter(({ split }) => split !== 1 && split !== 11);

const twoByTwo = worldOf(
  {
    daily: [
      [dan(100, 5), cleo(300, 2)],
      [cleo(10, 1), dan(30, 9)],
    ],
  },
  { reducers: ["r1", "r0"], groupsMax: 9 },
);

const twoJobs = worldOf(
  { daily: [[dan(100, 1)], [dan(300, 2)]], weekly: [[dan(700, 3), cleo(1, 1)]] },
  { reducers: ["r0"], groupsMax: 9 },
);

const fiveMessages = worldOf(
  { daily: [[dan(100, 1)], []], weekly: [[dan(700, 3), cleo(1, 1)]] },
  { reducers: ["r0"], groupsMax: 9 },
);

/** Texts that look alike, and some that an object has without anybody's help. */
const oddNames: readonly Order[] = ["", "10", "1", "Ada", "constructor", "toString"].map((customer, place) => ({
  customer,
  amount: place,
  at: place,
}));

interface Shape {
  readonly job: readonly (readonly Order[])[];
  readonly reducers: readonly string[];
  readonly groupsMax: number;
}

const shapes: readonly Shape[] = [
  { job: [[]], reducers: ["r0"], groupsMax: 1 },
  { job: [[dan(100, 1)], [dan(300, 2), dan(200, 0), dan(200, 4)]], reducers: ["r0"], groupsMax: 9 },
  { job: [[], [eve(5, 5)]], reducers: ["r0"], groupsMax: 9 },
  { job: [[dan(100, 1), cleo(300, 2), eve(1, 1)]], reducers: ["r0"], groupsMax: 1 },
  { job: [[dan(100, 1)], [], [dan(40, 3)]], reducers: ["r0"], groupsMax: 9 },
  { job: [[dan(100, 1), cleo(300, 2), eve(1, 1)]], reducers: ["r0", "r1"], groupsMax: 1 },
  { job: [[dan(100, 1), cleo(300, 2)]], reducers: ["r0", "r1", "r2"], groupsMax: 2 },
  { job: [[dan(100, 5), cleo(300, 2)], [cleo(10, 1)]], reducers: ["r1", "r0"], groupsMax: 9 },
  { job: [oddNames], reducers: ["r0"], groupsMax: 6 },
];

const busy = worldOf(
  {
    "1": Array.from({ length: 12 }, (_, split) => many(6, 40, split)),
    "11": [many(8, 40, 20), many(12, 48, 21)],
    "": [many(10, 40, 30)],
  },
  { reducers: ["r3", "r1", "r0", "r2"], groupsMax: 2 },
);

const wide = worldOf({ daily: [many(100, 80)] }, { reducers: busy.reducers, groupsMax: 20 });

/** Second attempts, at some of the splits. */
const again: readonly Run[] = [run("1", 1, 1), run("1", 11, 1), run("1", 10, 2), run("11", 0, 1), run("", 0, 1)];

/** Nothing that comes changes it. */
const bin: AnyMachine = { start: () => ({}) };

const endFirst: Schedule = [
  { kind: "input", machine: "east", input: 0 },
  { kind: "deliver", from: "east", to: "r0", nth: 2 },
];

/** Or both ends, if these are sent first. */
const bothPartsFirst: Schedule = [
  { kind: "input", machine: "east", input: 0 },
  { kind: "input", machine: "east", input: 1 },
  { kind: "deliver", from: "east", to: "r0", nth: 0 },
  { kind: "deliver", from: "east", to: "r0", nth: 1 },
];

/** Three attempts of one mapper, to their end: two messages each, in the order in which they are sent. */
const eastFirst: Schedule = [
  { kind: "input", machine: "north", input: 3 },
  ...[0, 1, 2].flatMap((input) => [
    { kind: "input" as const, machine: "east", input },
    { kind: "deliver" as const, from: "east", to: "r0", nth: 0 },
    { kind: "deliver" as const, from: "east", to: "r0", nth: 0 },
  ]),
];

/** Of one attempt the first message is lost, or the second, or the third; the others come before the other attempt is made. */
const lossesOfSmall: readonly Schedule[] = ["east", "north"].flatMap((from) =>
  [0, 1, 2].map((nth): Schedule => [
    { kind: "input", machine: from, input: from === "east" ? 0 : 1 },
    { kind: "drop", from, to: "r0", nth },
    { kind: "deliver", from, to: "r0", nth: 0 },
    { kind: "deliver", from, to: "r0", nth: 0 },
  ]),
);

const firstMessageIsLost: Schedule = [
  { kind: "input", machine: "east", input: 0 },
  { kind: "drop", from: "east", to: "r0", nth: 0 },
];

/**
 * Powers of two and of ten, or twice that: who has room for that many may take such an attempt for attempt 0, or for attempt 0 at
 * another split. Each leaves two when it is divided by three, so that all these attempts send the same customer of `small` first.
 */
const large = [8, 20, 32, 128, 200, 512, 2_000, 2_048, 131_072, 2 ** 33];

const manyAttempts = [0, ...large].map((attempt) => run("daily", 0, attempt, "east"));

/** Of attempt 0 the first message comes, of each other one the first and the third; then all seconds but the last are lost. */
const onlyTheLastIsWhole: Schedule = [
  { kind: "input", machine: "east", input: 0 },
  { kind: "deliver", from: "east", to: "r0", nth: 0 },
  ...large.flatMap((_attempt, place): Schedule => [
    { kind: "input", machine: "east", input: place + 1 },
    { kind: "deliver", from: "east", to: "r0", nth: place + 2 },
    { kind: "deliver", from: "east", to: "r0", nth: place + 3 },
  ]),
  ...large.map((_attempt, place) => ({ kind: "drop", from: "east", to: "r0", nth: Math.min(place, 1) }) as const),
];

const sums = [
  ...[2, 3].map((split) => run("daily", split, 0, "east")),
  ...large.map((attempt) => run("daily", 1, attempt, "east")),
  run("daily", 0, 0, "north"),
];

/** Or all ends, if these are sent first. */
const allPartsFirst: Schedule = sums.slice(0, -1).flatMap((_run, place): Schedule => [
  { kind: "input", machine: "east", input: place },
  { kind: "deliver", from: "east", to: "r0", nth: place },
]);

/** A job of so many splits, with one order in each. */
function ofSplits(count: number): World {
  return worldOf(
    { daily: Array.from({ length: count }, (_, split) => [dan(100 + split, split)]) },
    { reducers: ["r0"], groupsMax: 1 },
  );
}

function worldOf(jobs: Jobs, options: ShuffleOptions): World {
  return { jobs, ...options };
}

interface Machines {
  readonly mapper: Work["mapper"];
  readonly reducer: AnyMachine;
}

interface Run {
  readonly job: string;
  readonly split: number;
  readonly attempt: number;
  readonly machine: string;
}

/** An attempt at a split, by the mapper whose turn it is, or by another one. */
function run(
  job: string,
  split: number,
  attempt = 0,
  machine = mappers[(split + attempt) % mappers.length] ?? "",
): Run {
  return { job, split, attempt, machine };
}

function runEach({ jobs }: World, attempt = 0): Run[] {
  return Object.entries(jobs).flatMap(([job, splits]) => splits.map((_orders, split) => run(job, split, attempt)));
}

function inputOf({ jobs }: World, { job, split, attempt, machine }: Run): Input {
  const splits = jobs[job] ?? [];
  const list = splits[split] ?? [];
  // Every attempt reads the same orders, and no two in the same order.
  const cut = attempt % Math.max(1, list.length);
  return at(machine, {
    job,
    split,
    splits: splits.length,
    attempt,
    orders: [...list.slice(cut), ...list.slice(0, cut)],
  });
}

/** The mappers that run something, and the reducers: each mapper has a channel to each reducer, and there are no others. */
function shuffle(work: Machines, world: World, runs: readonly Run[]): System {
  const { reducers, groupsMax } = world;
  const names = mappers.filter((name) => runs.some(({ machine }) => machine === name));
  const machine = work.mapper({ reducers, groupsMax });
  // No mapper knows the reducers in the order of the list, and no two in the same.
  const channels = names.flatMap((name, place) => {
    const start = (place + 1) % reducers.length;
    return [...reducers.slice(start), ...reducers.slice(0, start)].map((reducer) => [name, reducer] as const);
  });
  return defineSystem({
    machines: {
      ...Object.fromEntries(names.map((name) => [name, machine])),
      ...Object.fromEntries(reducers.map((name) => [name, work.reducer])),
    },
    topology: channels,
    channels: "any-order",
    idleDeliveries: "ignored",
    inputs: runs.map((each) => inputOf(world, each)),
  });
}

function resultLaws({ jobs, reducers }: World): Law[] {
  return [answersLikeOneMachine(jobs), closesWithOneGoodAttempt(jobs, { reducers })];
}

function costLaws(world: World): Law[] {
  return [sendsEachCustomerToOnePlace(world.jobs, world), costsPartsAndEnds(world.jobs, world)];
}

/**
 * The figures of the orders of all splits: each makes its own totals, and these are put together from the left. Twice, from
 * the same totals: who changes what was to be combined has other ones the second time.
 */
function together({ orderFigures }: Work, splits: readonly (readonly Order[])[]): unknown {
  type Parts = readonly ReturnType<typeof orderFigures.of>[];
  const combine = (parts: Parts): Parts[number] => parts.reduce((left, right) => orderFigures.combine(left, right));
  const totals = splits.map((list) => list.map((order) => orderFigures.of(order)));
  const putTogether = (): unknown => orderFigures.result(combine(totals.map(combine)));
  putTogether();
  return putTogether();
}

/** Every way to cut a list into lists with one item at least. */
function waysToSplit<Item>(items: readonly Item[]): Item[][][] {
  const [first, ...others] = items;
  if (first === undefined) return [[]];
  if (others.length === 0) return [[[first]]];
  return waysToSplit(others).flatMap(([next = [], ...rest]) => [
    [[first], next, ...rest],
    [[first, ...next], ...rest],
  ]);
}

function orders<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, place) => orders(items.toSpliced(place, 1)).map((others) => [item, ...others]));
}

function describeOrders(list: readonly Order[]): string {
  return list.map(({ amount, at: moment }) => `${amount} at ${moment}`).join(", ");
}

/** Orders as a seed has them, of so many customers. No two are of the same moment, as 7 and their number have no divisor in common. */
function many(count: number, customers: number, seed = 0): Order[] {
  const random = createRandom(1_000 * seed + count);
  const draw = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: count }, (_, place) => ({
    customer: `customer ${draw(customers)}`,
    amount: draw(10_000) - 2_000,
    at: 1_000 * seed + ((place * 7) % count),
  }));
}
