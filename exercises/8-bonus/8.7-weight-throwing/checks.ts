import { at, createRandom, defineSystem, type MachineId, type Schedule, type System } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import { randomTask } from "@millrace/termination/tasks-to-try.ts";
import { terminationLaws } from "@millrace/termination/termination.laws.ts";
import { weightThrowingLaws } from "@millrace/termination/weight-throwing.laws.ts";
import { judgeLastPiece } from "@millrace/termination/long-run.laws.ts";
import { type Task, task, workTimer } from "@millrace/termination/workload.ts";

type Work = typeof import("./weight-throwing.ts");

export default defineExercise<Work>({
  id: "8.7",
  title: "Weight throwing",
  minutes: 20,
  source: "K&S ch. 7",
  work: "weight-throwing.ts",
  checks: [
    // The first piece is done at once and the second is not: a weight too much shows as well as one too little.
    check("one worker, two pieces of work: the root waits for both", ({ work, follow }) =>
      follow(two(work, pieceAndPiece), oneByOne, terminationLaws),
    ),
    // Nothing to do at all, with nobody else there or with somebody; pieces that look the same; a worker that is done
    // and begins again; a root that has work itself when all its weight is back, or gets some.
    check("two machines, every order: never too early, and in the end", ({ work, explore }) => {
      explore(systemOf(work, ["driver"], { root: "driver", load: task() }), terminationLaws, limits);
      explore(two(work, task()), terminationLaws, limits);
      explore(two(work, task({ to: "east" }, { to: "east" }, { to: "east" })), terminationLaws, limits);
      explore(two(work, pieceAndPiece), terminationLaws, limits);
      explore(two(work, backAndForth), terminationLaws, limits);
    }),
    // Three machines: with two, the root is whoever sent the work, and the only other machine.
    check("three machines: work from two sides, and all weight to the root", ({ work, explore }) => {
      explore(three(work, handedAlong("east", "driver", "east", "driver"), "west"), terminationLaws, limits);
      explore(three(work, firstOneSideThenTheOther), terminationLaws, limits);
      explore(three(work, twoSides), terminationLaws, limits);
    }),
    // Four, as names that stand for a role, and the order of names, may be right by chance for three.
    check("four machines: a name does not make a root", ({ work, explore }) => {
      const names = ["root", "agent", "10", "9"];
      explore(
        systemOf(work, names, { root: "10", load: handedAlong("agent", "root", "9", "agent") }),
        terminationLaws,
        limits,
      );
      explore(systemOf(work, names, { root: "9", load: diamond }), terminationLaws, limits);
    }),
    check("one message each time that a machine becomes passive", ({ work, explore }) => {
      explore(two(work, pieceAndPiece), weightThrowingLaws, limits);
      explore(three(work, firstOneSideThenTheOther), weightThrowingLaws, limits);
    }),
    // Sixty: a floating-point number has 53 bits. Both schedules end with the smallest weight out and all others back. In
    // the second, it is a weight of a weight of a weight, so that it is small whichever part one gives away.
    check("sixty halvings, and one piece is missing", ({ work, follow }) => {
      // Whoever does not wait at all says so in few steps.
      follow(two(work, pieces(2)), allButTheLast(2), terminationLaws);
      follow(two(work, pieces(sixty)), allButTheLast(sixty), terminationLaws);
      follow(three(work, chain(sixty)), handedOn(sixty), terminationLaws);
    }),
    // More than whole numbers of a fixed length have bits: sixty-four, or a hundred and twenty-eight. Then more than 256.
    check("a hundred and forty halvings, and three hundred", ({ work, cases }) =>
      cases(
        [
          { what: "a piece is handed on a hundred and forty times", names: threeNames, load: chain(hundredAndForty) },
          { what: "the root has three hundred pieces", names: twoNames, load: pieces(threeHundred) },
        ],
        (job) => judgeLastPiece(work.weightThrowing, job),
        ({ what }) => what,
      ),
    ),
    check("twenty pieces of work on six machines", ({ work, sample }) => {
      for (const seed of [1, 2, 3, 4]) sample(six(work, twentyPieces(seed)), allLaws, { runs: 1, steps: 300 });
    }),
  ],
});

const allLaws = [...terminationLaws, ...weightThrowingLaws];

