import { at, createRandom, defineSystem, type MachineId, type Schedule, type System } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import { huangSnapshotLaws } from "@millrace/termination/huang-snapshot.laws.ts";
import { judgeLastPiece } from "@millrace/termination/long-run.laws.ts";
import { randomTask } from "@millrace/termination/tasks-to-try.ts";
import { terminationLaws } from "@millrace/termination/termination.laws.ts";
import { type Task, task, workTimer } from "@millrace/termination/workload.ts";

type Work = typeof import("./huang-snapshot.ts");

export default defineExercise<Work>({
  id: "8.9",
  title: "Huang's snapshot",
  minutes: 30,
  source: "K&S ch. 7",
  work: "huang-snapshot.ts",
  checks: [
    check("a request overtakes the work: its grant proves nothing", ({ work, follow }) =>
      follow(two(work, handedAlong("east", "driver")), requestFirst, terminationLaws),
    ),
    // Nothing to do at all, with nobody else there or with somebody; one of two pieces is received, and the other is slower
    // than the grant; a machine that is passive, and then is not. The root has the smaller name, and the larger.
    check("two machines, every order: never too early, and in the end", ({ work, explore }) => {
      explore(systemOf(work, ["driver"], { load: task() }), terminationLaws, limits);
      explore(two(work, task()), terminationLaws, limits);
      explore(two(work, task({ to: "east" }, { to: "east" })), terminationLaws, limits);
      explore(two(work, pieceAndPiece("driver")), terminationLaws, limits);
      explore(systemOf(work, ["west", "east"], { load: handedAlong("east", "west", "east") }), terminationLaws, limits);
    }),
    // Three, as the root is neither the last to become passive nor who sent that one its work.
    check("three machines, every order: the last is not the root", ({ work, explore }) => {
      explore(three(work, handedAlong("east")), terminationLaws, limits);
      explore(three(work, handedAlong("east", "west"), "fifo"), terminationLaws, limits);
      explore(three(work, handedAlong("east", "west", "east"), "fifo"), terminationLaws, limits);
    }),
    // Two who become passive at the same time, by their clocks, and a third who hears of both, passive or at work. Whose
    // name is the largest makes a difference, and names may be numbers. On fifo channels, as there are fewer states.
    check("two requests of the same time: the same one is the newer for everybody", ({ work, explore }) => {
      for (const [root, one, other] of rolesByName) {
        const load = task({ to: one }, { to: other });
        explore(systemOf(work, [root, one, other], { load, channels: "fifo" }), terminationLaws, limits);
      }
    }),
    // The driver is at work when it hears of the last of three requests, and then of the first.
    check("an old request does not set a clock back", ({ work, follow }) =>
      follow(three(work, threeAndOne), lastRequestFirst, terminationLaws),
    ),
    // West's snapshot holds a piece that east sent after its own; another piece is on its way to east, or being done. Then
    // both pieces are the driver's own, so that it does not help to add up by sender.
    check("a piece received too early does not make up for one on its way", ({ work, follow }) => {
      follow(three(work, backAndThenTwo), fromAfterTheSnapshot, terminationLaws);
      follow(three(work, backTwice), fromTheDriverItself, terminationLaws);
    }),
    // Whoever has clamped or wrapped its counts loses sight of the last one.
    check("three hundred pieces sent, and one is missing", ({ work, cases }) =>
      cases(
        [pieces(300)],
        (load) => judgeLastPiece(work.huangSnapshot, { names: ["driver", "east"], load }),
        () => "the driver has three hundred pieces for east",
      ),
    ),
    check("whoever becomes passive asks all others, once", ({ work, explore }) => {
      explore(two(work, handedAlong("east", "driver", "east")), huangSnapshotLaws, limits);
      explore(three(work, handedAlong("east", "west"), "fifo"), huangSnapshotLaws, limits);
    }),
    // First one piece that goes round and ends when times reach ten, by whatever they count.
    check("fourteen pieces of work on four machines", ({ work, follow, sample }) => {
      for (const times of [5, 6, 7, 8, 9, 10, 11, 12]) follow(three(work, goesRound(times)), [], terminationLaws);
      for (const seed of [1, 2, 3]) sample(four(work, fourteenPieces(seed)), allLaws, { runs: 1, steps: 400 });
    }),
  ],
});

const allLaws = [...terminationLaws, ...huangSnapshotLaws];

const fourNames = ["driver", "east", "west", "north"] as const;

/**
 * A right answer needs a thousand states, and one that answers every request five; this is room enough. From anywhere, a
 * fair run to the end takes less than a hundred steps.
 */
const limits = { states: 60_000, drainSteps: 150 };

/** The driver hands its only piece out, and asks; its request is there before the piece. */
const requestFirst: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  { kind: "timer", machine: "driver", timer: workTimer },
  { kind: "deliver", from: "driver", to: "east", nth: 1 },
  { kind: "deliver", from: "east", to: "driver", nth: 0 },
];

