import { at, createRandom, defineSystem, type MachineId, type Schedule, type System } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  allWorkIsAnswered,
  busyMachinesHangOnTheRoot,
  oneSignalEach,
  signalsAnswerWork,
  signalsAreInAtDeclaration,
} from "@millrace/termination/dijkstra-scholten.laws.ts";
import { judgeLastPiece } from "@millrace/termination/long-run.laws.ts";
import { randomTask } from "@millrace/termination/tasks-to-try.ts";
import { handsOutItsTasks, terminationLaws } from "@millrace/termination/termination.laws.ts";
import { type Task, task, workTimer } from "@millrace/termination/workload.ts";

type Work = typeof import("./dijkstra-scholten.ts");

export default defineExercise<Work>({
  id: "5.3",
  title: "Dijkstra–Scholten",
  minutes: 20,
  source: "beyond the book; its relatives: K&S ch. 7",
  work: "dijkstra-scholten.ts",
  checks: [
    // The first piece is done at once and the second is not: both a signal too many and a signal too few show.
    check("one worker, two pieces of work: the root waits for both", ({ work, follow }) =>
      follow(two(work, pieceAndPiece), oneByOne, terminationLaws),
    ),
    // Nothing to do at all; two pieces that look the same; a worker that leaves and is taken in again; a root that gets
    // work itself.
    check("two machines, every order: never too early, and in the end", ({ work, explore }) => {
      explore(two(work, task()), terminationLaws, limits);
      explore(two(work, task({ to: "east" }, { to: "east" })), terminationLaws, limits);
      explore(two(work, pieceAndPiece), terminationLaws, limits);
      explore(two(work, backAndForth), terminationLaws, limits);
    }),
    // Three machines, as a circle that leaves out the root needs two. A name does not make a root: "west" may begin, and
    // a root that is called "root" is no mark for a parent.
    check("three machines: work that goes round in a circle", ({ work, explore }) => {
      explore(three(work, circle("east", "driver"), "west"), terminationLaws, limits);
      const throughTheRoot = handedAlong("east", "west", "root", "east");
      explore(
        systemOf(work, ["root", "east", "west"], { root: "root", load: throughTheRoot }),
        terminationLaws,
        limits,
      );
    }),
    // Three machines, as a worker with two senders needs two of them.
    check("three machines: work from two sides", ({ work, explore }) => {
      explore(three(work, twoSides), terminationLaws, limits);
      explore(three(work, firstOneSideThenTheOther), terminationLaws, limits);
    }),
    // Whoever sees through a circle of two may be caught by one of three, whoever sees through that by one of four, and
    // whoever sees through both by one that three machines close at the same time.
    check("four machines and more: longer circles, and two ways to one worker", ({ work, explore }) => {
      explore(four(work, circle("east", "west", "north")), terminationLaws, limits);
      explore(five(work, circle("east", "west", "north", "south")), terminationLaws, limits);
      explore(four(work, closedAtOnce), terminationLaws, limits);
      explore(four(work, diamond), terminationLaws, limits);
    }),
    check("whoever is busy hangs on the root", ({ work, explore }) => {
      const laws = [busyMachinesHangOnTheRoot, ...terminationLaws];
      explore(three(work, circleTheSecondTime), laws, limits);
      explore(three(work, firstOneSideThenTheOther), laws, limits);
    }),
    check("one signal for each work message, to its sender", ({ work, explore }) => {
      explore(two(work, pieceAndPiece), signalLaws, limits);
      explore(three(work, firstOneSideThenTheOther), signalLaws, limits);
    }),
    // For the root, and then for a worker, which is in the tree meanwhile: whoever loses count does so late.
    // Then three hundred, which is more than a byte can count.
    check("forty pieces on their way at once", ({ work, follow, cases }) => {
      follow(two(work, fortyEach), allOutFirst, allLaws);
      cases(
        [pieces(300)],
        (load) => judgeLastPiece(work.dijkstraScholten, { names: ["driver", "east"], load }),
        () => "the root has three hundred pieces for east",
      );
    }),
    check("twenty pieces of work on six machines", ({ work, sample }) => {
      for (const seed of [1, 2]) sample(six(work, twentyPieces(seed)), allLaws, { runs: 1, steps: 200 });
    }),
  ],
});

