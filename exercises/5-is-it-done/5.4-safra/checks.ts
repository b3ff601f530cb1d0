import {
  at,
  type Choice,
  createRandom,
  defineSystem,
  type MachineId,
  type Schedule,
  type System,
} from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import { judgeLastPiece } from "@millrace/termination/long-run.laws.ts";
import {
  isSaidWhenTheTokenIsBack,
  isSaidWithinThreeRounds,
  onlyThePassiveOnesPass,
  safraLaws,
  safrasInvariant,
  tokenGoesRound,
} from "@millrace/termination/safra.laws.ts";
import { randomTask } from "@millrace/termination/tasks-to-try.ts";
import {
  handsOutItsTasks,
  isNeverTooEarly,
  isSaidInTheEnd,
  onlyTheRootSaysSo,
  terminationLaws,
} from "@millrace/termination/termination.laws.ts";
import { type Task, task, workTimer } from "@millrace/termination/workload.ts";

type Work = typeof import("./safra.ts");

export default defineExercise<Work>({
  id: "5.4",
  title: "Safra",
  minutes: 30,
  source: "beyond the book; its relatives: K&S ch. 7",
  work: "safra.ts",
  checks: [
    check("everybody is passive, and a piece is on its way: not done", ({ work, follow }) =>
      follow(system(work, two, task({ to: "east" })), tokenOvertakesWork, safety),
    ),
    // The balances add up to 0, as the driver received what east sent after the token had read it; then west did, and has
    // handed out a piece since then.
    check("the sum is 0, and the token was deceived behind its back: not done", ({ work, follow }) => {
      follow(system(work, two, twoBack), wakesUpBehindTheToken, safety);
      follow(system(work, three, twoAheadAndOneBack), handsOutAfterwards, safety);
    }),
    // A job with nothing in it; one piece, which leaves the driver's own balance at 1; two that look the same; a driver
    // that gets work itself, and works on.
    check("two machines, every order: never too early, and in the end", ({ work, explore }) => {
      for (const load of [task(), task({ to: "east" }), task({ to: "east" }, { to: "east" }), twoBack, backAndForth])
        explore(system(work, two, load), terminationLaws, limits);
    }),
    // Three machines: with two, the token visits one besides the root, and what it hears there the root sees for itself. The
    // ring is told from another machine on, too: the root need not be the first.
    check("three machines, every order: never too early, and in the end", ({ work, explore }) => {
      explore(system(work, ["east", "west", "driver"], behindAndAhead), terminationLaws, limits);
      explore(system(work, three, bothTurnBlack), terminationLaws, limits);
      explore(system(work, ["west", "driver", "east"], behindAndToTheRoot), terminationLaws, limits);
    }),
    // Four: the one that gives it away is not the last that the token visits.
    check("four machines, every order: never too early, and in the end", ({ work, explore }) =>
      explore(system(work, four, behindAndAhead), terminationLaws, limits),
    ),
    // Another root, in the middle of the ring; the machines are listed in another order, and a name is no number.
    check("the token goes along the ring, machine by machine, wherever the root is", ({ work, explore }) => {
      explore(system(work, three, behindAndAhead), [tokenGoesRound(three), ...inTheEnd], limits);
      const ring = ["root", "9", "driver", "10"];
      const load = task({ to: "driver" }, { to: "root", task: task({ to: "10" }) });
      explore(system(work, ring, load, "9"), [tokenGoesRound(ring), onlyTheRootSaysSo, ...inTheEnd], limits);
    }),
    check("whoever passes the token is passive", ({ work, explore }) =>
      explore(system(work, two, backAndForth), [onlyThePassiveOnesPass, ...inTheEnd], limits),
    ),
    check("terminated is said when the token is back", ({ work, explore }) => {
      explore(system(work, two, task()), [isSaidWhenTheTokenIsBack, ...inTheEnd], limits);
      explore(system(work, three, task({ to: "west" })), [isSaidWhenTheTokenIsBack, ...inTheEnd], limits);
    }),
    check("once all is over, the token makes fewer than three hops for each machine", ({ work, explore }) => {
      explore(system(work, two, backAndForth), [isSaidWithinThreeRounds, ...inTheEnd], limits);
      explore(system(work, three, behindAndAhead), [isSaidWithinThreeRounds, ...inTheEnd], limits);
    }),
    check("what is behind the token is passive and counted, or is given away", ({ work, explore }) => {
      explore(system(work, two, backAndForth), [safrasInvariant, ...inTheEnd], limits);
      explore(system(work, three, behindAndToTheRoot), [safrasInvariant, ...inTheEnd], limits);
    }),
    // Whoever loses count, or goes round for a while and then takes it for granted, does so here.
    // Before that, whoever does not count at all says so in few steps.
    check("a slow piece is waited for, however often the token goes round", ({ work, follow, cases }) => {
      for (const count of [2, 40]) follow(system(work, two, pieces(count)), roundAndRound(count), safety);
      cases(
        [pieces(threeHundred)],
        (load) => judgeLastPiece(work.safra(two), { names: ["driver", "east"], load }),
        () => "the driver has three hundred pieces for east",
      );
    }),
    // By choices instead of delays: the token is seldom so slow, and work so fast, that anything happens behind its back.
    check("twenty pieces of work on six machines", ({ work, sample }) => {
      for (const seed of [1, 2])
        sample(system(work, six, twentyPieces(seed)), [...terminationLaws, ...safraLaws(six)], {
          runs: 2,
          steps: 300,
          strategy: "walk",
          shrinks: false,
        });
    }),
  ],
});

