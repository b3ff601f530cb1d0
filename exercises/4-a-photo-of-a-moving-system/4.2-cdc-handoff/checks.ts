import type { Law, Schedule, System } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import { type Capture, captureOf, remove, rowsOf, upsert } from "@millrace/snapshots/cdc-handoff.capture.ts";
import {
  asksForChunks,
  keepsACopy,
  keepsACopyToTheEnd,
  putsOutNothingTooOften,
  writesTwoMarksEach,
} from "@millrace/snapshots/cdc-handoff.laws.ts";

type Work = typeof import("./cdc-handoff.ts");
type Lab = Parameters<Parameters<typeof check<Work>>[1]>[0];

export default defineExercise<Work>({
  id: "4.2",
  title: "CDC snapshot and LSN hand-off",
  minutes: 20,
  source: "beyond the book: Andreakis and Papapanagiotou, DBLog (2020)",
  work: "cdc-handoff.ts",
  checks: [
    check("one row, one write: it reaches the sink, whenever it is made", ({ work, follow }) => {
      const capture = { rows: rowsOf(1), writes: [upsert(1, "new")], chunkRows: 2 };
      for (let calls = 0; calls <= 7; calls++) follow(captureOf(work, capture), writeAfter(calls), toTheEnd(capture));
    }),
    // Two writes of one row, as a value can go back to an older one only if there are two newer ones. A value may be "".
    // Last, twelve rows in one order, all of which are written when they have been selected.
    check("one chunk, every order: nothing is lost, and no row goes back", (lab) => {
      inEveryOrder(lab, { rows: rowsOf(1), writes: [upsert(1, "a"), upsert(1, "b")], chunkRows: 2 });
      const three = [...rowsOf(1, 2), { id: 3, value: "" }];
      inEveryOrder(lab, { rows: three, writes: [upsert(2, "a"), upsert(1, "b")], chunkRows: 4 });
      safely(lab, { rows: rowsOf(1), writes: [upsert(1, "b"), upsert(1, "1 at first")], chunkRows: 2 });
      lab.follow(captureOf(lab.work, twelve), allWritten, toTheEnd(twelve));
    }),
    // Last, rows that come and go: all at once, at chosen moments, and little by little.
    check("a row that is deleted stays deleted, until it is written again", (lab) => {
      inEveryOrder(lab, { rows: rowsOf(1, 2), writes: [remove(1)], chunkRows: 3 });
      safely(lab, { rows: rowsOf(1), writes: [remove(1), upsert(1, "again")], chunkRows: 2 });
      inEveryOrder(lab, { rows: [], writes: [upsert(3, ""), remove(3)], chunkRows: 2 });
      for (const schedule of whenTheyComeAndGo)
        lab.follow(captureOf(lab.work, comeAndGo), schedule, toTheEnd(comeAndGo));
    }),
    // Ids that are false or below 0, and that stand otherwise as text. A chunk that is dropped whole, or in part, or is empty.
    check("chunk after chunk: rows that are copied, being copied, and still to be copied", (lab) => {
      const { work, explore } = lab;
      const ones = { rows: rowsOf(0, 9, 10), writes: [upsert(9, "a")], chunkRows: 1 };
      explore(captureOf(work, ones), [putsOutNothingTooOften(ones), ...toTheEnd(ones)], limits);
      inEveryOrder(lab, { rows: rowsOf(10, 9), writes: [remove(9)], chunkRows: 1 });
      inEveryOrder(lab, { rows: rowsOf(-5, 9, 10), writes: [upsert(5, "a")], chunkRows: 2 });
      lab.follow(captureOf(lab.work, belowOne), [...writeAfter(2), written], toTheEnd(belowOne));
    }),
    check("loaded is said when the sink is a copy, and from then on it is always one", (lab) => {
      inEveryOrder(lab, { rows: [], writes: [upsert(1, "a")], chunkRows: 2 });
      safely(lab, { rows: rowsOf(1, 2, 3), writes: [upsert(1, "a"), remove(3)], chunkRows: 2 });
    }),
    // Second, crashes at chosen moments; with the last of them, a chunk is another one when it is begun anew: it ends with
    // row 3, where it had ended with row 5.
    check("a crash at any moment takes nothing away and brings nothing back", (lab) => {
      inEveryOrder(lab, { rows: rowsOf(1), writes: [upsert(1, "a")], chunkRows: 2 }, { crashes: 1 });
      const { work, follow } = lab;
      for (const { schedule, entriesMax = 2, ...capture } of crashes)
        follow(captureOf(work, capture, { crashes: 2, entriesMax }), schedule, toTheEnd(capture));
      safely(lab, { rows: rowsOf(1, 2), writes: [], chunkRows: 2 }, { crashes: 2 });
      safely(lab, { rows: rowsOf(1), writes: [remove(1)], chunkRows: 1 }, { crashes: 1 });
      safely(lab, { rows: rowsOf(1), writes: [upsert(1, "a"), upsert(1, "b")], chunkRows: 2 }, { crashes: 1 });
    }),
    check("two marks for each chunk, and nothing comes more often than it must", ({ work, explore }) => {
      const capture = { rows: rowsOf(1, 2), writes: [upsert(1, "a")], chunkRows: 1 };
      explore(captureOf(work, capture), [writesTwoMarksEach, putsOutNothingTooOften(capture)], limits);
    }),
    check("fifteen rows and twenty-four writes, with crashes and without", ({ work, sample }) => {
      const laws = toTheEnd(busy);
      const alsoCounted = [...laws, writesTwoMarksEach, putsOutNothingTooOften(busy)];
      sample(captureOf(work, busy, { everyMs: 7, entriesMax: 7 }), alsoCounted, few);
      sample(captureOf(work, busy, { everyMs: 7, crashes: 3 }), laws, few);
    }),
  ],
});

