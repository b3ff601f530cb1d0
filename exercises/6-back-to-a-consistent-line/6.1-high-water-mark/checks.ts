import { type Faults, type MonitorLaw, type Schedule, type System, createRandom } from "@millrace/core";
import { type Lab, check, defineExercise } from "@millrace/grader";
import {
  endsComplete,
  incrementalLaws,
  marksTheNewest,
  neverGoesBack,
  onceEach,
  readsTheWindow,
  restsAfter,
} from "@millrace/recovery/high-water-mark.laws.ts";
import { type Order, order, randomCommits, shopOf } from "@millrace/recovery/high-water-mark.shop.ts";

type Work = typeof import("./high-water-mark.ts");

export default defineExercise<Work>({
  id: "6.1",
  title: "High-water mark",
  minutes: 20,
  source: "beyond the book: incremental models of dbt; checkpoints: K&S ch. 13",
  work: "high-water-mark.ts",
  checks: [
    // Three orders on pages of two: the plainest run in which a time stamp is split.
    check("three orders of one time stamp on pages of two are all loaded", ({ work, follow }) =>
      follow(shop(work, { commits: [oneTimeStamp(3)], lookbackMs: 0 }), commitFirst, rowLaws(0)),
    ),
    // Five of them, as a page may begin and end in one time stamp; and one whose id is below that of the mark. Time begins
    // with 0, and 0 is an id.
    check("orders of one time stamp, in every order of commits and runs", (lab) => {
      everyOrder(lab, { commits: [oneTimeStamp(5)], lookbackMs: 0 });
      everyOrder(lab, {
        commits: [
          [order(2, 0), order(4, 0)],
          [order(3, 0), order(0, 0)],
        ],
        lookbackMs: 0,
      });
    }),
    // Late by as much as it may be, and by less. A change of an order may be late, too. Three commits, so that a run may be
    // asked for while the one that was asked for meanwhile is under way.
    check("a late order is loaded, up to the last millisecond", (lab) => {
      everyOrder(lab, { commits: [[order(1, 50)], [order(3, 70)], [order(2, 50)]], lookbackMs: 20 });
      everyOrder(lab, {
        commits: [
          [order(1, 50), order(2, 70)],
          [order(3, 60), order(1, 55)],
        ],
        lookbackMs: 20,
      });
    }),
    // The window is read again, and so is whatever is in it. An order may change within the window and beyond it.
    check("an order that comes again has one row, with what it says now", ({ work, explore }) => {
      const laws = [...rowLaws(20), neverGoesBack];
      for (const commits of [
        [[order(1, 50)], [order(2, 60)]],
        [[order(1, 50, 10)], [order(1, 60, 20)]],
        [[order(1, 50, 10)], [order(1, 90, 20)]],
      ])
        explore(shop(work, { commits, lookbackMs: 20 }), laws, limits);
    }),
    // The run is at its second page when a late order lands on its first, and with it a new one comes.
    check("what is committed while a run is under way is not left out", (lab) => {
      everyOrder(lab, {
        commits: [
          [order(1, 10), order(2, 20), order(3, 30)],
          [order(4, 10), order(5, 90)],
        ],
        lookbackMs: 20,
      });
    }),
    // A page whose orders are further apart than the window is wide: the window makes up for no mark that is ahead of them. It
    // ends between two orders of one time stamp. A late order, which the run after the crash must find. And two crashes, the
    // second once before anything has happened since the first.
    check("a crash at any moment loses nothing and doubles nothing", (lab) => {
      const { work, follow } = lab;
      const farApart = [order(1, 50), order(2, 90), order(3, 90)];
      everyOrder(lab, { commits: [farApart], lookbackMs: 20, faults: { crashes: 1 } });
      everyOrder(lab, { commits: [[order(1, 50)], [order(2, 40)]], lookbackMs: 20, faults: { crashes: 1 } });
      for (const schedule of twoCrashes)
        follow(shop(work, { commits: [farApart], lookbackMs: 20, faults: { crashes: 2 } }), schedule, rowLaws(20));
    }),
    // With a window, pages lie before the mark; with one time stamp, the id decides.
    check("the mark is that of the newest order, at every moment", ({ work, explore }) => {
      const laws = [marksTheNewest, neverGoesBack];
      const window = [[order(1, 10), order(2, 20), order(3, 30)], [order(4, 20)]];
      explore(shop(work, { commits: window, lookbackMs: 20 }), laws, limits);
      explore(shop(work, { commits: [oneTimeStamp(3), [order(0, 50)]], lookbackMs: 0 }), laws, limits);
    }),
    // A mark at 0 is a mark. With a crash, as a mark that is kept in memory is forgotten.
    check("no page begins further back than an order may be late", ({ work, explore }) => {
      const commits = [[order(1, 0)], [order(2, 30), order(3, 50)]];
      const laws = [readsTheWindow({ lookbackMs: 20 })];
      explore(shop(work, { commits, lookbackMs: 20, faults: { crashes: 1 } }), laws, limits);
    }),
    // Three orders, of which the first page ends with the id 0: for two runs of these thirty calls are plenty. Then twenty
    // pages, and a second run whose window has some of them. Two pages before them, and eleven in one run: what is wrong
    // there is seen in a shorter one. Last, fifty-one pages, and more than a hundred orders.
    check("forty orders at once, and a late one, and then it rests", ({ work, follow }) => {
      const few = [[order(1, 50), order(0, 60), order(2, 65)]];
      follow(shop(work, { commits: few, lookbackMs: 20 }), commitFirst, [...rowLaws(20), restsAfter(50)]);
      const long = [[inThrees(40), [order(40, 15)]], commitFirst] as const;
      for (const [commits, schedule] of [[[inThrees(4)], commitFirst], [[inThrees(22)], restFirst], long] as const)
        follow(shop(work, { commits, lookbackMs: 10 }), schedule, incrementalLaws({ lookbackMs: 10 }));
      follow(shop(work, { commits: [inThrees(102)], lookbackMs: 10 }), commitFirst, [endsComplete({ lookbackMs: 10 })]);
    }),
    // Before them, from 9 to 10 and a change, in order: texts know another one.
    check("ten commits, with crashes", ({ work, follow, sample }) => {
      const tenth = [[order(9, 9), order(10, 10), order(2, 10)], [order(9, 10)]];
      follow(shop(work, { commits: tenth, lookbackMs: 5 }), commitFirst, incrementalLaws({ lookbackMs: 5 }));
      for (const [seed, lookbackMs] of [
        [1, 0],
        [2, 5],
        [3, 5],
      ] as const) {
        const commits = randomCommits(createRandom(seed), { commits: 10, lookbackMs });
        const system = shop(work, { commits, lookbackMs, faults: { crashes: 3, clockSkewMs: 1_000 } });
        sample(system, incrementalLaws({ lookbackMs }), { runs: 2, steps: 400 });
      }
    }),
  ],
});

