import {
  at,
  type Choice,
  createRandom,
  defineSystem,
  type MachineId,
  type Schedule,
  simulate,
  type System,
} from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  fourCounterLaws,
  isSaidAfterTwoWaves,
  isSaidWithinThreeWaves,
  oneAnswerEach,
  wavesFollowEachOther,
} from "@millrace/termination/four-counter.laws.ts";
import { judgeLastPiece } from "@millrace/termination/long-run.laws.ts";
import { randomTask } from "@millrace/termination/tasks-to-try.ts";
import {
  handsOutItsTasks,
  isNeverTooEarly,
  isSaidInTheEnd,
  onlyTheRootSaysSo,
  terminationLaws,
} from "@millrace/termination/termination.laws.ts";
import { type Task, task, workTimer } from "@millrace/termination/workload.ts";

type Work = typeof import("./four-counter.ts");

export default defineExercise<Work>({
  id: "5.2",
  title: "Lag 0 is not done",
  minutes: 20,
  source: "K&S ch. 7, with workers that take their time",
  work: "four-counter.ts",
  checks: [
    // All four counters are equal here, as often as one looks: only an answer that knows of the memory sees it.
    check("lag 0 while a piece is in a worker's memory is not done", ({ work, follow }) =>
      follow(inTime(two(work, thereAndBack)), inItsWords(work, lookWhileItWorks), safety),
    ),
    // Lag 0 and everybody passive, in each of four waves: whoever waits for that some times in a row is caught, too.
    check("lag 0 because each machine was read at another moment is not done", ({ work, follow }) =>
      follow(inTime(two(work, rounds(4))), inItsWords(work, lookAtTheWrongMoments(4)), safety),
    ),
    // A job with nothing in it; two pieces that look the same; a driver that gets work itself, and works on.
    check("two machines, every order: never too early, and in the end", ({ work, explore }) => {
      explore(two(work, task()), terminationLaws, limits);
      explore(two(work, thereAndBack), terminationLaws, limits);
      explore(two(work, task({ to: "east" }, { to: "east" })), terminationLaws, limits);
      explore(two(work, twoBack), terminationLaws, limits);
      explore(two(work, rounds(1)), terminationLaws, limits);
    }),
    // Three machines, so that one answer may be forgotten over another. A name does not make a root: "west" may begin.
    check("three machines, every order: never too early, and in the end", ({ work, explore }) => {
      explore(three(work, eastThenWest), terminationLaws, limits);
      explore(three(work, fromTheWest, "west"), terminationLaws, limits);
    }),
    // Three machines: whoever visits only those that it gave work to leaves out the third.
    check("each wave visits every machine once, and begins when the last is over", ({ work, explore }) =>
      explore(three(work, thereAndBack), [wavesFollowEachOther, ...inTheEnd], limits),
    ),
    check("terminated is said after two waves at least", ({ work, explore }) => {
      explore(two(work, task()), [isSaidAfterTwoWaves, ...inTheEnd], limits);
      explore(two(work, thereAndBack), [isSaidAfterTwoWaves, ...inTheEnd], limits);
      explore(three(work, onePiece), [isSaidAfterTwoWaves, ...inTheEnd], limits);
    }),
    check("one answer for each visit, and no other message", ({ work, explore }) => {
      explore(two(work, thereAndBack), [oneAnswerEach, ...inTheEnd], limits);
      explore(three(work, onePiece), [oneAnswerEach, ...inTheEnd], limits);
    }),
    check("once all is over, at most three more waves begin", ({ work, explore }) => {
      explore(two(work, thereAndBack), [isSaidWithinThreeWaves, ...inTheEnd], limits);
      explore(three(work, onePiece), [isSaidWithinThreeWaves, ...inTheEnd], limits);
    }),
    // Four machines: whoever remembers the last two answers is right with three.
    check("one active machine is enough to go on, whenever it answers", ({ work, follow }) => {
      for (const order of [
        ["east", "west", "north"],
        ["west", "east", "north"],
        ["west", "north", "east"],
      ])
        follow(inTime(four(work, handedOn)), inItsWords(work, askedInThisOrder(order)), safety);
    }),
    // Whoever compares text finds "10" less than "9"; whoever waits for a while and then takes it for granted does so here.
    // Then three hundred, one by one, and two looks or more after each.
    check("ten pieces sent and nine received are not done, however often one looks", ({ work, follow, cases }) => {
      follow(inTime(two(work, pieces(10))), inItsWords(work, allButOneArrive), safety);
      cases(
        [pieces(threeHundred)],
        (load) => judgeLastPiece(work.fourCounter, { names: ["driver", "east"], load }),
        () => "the driver has three hundred pieces for east",
      );
    }),
    // Not shrunk: whatever breaks here breaks above in fewer steps, and to shrink waves without end would take seconds.
    check("twenty pieces of work on six machines", ({ work, sample }) => {
      for (const seed of [1, 2, 3])
        sample(six(work, twentyPieces(seed)), allLaws, { runs: 1, steps: 300, shrinks: false });
    }),
  ],
});

/** In the pinned runs. That it is said in the end is for the searches to show. */
const safety = [handsOutItsTasks, isNeverTooEarly, onlyTheRootSaysSo];

/** With these, no law holds because nothing happens. */
const inTheEnd = [handsOutItsTasks, isSaidInTheEnd];

const allLaws = [...terminationLaws, ...fourCounterLaws];