/** A right answer needs a few thousand states. */
const limits = { states: 40_000 };

const few = { runs: 3, steps: 600 };

/** Every fourth write deletes what the one before has written; every third is about a row that is not there at first. */
const busy: Capture = {
  rows: rowsOf(...Array.from({ length: 15 }, (_, place) => 4 * place)),
  writes: Array.from({ length: 24 }, (_, turn) =>
    turn % 4 === 3 ? remove(busyId(turn - 1)) : upsert(busyId(turn), `write ${turn}`),
  ),
  chunkRows: 3,
};

function busyId(turn: number): number {
  return 4 * ((turn * 7) % 16) + (turn % 3 === 0 ? 1 : 0);
}

function toTheEnd(capture: Capture): readonly Law[] {
  return [asksForChunks(capture), keepsACopyToTheEnd(capture)];
}

function inEveryOrder({ explore, work }: Lab, capture: Capture, options: { readonly crashes?: number } = {}): void {
  explore(captureOf(work, capture, options), toTheEnd(capture), limits);
}

/** Without going on to the end from each state, which costs as much again: other worlds of the same check do that. */
function safely({ explore, work }: Lab, capture: Capture, options: { readonly crashes?: number } = {}): void {
  explore(captureOf(work, capture, options), [asksForChunks(capture), keepsACopy(capture)], limits);
}

const written = { kind: "deliver", from: "app", to: "port:source", nth: 0 } as const;

/** A call of the capturer arrives, and so does the answer: it makes the next one. */
const asked = [
  { kind: "deliver", from: "capturer", to: "port:source", nth: 0 },
  { kind: "deliver", from: "port:source", to: "capturer", nth: 0 },
] as const;

/** A call arrives, and its answer does not. */
const halfAsked = asked.slice(0, 1);

/** The capturer has made so many calls, and the last of them has arrived; then the write is made. */
function writeAfter(calls: number): Schedule {
  return calls === 0 ? [written] : [...times(calls - 1, asked), ...halfAsked, written];
}

const twelveIds = Array.from({ length: 12 }, (_, place) => 1 + place);
const twelve: Capture = {
  rows: rowsOf(...twelveIds),
  writes: twelveIds.map((id) => upsert(id, "new")),
  chunkRows: 13,
};

