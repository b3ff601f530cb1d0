import type { Choice, Faults, Input, MachineId, Schedule, System } from "@millrace/core";
import {
  abortsOnlyForAReason,
  commitsOnlyIfAllVotedYes,
  decidesOnce,
  everybodyDecides,
  nobodyDisagrees,
  publishesItsRows,
  safetyLaws,
  threeMessagesForEachTable,
  waitsInDoubt,
} from "@millrace/delivery/two-phase-commit.laws.ts";
import { type CommitWork, type Rows, publish, publishing } from "@millrace/delivery/two-phase-commit.tables.ts";
import { check, defineExercise } from "@millrace/grader";

export default defineExercise<CommitWork>({
  id: "8.12",
  title: "Two-phase commit",
  minutes: 30,
  source: "beyond the book; its relatives: K&S ch. 14",
  work: "two-phase-commit.ts",
  checks: [
    // Which table is the one that cannot publish must make no difference.
    check("two tables are published together, or none of them", ({ work, explore }) => {
      for (const rows of [
        [fit, unfit],
        [unfit, fit],
        [fit, fit],
        [unfit, unfit],
      ])
        explore(pair(work, rows), ends, limits);
    }),
    // Three tables, as with two a yes of more than half of them is one of all.
    check("nobody commits before every table has voted yes", ({ work, explore }) => {
      const laws = [commitsOnlyIfAllVotedYes, nobodyDisagrees];
      explore(pair(work, [fit, fit]), laws, limits);
      explore(trio(work, [fit, fit, unfit]), laws, limits);
    }),
    check("nothing is aborted without a reason", ({ work, explore }) => {
      const laws = [abortsOnlyForAReason, decidesOnce, everybodyDecides];
      explore(tables(work, ["orders"], [monday([fit])]), laws, limits);
      explore(pair(work, [fit, fit], { crashes: 1 }), laws, limits);
    }),
    // What is lost never comes, so whoever waits for it waits for ever. The second publish must not stop the clock of the first.
    check("a vote that never comes is not waited for", ({ work, follow }) => {
      const laws = [...safetyLaws, everybodyDecides];
      const inputs = [monday([fit, fit]), tuesday([fit, fit])];
      follow(tables(work, two, inputs, { drops: 1 }), questionIsLost, laws);
      follow(tables(work, two, inputs, { drops: 1 }), voteIsLost, laws);
      follow(tables(work, two, inputs, { drops: 1 }), [...bothAsked, tuesdayIsLost, ...mondayIsDecided], laws);
      follow(tables(work, two, inputs, { drops: 2, crashes: 1 }), lostAndCrashed, laws);
      const threeDays = [...inputs, publish("wednesday", byTable([fit, fit], 3))];
      follow(tables(work, two, threeDays, { drops: 3, crashes: 1 }), threeAreOpen, laws);
    }),
    check("a table that has voted yes waits until it is told", ({ work, explore }) => {
      const laws = [waitsInDoubt, nobodyDisagrees];
      explore(pair(work, [fit, fit]), laws, limits);
      // Here a decision may be lost as well. Then a table is in doubt for ever, and that is right.
      explore(pair(work, [fit, fit], { crashes: 1, drops: 1 }), laws, limits);
    }),
    // Two crashes: of both sides, or of one of them twice; with two tables, timers wait for messages then.
    check("what was promised or decided survives a crash", ({ work, explore }) => {
      explore(tables(work, ["orders"], [monday([fit])], { crashes: 2 }), [...safetyLaws, everybodyDecides], limits);
      explore(pair(work, [fit, unfit], { crashes: 1 }), ends, limits);
      const twice = {
        tables: two,
        inputs: [monday([fit, fit])],
        faults: { crashes: 2 },
        timers: "messages-first",
      } as const;
      explore(publishing(work, twice), ends, limits);
    }),
    // With a crash, timers wait for messages: when they do not, is in the checks before this one.
    check("two publishes at once are kept apart", ({ work, explore, follow }) => {
      const inputs = [monday([fit]), tuesday([fit])];
      const crashing = { tables: ["orders"], inputs, faults: { crashes: 1 }, timers: "messages-first" } as const;
      explore(publishing(work, crashing), ends, limits);
      const laws = [...safetyLaws, everybodyDecides];
      explore(tables(work, ["orders"], [monday([fit]), tuesday([unfit])]), laws, limits);
      const both = tables(work, two, [monday([fit, fit]), tuesday([fit, fit])]);
      follow(both, crosswise, laws);
      follow(both, [...bothAsked, ...mondayIsDecided, ...customersVote], laws);
    }),
    check("any rows, any names", ({ work, explore }) => {
      const laws = [...safetyLaws, everybodyDecides];
      for (const rows of [[null], [0, "", false], [[]], ["same", "same", { id: 1 }]])
        explore(tables(work, ["orders"], [publish("monday", { orders: rows })], { crashes: 1 }), laws, limits);
      for (const id of ["", "10", "log"]) {
        const inputs = [publish(id, { "9": fit, "10": fit }, { name: "10.1" })];
        explore(publishing(work, { name: "10.1", tables: ["9", "10"], inputs }), laws, limits);
      }
    }),
    check("three messages for each table", ({ work, explore }) => {
      for (const rows of [[fit], [fit, fit], [fit, unfit], [unfit, unfit]])
        explore(
          tables(work, two.slice(0, rows.length), [monday(rows)]),
          [threeMessagesForEachTable(rows.length), everybodyDecides],
          limits,
        );
    }),
    check("four tables, three publishes, and crashes", ({ work, sample }) =>
      sample(tables(work, four, days, { crashes: 3 }), [...safetyLaws, everybodyDecides], { runs: 7 }),
    ),
  ],
});

