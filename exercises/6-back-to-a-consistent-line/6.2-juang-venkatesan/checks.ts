import {
  type Choice,
  type Faults,
  type Input,
  type Law,
  type MachineId,
  type Schedule,
  type System,
  at,
  createRandom,
  defineSystem,
} from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import { randomJobs } from "@millrace/recovery/juang-venkatesan.jobs-to-try.ts";
import { type HandOn, type Job, job } from "@millrace/recovery/juang-venkatesan.jobs.ts";
import {
  handlesEachJobOnce,
  handlesNoOtherJob,
  juangVenkatesanLaws,
  returnsToTheLine,
  sendsWhatIsNeeded,
} from "@millrace/recovery/juang-venkatesan.laws.ts";

type Work = typeof import("./juang-venkatesan.ts");

export default defineExercise<Work>({
  id: "6.2",
  title: "From domino to recovery line",
  minutes: 25,
  source: "K&S ch. 13",
  work: "juang-venkatesan.ts",
  checks: [
    // The ping-pong that falls to its start with checkpoints. Here one event is lost, and one hangs on it.
    check("ping-pong: what hangs on the lost event is undone, and nothing else", ({ work, follow }) =>
      follow(systemOf(work, two, [asked("a", pingPong(4)), flush("a")]), aLosesItsSecond, rightLine),
    ),
    // Crashes before and after each flush, jobs from both sides, and jobs that come in the middle of a recovery.
    check("two machines, every order: back to the latest line, and on from there", ({ work, explore }) => {
      explore(systemOf(work, two, [asked("a", pingPong(3))]), rightLine, limits);
      explore(systemOf(work, two, [asked("a", pingPong(3)), flush("a"), flush("b")]), rightLine, limits);
      explore(systemOf(work, two, [asked("a", pingPong(2)), asked("b", pingPong(2, ["b", "a"]))]), rightLine, limits);
    }),
    // Two that look the same, as a job has no number.
    check("what is lost is sent again, once and in its order", ({ work, explore }) =>
      explore(systemOf(work, two, [asked("a", lookAlike), flush("b")]), everyLaw, limits),
    ),
    // Three machines, as with two nobody is through before the other has heard all: here a is, and writes to b, which waits for
    // a last word of c. Once it writes what it was given meanwhile, and once what is lost, a dozen as well. And the third has
    // received nothing from the one that crashed. In every order nothing wrong happens. That all ends well is seen in every
    // order of a world that is smaller by one job, and when each machine crashes after each event.
    check("three machines: what hangs on the lost event at second hand is undone, too", ({ work, explore, follow }) => {
      const along = systemOf(work, three, [asked("a", handedAlong("a", "b", "c"))]);
      follow(along, aGoesOnFirst, rightLine);
      follow(systemOf(work, three, [asked("a", lookAlike), asked("b", job("ask"))]), aIsThroughFirst, rightLine);
      follow(systemOf(work, three, [asked("a", sharedOut(12))]), bWaitsForTwelve, rightLine);
      explore(along, [returnsToTheLine, handlesNoOtherJob], limits);
      explore(systemOf(work, three, [asked("a", handedAlong("a", "b"))]), rightLine, limits);
      for (const schedule of crashesAlong) follow(along, schedule, rightLine);
    }),
    // Four machines, as two rounds are enough for three. Rounds can be counted where nothing is lost. What d has received last
    // is not undone for itself.
    check("four machines: bad news takes three rounds, and the fourth says what is lost", ({ work, follow }) => {
      follow(systemOf(work, four, []), crashed("a"), everyLaw);
      follow(systemOf(work, four, alongFour), aTellsTheOthers, everyLaw);
      follow(systemOf(work, four, [...alongFour, greeted]), dIsTheLastToHear, everyLaw);
    }),
    check("each machine's messages are counted apart", ({ work, follow }) => {
      follow(systemOf(work, ["10", "9", "1"], fromTwoSides), centreHearsOfOne, everyLaw);
    }),
    check("the second crash is recovered from like the first", ({ work, follow }) => {
      follow(systemOf(work, two, [asked("b", job("ask"))], { crashes: 2 }), aTwice, everyLaw);
      follow(systemOf(work, two, bothInTurn, { crashes: 2 }), aThenB, everyLaw);
      follow(systemOf(work, two, bothInTurn, { crashes: 2 }), aThenA, everyLaw);
      follow(systemOf(work, two, threeTimes, { crashes: 3 }), threeInTurn, everyLaw);
    }),
    check("N messages on each channel, and only what is lost is sent again", ({ work, explore, follow }) => {
      explore(systemOf(work, two, [asked("a", pingPong(4)), flush("a")]), [sendsWhatIsNeeded], limits);
      follow(systemOf(work, ["a"], [asked("a", job("alone"))]), [input("a", 0), ...crashed("a")], everyLaw);
      follow(systemOf(work, three, [asked("a", handedAlong("a", "b", "c"))]), aLosesTheFirst, [sendsWhatIsNeeded]);
    }),
    // Ten before that, as text sorts "10" before "9". Then a log of seventy, on the disk.
    check("forty jobs to one machine that has lost half of them", ({ work, follow }) => {
      for (const jobs of [10, 40])
        follow(systemOf(work, two, [asked("a", sharedOut(jobs)), flush("a")]), bLosesHalf(jobs), everyLaw);
      follow(systemOf(work, two, [asked("a", sharedOut(72)), flush("a"), flush("b")]), bLosesOneOfMany, everyLaw);
    }),
    // Before that, one job and one crash.
    check("four busy machines, one crash", ({ work, follow, sample }) => {
      follow(systemOf(work, four, alongFour), [input("a", 0), ...crashed("a")], everyLaw);
      for (const seed of [1, 2]) sample(busy(work, seed), everyLaw, { runs: 2, steps: 300 });
    }),
  ],
});