interface World {
  readonly commits: readonly (readonly Order[])[];
  readonly lookbackMs: number;
  readonly faults?: Faults;
}

/** A right answer needs a few thousand states; one that goes round for ever should hear so soon. */
const limits = { states: 30_000 };

/** The shop is done before the loader has asked for anything. */
const commitFirst: Schedule = [
  { kind: "input", machine: "shop", input: 0 },
  { kind: "deliver", from: "shop", to: "port:source", nth: 0 },
];

/** And has asked for a run: after a crash nobody asks again. */
const askedFirst: Schedule = [
  ...commitFirst,
  { kind: "deliver", from: "port:source", to: "shop", nth: 0 },
  { kind: "deliver", from: "shop", to: "loader", nth: 0 },
];

/** A call of each database and its reply. */
const calls: Schedule = ["port:warehouse", "port:source"].flatMap((port) => [
  { kind: "deliver", from: "loader", to: port, nth: 0 },
  { kind: "deliver", from: port, to: "loader", nth: 0 },
]);

/** The loader has found nothing when the shop commits. */
const restFirst: Schedule = [...calls, ...commitFirst];

/** The loader crashes after so many of its calls or replies, and again after so many more. */
const twoCrashes: readonly Schedule[] = [2, 4, 5].flatMap((first) =>
  [0, 3, 4, 6].map((second): Schedule => [...askedFirst, ...crashAfter(first), ...crashAfter(second)]),
);

function crashAfter(steps: number): Schedule {
  return [
    ...[...calls, ...calls].slice(0, steps),
    { kind: "crash", machine: "loader" },
    { kind: "restart", machine: "loader" },
  ];
}

/** Orders 1, 2, 3 … */
function oneTimeStamp(count: number): Order[] {
  return Array.from({ length: count }, (_, place) => order(place + 1, 50));
}

/** Three of each time stamp. */
function inThrees(length: number): Order[] {
  return Array.from({ length }, (_, id) => order(id, 10 + Math.floor(id / 3)));
}

function everyOrder({ work, explore }: Pick<Lab<Work>, "work" | "explore">, world: World): void {
  explore(shop(work, world), rowLaws(world.lookbackMs), limits);
}

/** What the rows keep; the mark and the cost have checks of their own. */
function rowLaws(lookbackMs: number): MonitorLaw[] {
  return [onceEach, endsComplete({ lookbackMs })];
}

function shop({ incrementalLoader }: Work, { commits, lookbackMs, faults = {} }: World): System {
  return shopOf(incrementalLoader({ lookbackMs }), { commits, faults });
}