/**
 * Driver becomes passive a second time, and asks. East grants, gets its piece after that, and sends west one of two. West
 * does that one, and then is asked.
 */
const fromAfterTheSnapshot: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  { kind: "timer", machine: "driver", timer: workTimer },
  { kind: "deliver", from: "driver", to: "east", nth: 0 },
  { kind: "timer", machine: "east", timer: workTimer },
  { kind: "deliver", from: "east", to: "driver", nth: 0 },
  { kind: "timer", machine: "driver", timer: workTimer },
  { kind: "deliver", from: "driver", to: "east", nth: 2 },
  { kind: "deliver", from: "driver", to: "east", nth: 1 },
  { kind: "timer", machine: "east", timer: workTimer },
  { kind: "deliver", from: "east", to: "west", nth: 1 },
  { kind: "deliver", from: "driver", to: "west", nth: 1 },
  { kind: "deliver", from: "east", to: "driver", nth: 1 },
  { kind: "deliver", from: "west", to: "driver", nth: 1 },
];

/** Driver asks a second time, and east grants before it has its piece. That makes driver work again: one of two is sent. */
const fromTheDriverItself: Schedule = [
  ...fromAfterTheSnapshot.slice(0, 9),
  { kind: "deliver", from: "east", to: "driver", nth: 2 },
  { kind: "timer", machine: "driver", timer: workTimer },
  { kind: "deliver", from: "driver", to: "west", nth: 2 },
  { kind: "deliver", from: "driver", to: "west", nth: 1 },
  { kind: "deliver", from: "east", to: "driver", nth: 1 },
  { kind: "deliver", from: "west", to: "driver", nth: 1 },
];

/** East asks three times while the driver has a piece left. West gets that one before it hears of anything. */
const lastRequestFirst: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  ...Array.from({ length: 3 }, () => ({ kind: "timer", machine: "driver", timer: workTimer }) as const),
  ...Array.from({ length: 3 }, () => ({ kind: "deliver", from: "driver", to: "east", nth: 0 }) as const),
  { kind: "deliver", from: "east", to: "driver", nth: 2 },
  { kind: "deliver", from: "east", to: "driver", nth: 0 },
  { kind: "timer", machine: "driver", timer: workTimer },
  { kind: "deliver", from: "driver", to: "west", nth: 0 },
];

const threeAndOne = task({ to: "east" }, { to: "east" }, { to: "east" }, { to: "west" });

const backTwice = task({
  to: "east",
  task: task({
    to: "driver",
    task: task({ to: "east", task: task({ to: "driver", task: task({ to: "west" }, { to: "west" }) }) }),
  }),
});

const backAndThenTwo = task({
  to: "east",
  task: task({ to: "driver", task: task({ to: "east", task: task({ to: "west" }, { to: "west" }) }) }),
});

/** The root, and whom it gives a piece first and second. The root has the smallest name, the largest, or neither. */
const rolesByName = [
  ["driver", "east", "west"],
  ["west", "east", "driver"],
  ["7", "10", "9"],
] as const;

/** The first is done at once, and the second comes back. */
function pieceAndPiece(root: MachineId): Task {
  return task({ to: "east" }, { to: "east", task: task({ to: root }) });
}

/** Pieces for east, each done on arrival. */
function pieces(count: number): Task {
  return task(...Array.from({ length: count }, () => ({ to: "east" })));
}

/** A piece that is handed from one to the next. */
function handedAlong(...machines: readonly MachineId[]): Task {
  return machines.reduceRight((below: Task, to) => task({ to, task: below }), task());
}

/** A piece that is handed from the driver to east, to west, and to the driver again. */
function goesRound(times: number): Task {
  return handedAlong(...Array.from({ length: times }, (_, place) => ["east", "west", "driver"][place % 3] ?? "driver"));
}

function fourteenPieces(seed: number): Task {
  return randomTask(createRandom(seed), { machines: fourNames, pieces: 14 });
}

function two(work: Work, load: Task): System {
  return systemOf(work, ["driver", "east"], { load });
}

function three(work: Work, load: Task, channels: "any-order" | "fifo" = "any-order"): System {
  return systemOf(work, ["driver", "east", "west"], { load, channels });
}

function four(work: Work, load: Task): System {
  return systemOf(work, fourNames, { load });
}

/** The first machine is the root. */
function systemOf(
  { huangSnapshot }: Work,
  names: readonly [MachineId, ...MachineId[]],
  { load, channels = "any-order" }: { readonly load: Task; readonly channels?: "any-order" | "fifo" },
): System {
  const machines = Object.fromEntries(names.map((name) => [name, huangSnapshot]));
  return defineSystem({ machines, channels, inputs: [at(names[0], { type: "begin", task: load })] });
}
