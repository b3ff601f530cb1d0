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
import { randomTask } from "@millrace/termination/tasks-to-try.ts";
import {
  handsOutItsTasks,
  isNeverTooEarly,
  isSaidInTheEnd,
  onlyTheRootSaysSo,
  terminationLaws,
} from "@millrace/termination/termination.laws.ts";
import {
  acknowledgesWork,
  allWorkIsAcknowledged,
  isSaidWhenAllTokensAreIn,
  isSaidWithinTwoMoreWaves,
  onlyThoseAtRestPass,
  tokensAndRepeats,
  toporLaws,
  wavesGoUpAndDown,
} from "@millrace/termination/topor.laws.ts";
import type { Tree } from "@millrace/termination/tree.ts";
import { type Task, task, workTimer } from "@millrace/termination/workload.ts";

type Work = typeof import("./topor.ts");

export default defineExercise<Work>({
  id: "8.8",
  title: "Topor",
  minutes: 25,
  source: "K&S ch. 7",
  work: "topor.ts",
  checks: [
    check("a piece is slower than two waves: not done", ({ work, follow }) =>
      follow(system(work, pair, task({ to: "east" })), slowerThanTwoWaves, safety),
    ),
    check("west wakes east up when east has given its token: not done", ({ work, follow }) =>
      follow(system(work, star, aside), wakesUpAfterItsToken, safety),
    ),
    // Pinned, as it takes four machines side by side.
    check("east and west have both given work to north: two blacks, not done", ({ work, follow }) =>
      follow(system(work, wide, fromTwoSides), twoBlackTokens, safety),
    ),
    // A job with nothing in it, with nobody else there and with somebody; one piece; two that look the same; a root that
    // gets work itself, and works on.
    check("two machines, every order: never too early, and in the end", ({ work, explore }) => {
      explore(system(work, {}, task()), terminationLaws, limits);
      for (const load of [task(), task({ to: "east" }), task({ to: "east" }, { to: "east" }), backAndForth])
        explore(system(work, pair, load), terminationLaws, limits);
    }),
    // Three: with two, work goes to the root or comes from it, and the root sees its own colour. Side by side, and one below
    // the other.
    check("three machines, every order: never too early, and in the end", ({ work, explore }) => {
      explore(system(work, star, asideTwice), terminationLaws, limits);
      explore(system(work, tall, aside), terminationLaws, limits);
    }),
    // Four: a machine that is neither root nor leaf has one token to hand on, or two to add up, and the second may be white.
    // The root may have three children.
    check("four machines, every order: never too early, and in the end", ({ work, explore }) => {
      explore(system(work, wide, handedAlong("north", "driver")), terminationLaws, limits);
      explore(system(work, lopsided, handedAlong("west", "north", "driver")), terminationLaws, limits);
      explore(system(work, fork, handedAlong("west", "north", "driver")), terminationLaws, limits);
      explore(system(work, fork, handedAlong("north", "west", "driver")), terminationLaws, limits);
    }),
    // Names that look like numbers, and a driver that is not the root: a tree is no list, and a name no place in it.
    check("tokens go up the tree and repeats go down, one for each machine in each wave", ({ work, explore }) => {
      explore(
        system(work, fork, handedAlong("west", "north", "driver")),
        [wavesGoUpAndDown(fork), ...inTheEnd],
        limits,
      );
      const load = task({ to: "10" }, { to: "driver", task: task({ to: "10" }) });
      explore(system(work, odd, load), [wavesGoUpAndDown(odd), onlyTheRootSaysSo, ...inTheEnd], limits);
    }),
    check("whoever gives its token is passive, and the work that it has sent has arrived", ({ work, explore }) => {
      explore(system(work, pair, backAndForth), [onlyThoseAtRestPass(pair), ...inTheEnd], limits);
      explore(system(work, tall, aside), [onlyThoseAtRestPass(tall), ...inTheEnd], limits);
    }),
    // In the second world, work does not come from above.
    check("each work message is acknowledged once, to its sender", ({ work, explore }) => {
      const laws = [acknowledgesWork, allWorkIsAcknowledged, ...inTheEnd];
      explore(system(work, pair, backAndForth), laws, limits);
      explore(system(work, tall, handedAlong("east", "west")), laws, limits);
    }),
    check("w waves on n machines take (2w − 1)(n − 1) tokens and repeats", ({ work, explore }) => {
      for (const tree of [star, tall]) {
        const laws = [isSaidWhenAllTokensAreIn(tree), tokensAndRepeats, ...inTheEnd];
        explore(system(work, tree, aside), laws, limits);
      }
    }),
    check("once all is over, at most two more waves begin", ({ work, explore }) => {
      explore(system(work, pair, backAndForth), [isSaidWithinTwoMoreWaves(pair), ...inTheEnd], limits);
      explore(system(work, star, aside), [isSaidWithinTwoMoreWaves(star), ...inTheEnd], limits);
    }),
    // Whoever loses count, or patience, does so here. Whoever does not count at all says so in few steps.
    check("three hundred pieces on their way at once, and a hundred waves: not done", ({ work, follow, cases }) => {
      follow(system(work, pair, pieces(2)), allButOne(2), safety);
      follow(system(work, star, onAndOn(fewWaves)), waveAfterWave, safety);
      cases(
        [
          { what: "the driver has three hundred pieces for east", tree: pair, load: pieces(300) },
          { what: "a piece is handed on a hundred and fifty times", tree: star, load: onAndOn(150) },
        ],
        ({ tree, load }) => judgeLastPiece(work.topor(tree), { names: ["driver", ...Object.keys(tree)], load }),
        ({ what }) => what,
      );
    }),
    // By choices instead of delays: tokens are seldom so slow, and work so fast, that anything happens after a token.
    check("twenty pieces of work on six machines", ({ work, sample }) => {
      for (const seed of [1, 2, 3])
        sample(system(work, six, twentyPieces(seed)), [...terminationLaws, ...toporLaws(six)], {
          runs: 1,
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

/** A right answer needs a few hundred states; one that sends waves for ever should hear so soon. */
const limits = { states: 20_000, depth: 60, drainSteps: 150 };

/** North gives its token first, then gets a piece from each side. */
const twoBlackTokens: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  worksOn("driver"),
  worksOn("driver"),
  arrives("east", "driver"),
  arrives("west", "driver"),
  arrives("north", "driver"),
  arrives("driver", "east"),
  arrives("east", "driver"),
  arrives("driver", "west"),
  arrives("west", "driver"),
  arrives("driver", "north"),
  arrives("north", "driver"),
  ...["east", "west"].flatMap((leaf) => [
    arrives("driver", leaf),
    worksOn(leaf),
    arrives(leaf, "north"),
    arrives("north", leaf),
    arrives(leaf, "driver"),
  ]),
];

const fewWaves = 22;

const pair: Tree = { east: "driver" };
const star: Tree = { east: "driver", west: "driver" };
const tall: Tree = { east: "west", west: "driver" };
const fork: Tree = { east: "driver", west: "east", north: "east" };
const lopsided: Tree = { east: "driver", west: "east", north: "driver" };
const wide: Tree = { east: "driver", west: "driver", north: "driver" };
const odd: Tree = { "10": "root", root: "9", driver: "9" };
const six: Tree = { east: "driver", west: "driver", north: "east", south: "east", centre: "south" };

const backAndForth = task({ to: "east", task: task({ to: "driver", task: task({ to: "east" }, { to: "east" }) }) });

/** West has work for east, which has some for the driver. */
const aside = task({ to: "west", task: task({ to: "east", task: task({ to: "driver" }) }) });

const asideTwice = task({ to: "west", task: task({ to: "east", task: task({ to: "driver" }) }, { to: "driver" }) });

const fromTwoSides = task(
  { to: "east", task: task({ to: "north" }) },
  { to: "west", task: handedAlong("north", "driver") },
);

/** A piece that is handed from one to the next. */
function handedAlong(...machines: readonly MachineId[]): Task {
  return machines.reduceRight((below: Task, to) => task({ to, task: below }), task());
}

/** The token of east overtakes the work; then the driver's repeat does, and then another token. */
const slowerThanTwoWaves: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  worksOn("driver"),
  arrives("east", "driver"),
  arrives("driver", "east", 1),
  arrives("east", "driver"),
];

/** The first wave is over while west is at work. In the second, east gives its token; then west gives it work. */
const wakesUpAfterItsToken: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  worksOn("driver"),
  arrives("driver", "west"),
  arrives("east", "driver"),
  arrives("west", "driver"),
  arrives("west", "driver"),
  arrives("driver", "east"),
  arrives("driver", "west"),
  arrives("east", "driver"),
  worksOn("west"),
  arrives("west", "east"),
  arrives("east", "west"),
  arrives("west", "driver"),
];

/** Every piece but the last arrives and is acknowledged; then two waves pass, if they can. */
function allButOne(count: number): Schedule {
  return [
    { kind: "input", machine: "driver", input: 0 },
    ...Array.from({ length: count }, () => worksOn("driver")),
    ...Array.from({ length: count - 1 }, () => [arrives("driver", "east"), arrives("east", "driver", 1)]).flat(),
    arrives("east", "driver"),
    arrives("driver", "east", 1),
    arrives("east", "driver"),
  ];
}

/** Pieces for east, each done on arrival. */
function pieces(count: number): Task {
  return task(...Array.from({ length: count }, () => ({ to: "east" })));
}

/** A piece that east and west hand to each other. */
function onAndOn(times: number): Task {
  return handedAlong(...Array.from({ length: times }, (_, place) => (place % 2 === 0 ? "east" : "west")));
}

/** In each wave, one gives its token, and then the other gives it work. */
const waveAfterWave: Schedule = [
  { kind: "input", machine: "driver", input: 0 },
  worksOn("driver"),
  arrives("driver", "east"),
  arrives("east", "driver", 1),
  arrives("east", "driver"),
  arrives("west", "driver"),
  ...Array.from({ length: fewWaves - 1 }, (_, wave) =>
    wave % 2 === 0 ? wakesUp("west", "east") : wakesUp("east", "west"),
  ).flat(),
];

function wakesUp(passive: MachineId, active: MachineId): Schedule {
  return [
    arrives("driver", passive),
    arrives(passive, "driver"),
    arrives("driver", active),
    worksOn(active),
    arrives(active, passive),
    arrives(passive, active),
    arrives(active, "driver"),
  ];
}

function twentyPieces(seed: number): Task {
  return randomTask(createRandom(seed), { machines: ["driver", ...Object.keys(six)], pieces: 20 });
}

function worksOn(machine: MachineId): Choice {
  return { kind: "timer", machine, timer: workTimer };
}

function arrives(from: MachineId, to: MachineId, nth = 0): Choice {
  return { kind: "deliver", from, to, nth };
}

/** The machines of a tree, the root first. Untimed, as nobody knows how long a piece takes. */
function system({ topor }: Work, tree: Tree, load: Task): System {
  const root = Object.values(tree).find((machine) => tree[machine] === undefined) ?? "driver";
  const machines = Object.fromEntries([root, ...Object.keys(tree)].map((name) => [name, topor(tree)]));
  const inputs = [at(root, { type: "begin", task: load })];
  return defineSystem({ machines, channels: "any-order", inputs, timers: "untimed" });
}