/** In the pinned runs. That it is said in the end is for the searches to show. */
const safety = [handsOutItsTasks, isNeverTooEarly, onlyTheRootSaysSo];

/** With these, no law holds because nothing happens. */
const inTheEnd = [handsOutItsTasks, isSaidInTheEnd];

/**
 * A right answer needs a few hundred states, and is searched to its end. The depth is for one that numbers its rounds: there
 * is no end to them while a piece is on its way. From anywhere, a fair run to the end takes less than a hundred steps.
 */
const limits = { states: 20_000, depth: 22, drainSteps: 150 };

const six = ["driver", "east", "west", "north", "south", "centre"];
const [two, three, four] = [six.slice(0, 2), six.slice(0, 3), six.slice(0, 4)];

const twoBack = task({ to: "east", task: task({ to: "driver" }, { to: "driver" }) });

const backAndForth = task({ to: "east", task: task({ to: "driver", task: task({ to: "east" }, { to: "east" }) }) });

/** West wakes east up when the token has passed it, and hears from it before the token comes. */
const behindAndAhead = task({ to: "west", task: task({ to: "east", task: task({ to: "west" }, { to: "west" }) }) });

/** East has had a piece before the token comes, too. */
const bothTurnBlack = task({ to: "east" }, ...behindAndAhead.spawns);

const behindAndToTheRoot = task({
  to: "west",
  task: task({ to: "east", task: task({ to: "west" }, { to: "driver" }) }),
});

const twoAheadAndOneBack = task({
  to: "east",
  task: task({ to: "west" }, { to: "west", task: task({ to: "east" }) }),
});

const tokenOvertakesWork: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  worksOn("driver"),
  arrives("driver", "east", 1),
  arrives("east", "driver"),
];

/** The token reads east; then east gets its piece and hands out two, one of which arrives before the token is back. */
const wakesUpBehindTheToken: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  worksOn("driver"),
  arrives("driver", "east", 1),
  arrives("driver", "east"),
  worksOn("east"),
  arrives("east", "driver", 1),
  arrives("east", "driver"),
];

/** More than a byte can count. */
const threeHundred = 300;

/** The same, but west gets both: one is done on arrival, and for the other it hands out a piece before the token comes. */
const handsOutAfterwards: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  worksOn("driver"),
  arrives("driver", "east", 1),
  arrives("driver", "east"),
  worksOn("east"),
  worksOn("east"),
  arrives("east", "west", 1),
  arrives("east", "west", 1),
  worksOn("west"),
  arrives("east", "west"),
  arrives("west", "driver"),
];

/** Pieces for east, each done on arrival. */
function pieces(count: number): Task {
  return task(...Array.from({ length: count }, () => ({ to: "east" })));
}

/** The last of so many pieces stays away for as many rounds. */
function roundAndRound(count: number): Schedule {
  return [
    { kind: "input", machine: "driver", input: 0 },
    ...Array.from({ length: count }, () => worksOn("driver")),
    ...Array.from({ length: count - 1 }, () => arrives("driver", "east")),
    ...Array.from({ length: count }, () => [arrives("driver", "east", 1), arrives("east", "driver")]).flat(),
  ];
}

function twentyPieces(seed: number): Task {
  return randomTask(createRandom(seed), { machines: six, pieces: 20 });
}

function worksOn(machine: MachineId): Choice {
  return { kind: "timer", machine, timer: workTimer };
}

function arrives(from: MachineId, to: MachineId, nth = 0): Choice {
  return { kind: "deliver", from, to, nth };
}

/** The machines of a ring, listed by name. Untimed, as nobody knows how long a piece takes. */
function system({ safra }: Work, ring: readonly MachineId[], load: Task, root: MachineId = "driver"): System {
  const machines = Object.fromEntries(ring.toSorted().map((name) => [name, safra(ring)]));
  const inputs = [at(root, { type: "begin", task: load })];
  return defineSystem({ machines, channels: "any-order", inputs, timers: "untimed" });
}