const sixNames = ["driver", "east", "west", "north", "south", "centre"];

const twoNames = ["driver", "east"] as const;

const threeNames = ["driver", "east", "west"] as const;

/** A right answer needs a few hundred states, and less than a hundred steps from anywhere to the end. */
const limits = { states: 20_000, drainSteps: 150 };

const sixty = 60;

const hundredAndForty = 140;

const threeHundred = 300;

/** The root hands out both pieces before any is taken in. */
const oneByOne: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  ...timesOut("driver", 2),
  { kind: "deliver", from: "driver", to: "east", nth: 0 },
  { kind: "deliver", from: "east", to: "driver", nth: 0 },
];

const pieceAndPiece = task({ to: "east" }, { to: "east", task: task({ to: "driver" }) });

const backAndForth = task(
  { to: "east", task: task({ to: "driver" }) },
  { to: "east", task: task({ to: "driver", task: task({ to: "east" }) }) },
);

const twoSides = task(
  { to: "east", task: task({ to: "west", task: task({ to: "east" }) }) },
  { to: "west", task: task({ to: "driver" }) },
);

const firstOneSideThenTheOther = task(
  { to: "east", task: task({ to: "west" }) },
  { to: "west", task: task({ to: "east" }, { to: "driver" }) },
);

const diamond = task(
  { to: "root", task: task({ to: "10", task: task({ to: "9" }) }) },
  { to: "agent", task: task({ to: "10" }) },
);

/** Pieces for the only worker, each done on arrival. */
function pieces(count: number): Task {
  return task(...Array.from({ length: count }, () => ({ to: "east" })));
}

/** A piece that two workers hand to each other, the root not among them. */
function chain(length: number): Task {
  return handedAlong(...Array.from({ length }, (_, place) => (place % 2 === 0 ? "east" : "west")));
}

/** All pieces but the last are done, newest first, and the root has had all returns. */
function allButTheLast(count: number): Schedule {
  return [
    { kind: "input", machine: "driver", input: 0 },
    ...timesOut("driver", count),
    ...Array.from({ length: count - 1 }, (_, done): Schedule[number][] => [
      { kind: "deliver", from: "driver", to: "east", nth: count - 2 - done },
      { kind: "deliver", from: "east", to: "driver", nth: 0 },
    ]).flat(),
  ];
}

/** Whoever gets the piece hands it on and returns what it has kept; the last message is not taken in. */
function handedOn(length: number): Schedule {
  return [
    { kind: "input", machine: "driver", input: 0 },
    ...timesOut("driver", 1),
    ...Array.from({ length: length - 1 }, (_, place): Schedule[number][] => {
      const machine = place % 2 === 0 ? "east" : "west";
      const from = place === 0 ? "driver" : place % 2 === 0 ? "west" : "east";
      return [
        { kind: "deliver", from, to: machine, nth: 0 },
        ...timesOut(machine, 1),
        { kind: "deliver", from: machine, to: "driver", nth: 0 },
      ];
    }).flat(),
  ];
}

/** A piece that is handed from one to the next. */
function handedAlong(...machines: readonly MachineId[]): Task {
  return machines.reduceRight((below: Task, to) => task({ to, task: below }), task());
}

function twentyPieces(seed: number): Task {
  return randomTask(createRandom(seed), { machines: sixNames, pieces: 20 });
}

function timesOut(machine: MachineId, times: number): Schedule[number][] {
  return Array.from({ length: times }, () => ({ kind: "timer", machine, timer: workTimer }));
}

function two(work: Work, load: Task): System {
  return systemOf(work, twoNames, { root: "driver", load });
}

function three(work: Work, load: Task, root: MachineId = "driver"): System {
  return systemOf(work, threeNames, { root, load });
}

function six(work: Work, load: Task): System {
  return systemOf(work, sixNames, { root: "driver", load });
}

function systemOf(
  { weightThrowing }: Work,
  names: readonly MachineId[],
  { root, load }: { readonly root: MachineId; readonly load: Task },
): System {
  const machines = Object.fromEntries(names.map((name) => [name, weightThrowing]));
  return defineSystem({ machines, channels: "any-order", inputs: [at(root, { type: "begin", task: load })] });
}