const sixNames = ["driver", "east", "west", "north", "south", "centre"];

/**
 * A right answer needs a few hundred states, and is searched to its end. The depth is for one that numbers its waves: there
 * is no end to them while a piece is on its way. From anywhere, a fair run to the end takes less than a hundred steps.
 */
const limits = { states: 20_000, depth: 22, drainSteps: 150 };

const onePiece = task({ to: "east" });

const eastThenWest = task({ to: "east", task: task({ to: "west" }) });

const handedOn = task({ to: "east", task: task({ to: "west", task: task({ to: "driver" }) }) });

const fromTheWest = task({ to: "east", task: task({ to: "driver", task: task({ to: "east" }) }) });

const thereAndBack = task({ to: "east", task: task({ to: "driver" }) });

/** East holds a piece and works, and all are asked twice. */
function askedInThisOrder(order: readonly MachineId[]): Schedule {
  const wave = order.flatMap((machine) => [arrives("driver", machine), arrives(machine, "driver")]);
  return [
    { kind: "input", machine: "driver", input: 0 },
    worksOn("driver"),
    arrives("driver", "east"),
    ...[1, 2].flatMap(() => [looks("driver"), ...wave]),
  ];
}

const twoBack = task({ to: "east", task: task({ to: "driver" }, { to: "driver" }) });

/** More than a byte can count. */
const threeHundred = 300;

/** Pieces for east, each done on arrival. */
function pieces(count: number): Task {
  return task(...Array.from({ length: count }, () => ({ to: "east" })));
}

/** All are sent, and nine arrive before the driver looks, forty times. */
const allButOneArrive: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  ...Array.from({ length: 10 }, () => worksOn("driver")),
  ...Array.from({ length: 9 }, () => arrives("driver", "east")),
  ...Array.from({ length: 40 }, () => [
    looks("driver"),
    arrives("driver", "east", 1),
    arrives("east", "driver"),
  ]).flat(),
];

/** The driver has handed out its only piece, and looks twice while the worker holds it. */
const lookWhileItWorks: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  worksOn("driver"),
  arrives("driver", "east"),
  ...[1, 2].flatMap(() => [looks("driver"), arrives("driver", "east"), arrives("east", "driver")]),
];

/**
 * In each round a piece comes back to the driver, and two go out for it: one is done on arrival, the other begins the next
 * round. The last ends there.
 */
function rounds(count: number): Task {
  const below = (left: number): Task =>
    left === 0 ? task() : task({ to: "driver", task: task({ to: "east" }, { to: "east", task: below(left - 1) }) });
  return task({ to: "east", task: below(count) });
}

/** The driver counts itself before the round, and the worker is asked after one of the two pieces. The other is on its way. */
function lookAtTheWrongMoments(count: number): Schedule {
  const round: Schedule = [
    looks("driver"),
    arrives("driver", "east"),
    worksOn("east"),
    arrives("east", "driver"),
    worksOn("driver"),
    worksOn("driver"),
    arrives("driver", "east", 1),
    arrives("driver", "east"),
    arrives("east", "driver"),
  ];
  const all = Array.from({ length: count }, () => round).flat();
  return [{ kind: "input", machine: "driver", input: 0 }, worksOn("driver"), ...all];
}

function twentyPieces(seed: number): Task {
  return randomTask(createRandom(seed), { machines: sixNames, pieces: 20 });
}

function worksOn(machine: MachineId): Choice {
  return { kind: "timer", machine, timer: workTimer };
}

/** By the name that the file gives to this timer. */
function looks(machine: MachineId): Choice {
  return { kind: "timer", machine, timer: "wave" };
}

/**
 * The schedule with the timer by which this answer begins its first wave, whatever it is called. An answer that begins its
 * waves otherwise is led along as far as it goes.
 */
function inItsWords(work: Work, schedule: Schedule): Schedule {
  const { events } = simulate(two(work, task()), { steps: 20 });
  const { timer } = events.find((event) => event.kind === "timer" && event.timer !== workTimer) ?? {};
  if (timer === undefined) return schedule;
  return schedule.map((choice) =>
    choice.kind === "timer" && choice.timer !== workTimer ? { ...choice, timer } : choice,
  );
}

function arrives(from: MachineId, to: MachineId, nth = 0): Choice {
  return { kind: "deliver", from, to, nth };
}

function two(work: Work, load: Task): System {
  return systemOf(work, ["driver", "east"], { root: "driver", load });
}

function three(work: Work, load: Task, root: MachineId = "driver"): System {
  return systemOf(work, ["driver", "east", "west"], { root, load });
}

function four(work: Work, load: Task): System {
  return systemOf(work, sixNames.slice(0, 4), { root: "driver", load });
}

function six(work: Work, load: Task): System {
  return systemOf(work, sixNames, { root: "driver", load });
}

/** Of one machine, the timer that was set to go off first does. So a pinned run stays the same story when it is shrunk. */
function inTime(system: System): System {
  return { ...system, timers: "ordered" };
}

function systemOf(
  { fourCounter }: Work,
  names: readonly MachineId[],
  { root, load }: { readonly root: MachineId; readonly load: Task },
): System {
  const machines = Object.fromEntries(names.map((name) => [name, fourCounter]));
  const inputs = [at(root, { type: "begin", task: load })];
  // Untimed, as nobody knows how long a piece takes: a wave may find a machine at work that has been at it for hours.
  return defineSystem({ machines, channels: "any-order", inputs, timers: "untimed" });
}