const two = ["a", "b"];
const three = ["a", "b", "c"];
const four = ["a", "b", "c", "d"];

const rightLine = [returnsToTheLine, handlesEachJobOnce];
const everyLaw: readonly Law[] = juangVenkatesanLaws;

/** A right answer needs a few thousand states; one that never falls silent should hear so soon. */
const limits = { states: 20_000 };

/** Both have handled two jobs of four, and a its first one safely. */
const aLosesItsSecond: Schedule = [
  input("a", 0),
  input("a", 1),
  deliver("a", "b"),
  deliver("b", "a"),
  deliver("a", "b"),
  ...crashed("a"),
];

const lookAlike = job(
  "share out",
  { to: "b", job: job("count", { to: "a", job: job("add") }) },
  { to: "b", job: job("count") },
  { to: "b", job: job("close") },
);

/** One of the three crashes when the job has come so far. */
const crashesAlong: readonly Schedule[] = three.flatMap((machine) =>
  [1, 2, 3].map((events): Schedule => {
    const handed = [input("a", 0), ...deliveries("ab bc")];
    return [...handed.slice(0, events), ...crashed(machine)];
  }),
);

/** a is given its job in the middle of its recovery. */
const aGoesOnFirst: Schedule = [
  ...crashed("a"),
  ...deliveries("ab ac"),
  input("a", 0),
  ...deliveries("ba ca ab cb ba ac bc ca ab cb ba ac bc ca ab"),
];

/** All of b's events are lost, so a sends three jobs again, while c's last word to b is on its way. */
const aIsThroughFirst: Schedule = [
  input("a", 0),
  ...deliveries("ab ba ab ab"),
  ...crashed("b"),
  ...deliveries("bc ca ac ba ca cb ab bc ac ba ca cb ab ba ab ab ab ab"),
  input("b", 1),
  ...deliveries("cb"),
];

/** b has had no job when it crashes. a is through, and has sent twelve again, while c's last word to b is on its way. */
const bWaitsForTwelve: Schedule = [
  input("a", 0),
  ...crashed("b"),
  ...numbers(12).map(() => deliver("a", "b")),
  ...deliveries("bc ca ac ba ca cb ab bc ac ba ca cb ab ba ab"),
  ...numbers(12).map(() => deliver("a", "b")),
  ...deliveries("cb"),
];

const alongFour = [asked("a", handedAlong("a", "b", "c", "d"))];

const aTellsTheOthers: Schedule = [
  input("a", 0),
  deliver("a", "b"),
  deliver("b", "c"),
  deliver("c", "d"),
  ...crashed("a"),
];

/** d gets a job of b, which nothing is wrong with, after one that hangs on what a has lost. */
const greeted = asked("b", job("greet", { to: "d", job: job("greeted") }));

const dIsTheLastToHear: Schedule = [
  input("b", 1),
  input("a", 0),
  deliver("a", "b"),
  deliver("b", "c"),
  deliver("c", "d"),
  deliver("b", "d"),
  ...crashed("a"),
];

/** 9 has two jobs of 10, and one of 1 that is an orphan; its third comes after that. */
const fromTwoSides = [
  asked(
    "10",
    job("ten", { to: "9", job: job("1 of ten") }, { to: "9", job: job("2 of ten") }, { to: "9", job: job("3 of ten") }),
  ),
  asked("1", job("one", { to: "9", job: job("1 of one") })),
];

const centreHearsOfOne: Schedule = [
  input("10", 0),
  input("1", 1),
  deliver("10", "9"),
  deliver("10", "9"),
  deliver("1", "9"),
  deliver("10", "9"),
  ...crashed("1"),
];

/** b is asked in the middle of the first recovery. */
const aTwice: Schedule = [
  ...crashed("a"),
  deliver("a", "b"),
  input("b", 0),
  deliver("b", "a"),
  deliver("b", "a"),
  deliver("a", "b"),
  ...crashed("a"),
];

