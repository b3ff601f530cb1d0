import { type Law, type System, at, createRandom, defineSystem } from "@millrace/core";
import { type BatchPolicy, type Route, loader } from "@millrace/dataflow/batches.ts";
import {
  batchesFit,
  judgeChoice,
  judgeMs,
  leavesInTime,
  leavesNoSooner,
  loadsEverything,
  loadsInOrder,
  takesAllThatWaits,
  trueLongestWaitMs,
  trueMsPerRow,
} from "@millrace/dataflow/granularity.laws.ts";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./granularity.ts");

export default defineExercise<Work>({
  id: "0.3",
  title: "Granularity",
  minutes: 15,
  source: "K&S ch. 1; batches by size or age are beyond the book",
  work: "granularity.ts",
  checks: [
    check("a row pays its share of the message", ({ work, cases }) =>
      cases(
        pairs(
          [1, 2, 10, 1_000],
          routes.filter(({ lossRate }) => lossRate === 0),
        ),
        ({ rows, route }) => judgeMs(work.msPerRow(rows, route), trueMsPerRow(rows, route)),
        (item) => `${describePrice(item)}, for each row`,
      ),
    ),
    check("a row pays its share of every time that its batch is sent", ({ work, cases }) =>
      cases(
        pairs(
          [1, 2, 10, 100],
          routes.filter(({ lossRate }) => lossRate > 0),
        ),
        ({ rows, route }) => judgeMs(work.msPerRow(rows, route), trueMsPerRow(rows, route)),
        (item) => `${describePrice(item)}, for each row`,
      ),
    ),
    check("the first row waits for the last one, and for the batch to be sent", ({ work, cases }) =>
      cases(
        pairs([1, 2, 10, 1_000], routes),
        ({ rows, route }) => judgeMs(work.longestWaitMs(rows, route), trueLongestWaitMs(rows, route)),
        ({ rows, route }) => `${describeRows(rows)}, ${describeTimes(route)}, the longest wait`,
      ),
    ),
    // Coarse, fine, and between: what limits a batch is the latency on some routes, what is lost on others, and both nearly.
    check("no other batch is cheaper and in time", ({ work, cases }) =>
      cases(
        everyRoute(),
        (route) => judgeChoice(work.chooseBatchRows(route), route),
        (route) => `the best batch, ${describeRoute(route)}`,
      ),
    ),
    // Short waits, here and below: who looks at the clock every millisecond has more states to explore.
    check("a batch leaves as soon as it is full, and takes all that waits", ({ work, explore }) => {
      for (const rowsMax of [1, 2, 3]) {
        const policy = { to: "loader", rowsMax, waitMaxMs: 4 };
        explore(
          untimed(work, policy, ["a", "b", "c", "d", "e"]),
          [batchesFit(policy), takesAllThatWaits(policy)],
          limits,
        );
      }
      // Two that could load: the policy says which.
      for (const to of ["archive", "loader"]) {
        const policy = { to, rowsMax: 2, waitMaxMs: 4 };
        explore(withArchive(work, policy), [batchesFit(policy)], limits);
      }
    }),
    // Every order of rows and timers: five rows make more than one batch of each kind, and a last one that nobody fills.
    check("every row is loaded, once, and in the order in which it came", ({ work, explore }) => {
      for (const rowsMax of [1, 2, 3, 10])
        explore(untimed(work, { to: "loader", rowsMax, waitMaxMs: 4 }, ["a", "b", "c", "d", "e"]), delivery, limits);
      for (const rows of [
        [7, 7, 7],
        [0, null, "", " a ", false],
        [[1, [2]], [], {}, { rows: [1] }],
      ])
        explore(untimed(work, { to: "loader", rowsMax: 2, waitMaxMs: 4 }, rows), delivery, limits);
    }),
    check("no row waits longer than it may", ({ work, sample }) => {
      for (const cameMs of timetables) sample(timed(work, three, cameMs), [leavesInTime(three), loadsEverything], once);
    }),
    check("a batch with room leaves only when its first row has waited long enough", ({ work, sample }) => {
      for (const cameMs of timetables) {
        for (const policy of [three, two])
          sample(timed(work, policy, cameMs), [leavesNoSooner(policy), loadsEverything], once);
      }
    }),
    check("a hundred rows, many at once and then none for a while", ({ work, sample }) => {
      for (const policy of [
        { ...three, rowsMax: 8 },
        { ...three, waitMaxMs: 0 },
        { to: "loader", rowsMax: 1, waitMaxMs: 50 },
      ])
        sample(
          timed(work, policy, uneven(100)),
          [...delivery, batchesFit(policy), takesAllThatWaits(policy), leavesInTime(policy), leavesNoSooner(policy)],
          { ...once, steps: 3_000 },
        );
      // And a batch that has room for many: the first is full, the second leaves when its time is up.
      const coarse = { to: "loader", rowsMax: 130, waitMaxMs: 250 };
      const everyMs = Array.from({ length: 200 }, (_, place) => place + 1);
      sample(
        timed(work, coarse, everyMs),
        [...delivery, batchesFit(coarse), takesAllThatWaits(coarse), leavesInTime(coarse), leavesNoSooner(coarse)],
        { ...once, steps: 3_000 },
      );
    }),
  ],
});