/** How every publish ends, everywhere. */
const ends = [nobodyDisagrees, publishesItsRows, decidesOnce, everybodyDecides];

const fit: Rows = ["a row"];
const unfit: Rows = [];

const two = ["orders", "customers"];
const three = [...two, "prices"];
const four = [...three, "stock"];

/** A right answer needs a few thousand states; one that never falls silent should hear so soon. */
const limits = { states: 50_000 };

/** Orders votes. The question to customers is lost; then tuesday's begins. */
const questionIsLost: Schedule = [
  { kind: "input", machine: "publisher", input: 0 },
  { kind: "drop", from: "publisher", to: "customers", nth: 0 },
  { kind: "deliver", from: "publisher", to: "orders", nth: 0 },
  { kind: "deliver", from: "orders", to: "publisher", nth: 0 },
  { kind: "input", machine: "publisher", input: 1 },
];

/** Both vote yes. The vote of customers is lost; then tuesday's begins. */
const voteIsLost: Schedule = [
  { kind: "input", machine: "publisher", input: 0 },
  { kind: "deliver", from: "publisher", to: "customers", nth: 0 },
  { kind: "drop", from: "customers", to: "publisher", nth: 0 },
  { kind: "deliver", from: "publisher", to: "orders", nth: 0 },
  { kind: "input", machine: "publisher", input: 1 },
];

/** The question to customers is lost, then the publisher crashes; if it asks again, the answer is lost. */
const lostAndCrashed: Schedule = [
  { kind: "input", machine: "publisher", input: 0 },
  { kind: "drop", from: "publisher", to: "customers", nth: 0 },
  { kind: "deliver", from: "publisher", to: "orders", nth: 0 },
  { kind: "deliver", from: "orders", to: "publisher", nth: 0 },
  { kind: "crash", machine: "publisher" },
  { kind: "restart", machine: "publisher" },
  { kind: "deliver", from: "publisher", to: "customers", nth: 0 },
  { kind: "drop", from: "customers", to: "publisher", nth: 0 },
];

/** Of three publishes, each question to customers is lost; then the publisher crashes. */
const threeAreOpen: Schedule = [
  ...[0, 1, 2].flatMap((input): Schedule => [
    { kind: "input", machine: "publisher", input },
    { kind: "drop", from: "publisher", to: "customers", nth: 0 },
  ]),
  { kind: "crash", machine: "publisher" },
  { kind: "restart", machine: "publisher" },
];

/** Both publishes begin; orders votes on tuesday's. */
const bothAsked: Schedule = [
  { kind: "input", machine: "publisher", input: 0 },
  { kind: "input", machine: "publisher", input: 1 },
  { kind: "deliver", from: "publisher", to: "orders", nth: 1 },
  { kind: "deliver", from: "orders", to: "publisher", nth: 0 },
];

const tuesdayIsLost: Choice = { kind: "drop", from: "publisher", to: "customers", nth: 1 };

const customersVote: Schedule = [
  { kind: "deliver", from: "publisher", to: "customers", nth: 0 },
  { kind: "deliver", from: "customers", to: "publisher", nth: 0 },
];

/** Then monday's has both votes, while tuesday's has one. */
const mondayIsDecided: Schedule = [
  { kind: "deliver", from: "publisher", to: "orders", nth: 0 },
  { kind: "deliver", from: "orders", to: "publisher", nth: 0 },
  ...customersVote,
];

/** Orders votes on monday's, customers on tuesday's: two votes, and neither publish has both. */
const crosswise: Schedule = [
  { kind: "input", machine: "publisher", input: 0 },
  { kind: "input", machine: "publisher", input: 1 },
  { kind: "deliver", from: "publisher", to: "orders", nth: 0 },
  { kind: "deliver", from: "publisher", to: "customers", nth: 1 },
  { kind: "deliver", from: "orders", to: "publisher", nth: 0 },
  { kind: "deliver", from: "customers", to: "publisher", nth: 0 },
];

/** All fit, but for one table of the second. */
const days = [
  [fit, fit, fit, fit],
  [fit, fit, unfit, fit],
  [fit, fit, fit, fit],
].map((rows, day) => publish(`day ${day + 1}`, byTable(rows, day), { atMs: day * 15 }));

function monday(rows: readonly Rows[]): Input {
  return publish("monday", byTable(rows, 1));
}

function tuesday(rows: readonly Rows[]): Input {
  return publish("tuesday", byTable(rows, 2));
}

/** No two tables, and no two days, have the same rows. */
function byTable(rows: readonly Rows[], day: number): Record<MachineId, Rows> {
  return Object.fromEntries(
    rows.map((each, place) => [four[place] ?? "", each.map((row) => `${row} ${place} ${day}`)]),
  );
}

function pair(work: CommitWork, rows: readonly Rows[], faults: Faults = {}): System {
  return tables(work, two, [monday(rows)], faults);
}

function trio(work: CommitWork, rows: readonly Rows[]): System {
  return tables(work, three, [monday(rows)]);
}

function tables(work: CommitWork, names: readonly MachineId[], inputs: readonly Input[], faults: Faults = {}): System {
  return publishing(work, { tables: names, inputs, faults });
}