const bothInTurn = [asked("a", pingPong(4)), flush("b"), asked("a", pingPong(4)), asked("b", pingPong(3, ["b", "a"]))];

/** b has its job on the disk when a takes it back, and crashes before the next flush. */
const aThenB: Schedule = [
  input("a", 0),
  deliver("a", "b"),
  input("b", 1),
  ...crashed("a"),
  ...allArrives(two),
  input("a", 2),
  deliver("a", "b"),
  deliver("b", "a"),
  ...crashed("b"),
  ...allArrives(two),
  input("b", 3),
  ...allArrives(two),
];

/** b is asked for a job in the middle of the first recovery. What comes of it hangs on what the second crash takes. */
const aThenA: Schedule = [
  input("a", 0),
  deliver("a", "b"),
  deliver("b", "a"),
  ...crashed("a"),
  // The last job, and then the first word of the recovery.
  deliver("a", "b"),
  deliver("a", "b"),
  input("b", 1),
  input("b", 3),
  ...allArrives(two),
  deliver("b", "a"),
  deliver("a", "b"),
  ...crashed("a"),
];

/** Each time something is lost that the other one has received something of. */
const threeTimes = numbers(3).map(() => asked("a", pingPong(3)));

const threeInTurn: Schedule = ["a", "b", "a"].flatMap((machine, place) => [
  input("a", place),
  deliver("a", "b"),
  deliver("b", "a"),
  ...crashed(machine),
  ...allArrives(two),
]);

const aLosesTheFirst: Schedule = [input("a", 0), deliver("a", "b"), deliver("b", "c"), ...crashed("a")];

function sharedOut(jobs: number): Job {
  return job("share out", ...numbers(jobs).map((number) => ({ to: "b", job: job(`${number}`) })));
}

function bLosesHalf(jobs: number): Schedule {
  return [input("a", 0), input("a", 1), ...numbers(jobs / 2).map(() => deliver("a", "b")), ...crashed("b")];
}

/** Of 72 it has handled 71, and has 70 of them on its disk. */
const bLosesOneOfMany: Schedule = [
  input("a", 0),
  input("a", 1),
  ...numbers(70).map(() => deliver("a", "b")),
  input("b", 2),
  deliver("a", "b"),
  ...crashed("b"),
];

function busy(work: Work, seed: number): System {
  const inputs = randomJobs(createRandom(seed), { machines: four, jobs: 5, depth: 3, everyMs: 12 });
  return systemOf(work, four, inputs);
}

function systemOf(
  { juangVenkatesan }: Work,
  names: readonly MachineId[],
  inputs: readonly Input[],
  faults: Faults = { crashes: 1 },
): System {
  const machines = Object.fromEntries(names.map((name) => [name, juangVenkatesan]));
  return defineSystem({ machines, channels: "fifo", inputs, faults });
}

/** So many jobs in all, to and fro: the first machine is asked to do the first. */
function pingPong(count: number, [first, second]: readonly [MachineId, MachineId] = ["a", "b"]): Job {
  return handedAlong(...numbers(count).map((number) => (number % 2 === 1 ? first : second)));
}

/** A job that is handed from one to the next. */
function handedAlong(...machines: readonly MachineId[]): Job {
  const last = machines.length;
  const steps = machines.map((machine, place) => ({ machine, name: `${place + 1}` })).slice(0, -1);
  return steps.reduceRight(
    (next: Job, { name }, place) => job(name, { to: machines[place + 1] ?? "", job: next } satisfies HandOn),
    job(`${last}`),
  );
}

function asked(machine: MachineId, what: Job): Input {
  return at(machine, { type: "job", job: what });
}

function flush(machine: MachineId): Input {
  return at(machine, { type: "flush" });
}

function input(machine: MachineId, place: number): Choice {
  return { kind: "input", machine, input: place };
}

function deliver(from: MachineId, to: MachineId): Choice & { readonly kind: "deliver" } {
  return { kind: "deliver", from, to, nth: 0 };
}

/** One message along each of these channels: "ab" is from a to b. */
function deliveries(channels: string): Schedule {
  return channels.split(" ").map((ends) => deliver(ends.slice(0, 1), ends.slice(1)));
}

function crashed(machine: MachineId): Schedule {
  return [
    { kind: "crash", machine },
    { kind: "restart", machine },
  ];
}

/** Enough for a recovery, and all that comes of it. */
function allArrives(machines: readonly MachineId[]): Schedule {
  return numbers(12).flatMap(() => channelsAmong(machines));
}

/** One message along each channel. */
function channelsAmong(machines: readonly MachineId[]): ReturnType<typeof deliver>[] {
  return machines.flatMap((from) => machines.filter((to) => to !== from).map((to) => deliver(from, to)));
}

/** 1 to `last`. */
function numbers(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