const ofSignals = [oneSignalEach, signalsAnswerWork, allWorkIsAnswered, signalsAreInAtDeclaration];

const signalLaws = [handsOutItsTasks, ...ofSignals];

const allLaws = [...terminationLaws, ...ofSignals];

const sixNames = ["driver", "east", "west", "north", "south", "centre"];

/** A right answer needs a few hundred states; one that never falls silent should hear so soon. */
const limits = { states: 50_000 };

/** The root hands out both pieces before any is taken in. */
const oneByOne: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  ...timesOut("driver", 2),
  { kind: "deliver", from: "driver", to: "east", nth: 0 },
];

/** More than a number has bits to mark them with. */
const many = 40;

/** The root hands out every piece; then the worker takes the first in, and hands out every piece of its own. */
const allOutFirst: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  ...timesOut("driver", many),
  { kind: "deliver", from: "driver", to: "east", nth: 0 },
  ...timesOut("east", many),
];

const fortyEach = task(
  { to: "east", task: task(...Array.from({ length: many }, () => ({ to: "driver" }))) },
  ...Array.from({ length: many - 1 }, () => ({ to: "east" })),
);

/** Pieces for east, each done on arrival. */
function pieces(count: number): Task {
  return task(...Array.from({ length: count }, () => ({ to: "east" })));
}

const pieceAndPiece = task({ to: "east" }, { to: "east", task: task({ to: "driver" }) });

const backAndForth = task(
  { to: "east", task: task({ to: "driver" }) },
  { to: "east", task: task({ to: "driver", task: task({ to: "east" }) }) },
);

const twoSides = task(
  { to: "east", task: task({ to: "west", task: task({ to: "east" }) }) },
  { to: "west", task: task({ to: "east", task: task({ to: "driver" }) }) },
);

const firstOneSideThenTheOther = task(
  { to: "east", task: task({ to: "west" }) },
  { to: "west", task: task({ to: "east" }, { to: "driver" }) },
);

const circleTheSecondTime = task({ to: "east" }, ...circle("east", "west").spawns);

const closedAtOnce = task(
  { to: "east", task: handedAlong("west") },
  { to: "west", task: handedAlong("north") },
  { to: "north", task: handedAlong("east") },
);

const diamond = task(
  { to: "east", task: task({ to: "north", task: task({ to: "driver" }) }) },
  { to: "west", task: task({ to: "north", task: task({ to: "east" }) }) },
);

/** A piece that comes back to the first, which hands on a last one: so it is still at work when the circle closes. */
function circle(first: MachineId, second: MachineId, ...others: readonly MachineId[]): Task {
  return handedAlong(first, second, ...others, first, second);
}

/** A piece that is handed from one to the next. */
function handedAlong(...machines: readonly MachineId[]): Task {
  return machines.reduceRight((below: Task, to) => task({ to, task: below }), task());
}

function twentyPieces(seed: number): Task {
  return randomTask(createRandom(seed), { machines: sixNames, pieces: 20 });
}

function timesOut(machine: MachineId, times: number): Schedule {
  return Array.from({ length: times }, () => ({ kind: "timer", machine, timer: workTimer }));
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

function five(work: Work, load: Task): System {
  return systemOf(work, sixNames.slice(0, 5), { root: "driver", load });
}

function six(work: Work, load: Task): System {
  return systemOf(work, sixNames, { root: "driver", load });
}

function systemOf(
  { dijkstraScholten }: Work,
  names: readonly MachineId[],
  { root, load }: { readonly root: MachineId; readonly load: Task },
): System {
  const machines = Object.fromEntries(names.map((name) => [name, dijkstraScholten]));
  return defineSystem({ machines, channels: "any-order", inputs: [at(root, { type: "begin", task: load })] });
}
