import { at, createRandom, defineSystem, type MachineId, type Schedule, type System } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  allWorkIsAnswered,
  busyMachinesHangOnTheRoot,
  oneSignalEach,
  signalsAnswerWork,
  signalsAreInAtDeclaration,
} from "@millrace/termination/dijkstra-scholten.laws.ts";
import { randomTask } from "@millrace/termination/tasks-to-try.ts";
import { terminationLaws } from "@millrace/termination/termination.laws.ts";
import { type Task, task } from "@millrace/termination/workload.ts";

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
    // Nothing to do at all; a worker that leaves and is taken in again; a root that gets work itself.
    check("two machines, every order: never too early, and in the end", ({ work, explore }) => {
      explore(two(work, task()), terminationLaws, limits);
      explore(two(work, pieceAndPiece), terminationLaws, limits);
      explore(two(work, backAndForth), terminationLaws, limits);
    }),
    // Three machines, as a circle that leaves out the root needs two. "west" begins: a name does not make a root.
    check("three machines: work that goes round in a circle", ({ work, explore }) => {
      explore(three(work, "west", circleBelow("east", "driver")), terminationLaws, limits);
      explore(three(work, "driver", circleThrough("east", "west", "driver", "east")), terminationLaws, limits);
    }),
    // Three machines, as a worker with two senders needs two of them.
    check("three machines: work from two sides", ({ work, explore }) => {
      explore(three(work, "driver", twoSides), terminationLaws, limits);
      explore(three(work, "driver", firstOneSideThenTheOther), terminationLaws, limits);
    }),
    // Four, as whoever sees through a circle of two may still be caught by one of three.
    check("four machines: a longer circle, and two ways to one worker", ({ work, explore }) => {
      explore(four(work, longCircle), terminationLaws, limits);
      explore(four(work, diamond), terminationLaws, limits);
    }),
    check("whoever is busy hangs on the root", ({ work, explore }) => {
      const laws = [busyMachinesHangOnTheRoot, ...terminationLaws];
      explore(three(work, "driver", circleBelow("east", "west")), laws, limits);
      explore(three(work, "driver", firstOneSideThenTheOther), laws, limits);
    }),
    check("one signal for each work message, to its sender", ({ work, explore }) => {
      explore(two(work, backAndForth), signalLaws, limits);
      explore(three(work, "driver", firstOneSideThenTheOther), signalLaws, limits);
    }),
    check("twenty pieces of work on six machines", ({ work, sample }) => {
      for (const seed of [1, 2]) sample(six(work, seed), [...terminationLaws, ...signalLaws], { runs: 4 });
    }),
  ],
});

const signalLaws = [oneSignalEach, signalsAnswerWork, allWorkIsAnswered, signalsAreInAtDeclaration];

/** A right answer needs a few hundred states; one that never falls silent should hear so soon. */
const limits = { states: 50_000 };

/** The root hands out both pieces before any is taken in. */
const oneByOne: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  { kind: "timer", machine: "driver", timer: "work" },
  { kind: "timer", machine: "driver", timer: "work" },
  { kind: "deliver", from: "driver", to: "east", nth: 0 },
];

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

const longCircle = circleThrough("east", "west", "north", "east");

const diamond = task(
  { to: "east", task: task({ to: "north", task: task({ to: "driver" }) }) },
  { to: "west", task: task({ to: "north", task: task({ to: "east" }) }) },
);

/** From the root to the first, from there to the second, and back to the first, which hands on a last piece. */
function circleBelow(first: MachineId, second: MachineId): Task {
  return circleThrough(first, second, first, second);
}

/** A piece that is handed from one to the next. */
function circleThrough(...machines: readonly MachineId[]): Task {
  return machines.reduceRight((below: Task, to) => task({ to, task: below }), task());
}

function two(work: Work, load: Task): System {
  return systemOf(work, ["driver", "east"], { root: "driver", load });
}

function three(work: Work, root: MachineId, load: Task): System {
  return systemOf(work, ["driver", "east", "west"], { root, load });
}

function four(work: Work, load: Task): System {
  return systemOf(work, ["driver", "east", "west", "north"], { root: "driver", load });
}

function six(work: Work, seed: number): System {
  const machines = ["driver", "east", "west", "north", "south", "centre"];
  return systemOf(work, machines, { root: "driver", load: randomTask(createRandom(seed), { machines, pieces: 20 }) });
}

function systemOf(
  { dijkstraScholten }: Work,
  names: readonly MachineId[],
  { root, load }: { readonly root: MachineId; readonly load: Task },
): System {
  const machines = Object.fromEntries(names.map((name) => [name, dijkstraScholten]));
  return defineSystem({ machines, channels: "any-order", inputs: [at(root, { type: "begin", task: load })] });
}