const allWritten: Schedule = [...asked, ...halfAsked, ...twelveIds.map(() => written)];

const belowOne: Capture = { rows: rowsOf(-1, 0), writes: [upsert(-1, "new"), upsert(0, "new")], chunkRows: 3 };

/** Row 1 is deleted in the end, row 2 is there again, and row 3 is deleted; the last chunk has row 3 alone. */
const comeAndGo: Capture = {
  rows: rowsOf(1, 2, 3),
  writes: [remove(1), remove(2), upsert(1, "again"), upsert(2, "again"), remove(1), remove(3)],
  chunkRows: 2,
};

/** While a chunk is selected and read, while the next one is, and when all is loaded; then one write after each call. */
const whenTheyComeAndGo: readonly Schedule[] = [
  ...[1, 2, 3, 6, 8, 14].map((calls) => [...writeAfter(calls), ...times(comeAndGo.writes.length - 1, [written])]),
  times(comeAndGo.writes.length, [...asked, written]),
];

const crashed: Schedule = [
  { kind: "crash", machine: "capturer" },
  { kind: "restart", machine: "capturer" },
];

/** Two writes to the only row. Then a row that is deleted, and chunks of one. */
const twice = { rows: rowsOf(1), writes: [upsert(1, "a"), upsert(1, "b")], chunkRows: 2 };
const gone = { rows: rowsOf(1), writes: [remove(1)], chunkRows: 1 };
const another = { rows: rowsOf(5), writes: [upsert(5, "a"), upsert(3, "b"), remove(5)], chunkRows: 1 };

/** The first chunk's high mark is in the log, and the capturer does not know it. */
const highMark: Schedule = [...times(2, asked), ...halfAsked];

/** An answer to the machine that was there before the crash: nobody hears of it. */
const comesTooLate = { kind: "deliver", from: "port:source", to: "capturer", nth: 0 } as const;

const crashes: readonly (Capture & { readonly schedule: Schedule; readonly entriesMax?: number })[] = [
  // After the high mark, behind which both writes are. Then, after all that was written has been read.
  { ...twice, schedule: [...highMark, written, written, ...crashed] },
  { ...twice, schedule: [...times(2, asked), written, ...times(2, asked), written, ...times(2, asked), ...crashed] },
  { ...twice, schedule: [...times(4, asked), written, written, ...times(2, asked), ...crashed] },
  // Between two answers of which the first had the writes, and the second has the rest.
  { ...twice, schedule: [written, written, ...times(4, asked), ...halfAsked, ...crashed] },
  // In the middle of a chunk, when one answer had both writes and a mark.
  { ...twice, entriesMax: 3, schedule: [written, written, ...times(4, asked), ...crashed] },
  // When one answer had both marks, and both writes behind them.
  { ...twice, entriesMax: 4, schedule: [...times(3, asked), written, written, ...asked, ...crashed] },
  // After a high mark, and again after the next one, behind which both writes are.
  {
    ...twice,
    schedule: [...highMark, ...crashed, comesTooLate, ...highMark, written, written, ...crashed],
  },
  // In the middle of the second chunk, when a change of the first one's row has been read.
  {
    rows: rowsOf(1, 2),
    writes: [upsert(1, "a")],
    chunkRows: 1,
    schedule: [...times(6, asked), written, ...times(2, asked), ...crashed],
  },
  // The first chunk is out, and the second has been selected.
  { rows: rowsOf(1, 2, 3), writes: [], chunkRows: 1, schedule: [...times(6, asked), ...crashed] },
  // The row is out, and deleted.
  { ...gone, schedule: [...times(4, asked), ...halfAsked, written, ...crashed] },
  // The first write is read; the second comes before the next select, the third after it.
  {
    ...another,
    schedule: [...times(2, asked), written, ...times(2, asked), ...crashed, written, ...times(3, asked), written],
  },
];

function times<Step>(count: number, steps: readonly Step[]): Step[] {
  return Array.from({ length: count }, () => steps).flat();
}