const delivery: readonly Law[] = [loadsInOrder, loadsEverything];

/** Right answers need some dozens of states, and no more than eleven events; but some look at the clock without end. */
const limits = { states: 10_000, depth: 16 };

/** Laws that read clocks need a run as it was, and to its end: who looks at the clock every millisecond takes many steps. */
const once = { runs: 1, steps: 600, shrinks: false };

const three: BatchPolicy = { to: "loader", rowsMax: 3, waitMaxMs: 100 };
const two: BatchPolicy = { to: "loader", rowsMax: 2, waitMaxMs: 100 };

/**
 * When rows come, in milliseconds. One alone; two of one batch (whose time is up when the first one's is); a batch that is
 * full, and a row behind it (whose time begins when it comes); one after a pause; one between two timers.
 */
const timetables: readonly (readonly number[])[] = [
  [30],
  [10, 70],
  [10, 60, 70, 90],
  [10, 60, 90],
  [10, 400],
  [10, 70, 130],
  [10, 20, 30, 40, 50, 60, 70],
];

const mumbai: Route = { messageMs: 200, rowMs: 0.05, lossRate: 0, everyMs: 2, latencyMaxMs: 10_000 };

const routes: readonly Route[] = [
  mumbai,
  { messageMs: 0.5, rowMs: 2, lossRate: 0, everyMs: 5, latencyMaxMs: 1_000 },
  { messageMs: 0, rowMs: 1, lossRate: 0, everyMs: 1, latencyMaxMs: 100 },
  // So many that a batch of ten thousand is too small.
  { messageMs: 200, rowMs: 0.0625, lossRate: 0, everyMs: 0.75, latencyMaxMs: 10_000 },
  { ...mumbai, lossRate: 0.001 },
  { messageMs: 30, rowMs: 1, lossRate: 0.02, everyMs: 10, latencyMaxMs: 2_000 },
  // One row is as good as two; and two are better, although the lowest point of the curve is nearer to one.
  { messageMs: 30, rowMs: 0, lossRate: 0.5, everyMs: 0.5, latencyMaxMs: 500 },
  { messageMs: 30, rowMs: 0, lossRate: 0.4934, everyMs: 0.5, latencyMaxMs: 500 },
];

/** Nothing is in time, one row is, two are, thousands are. Where it is to the millisecond, the numbers have no rounding. */
function everyRoute(): Route[] {
  return [...routes, ...routes.map((route) => ({ ...route, latencyMaxMs: 0 }))].concat(
    [0, 5, 200].flatMap((messageMs) =>
      [0.0625, 2].flatMap((rowMs) =>
        [0, 0.0004, 0.01, 0.3].flatMap((lossRate) =>
          [0.5, 20].flatMap((everyMs) =>
            // Two rows are in time, to the millisecond; seven are not, by a little.
            [messageMs + 2 * rowMs + everyMs, messageMs + 7 * rowMs + 6 * everyMs - 0.01, 400, 1_000].map(
              (latencyMaxMs) => ({
                messageMs,
                rowMs,
                lossRate,
                everyMs,
                latencyMaxMs,
              }),
            ),
          ),
        ),
      ),
    ),
  );
}

function pairs(counts: readonly number[], of: readonly Route[]): { readonly rows: number; readonly route: Route }[] {
  return of.flatMap((route) => counts.toReversed().map((rows) => ({ rows, route })));
}

function describePrice({ rows, route }: { readonly rows: number; readonly route: Route }): string {
  const { messageMs, rowMs, lossRate } = route;
  return `${describeRows(rows)}, ${messageMs} ms a message and ${rowMs} ms a row, lossRate ${lossRate}`;
}

function describeTimes({ messageMs, rowMs, everyMs }: Route): string {
  return `${messageMs} ms a message and ${rowMs} ms a row, which come every ${everyMs} ms`;
}

function describeRoute(route: Route): string {
  return `${describeTimes(route)}, lossRate ${route.lossRate}, at most ${route.latencyMaxMs} ms`;
}

function describeRows(rows: number): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}

/** Rows that come one after the other, nobody knows when. */
function untimed({ batcher }: Work, policy: BatchPolicy, rows: readonly unknown[]): System {
  return defineSystem({
    machines: { source: batcher(policy), loader },
    topology: [["source", "loader"]],
    inputs: rows.map((row) => at("source", { row })),
  });
}

/** Three rows, and two machines that could load them. */
function withArchive({ batcher }: Work, policy: BatchPolicy): System {
  return defineSystem({
    machines: { source: batcher(policy), loader, archive: loader },
    topology: [
      ["source", "loader"],
      ["source", "archive"],
    ],
    inputs: ["a", "b", "c"].map((row) => at("source", { row })),
  });
}

/** Rows that come at these times. */
function timed({ batcher }: Work, policy: BatchPolicy, cameMs: readonly number[]): System {
  return defineSystem({
    machines: { source: batcher(policy), loader },
    topology: [["source", "loader"]],
    inputs: cameMs.map((atMs, place) => at("source", { row: `row ${place + 1}` }, { atMs })),
  });
}

function uneven(count: number): number[] {
  const random = createRandom(count);
  let nowMs = 1;
  return Array.from({ length: count }, () => {
    nowMs += Math.floor(random() ** 4 * 90);
    return nowMs;
  });
}
