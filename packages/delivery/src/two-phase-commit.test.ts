import {
  type AnyMachine,
  type Exploration,
  type Faults,
  type Law,
  type Schedule,
  type System,
  explore,
  follow,
  sample,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { publisher, table } from "./two-phase-commit.ts";
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
} from "./two-phase-commit.laws.ts";
import { type CommitWork, type Decision, type Rows, publish, publishing } from "./two-phase-commit.tables.ts";

const ours: CommitWork = { publisher, table };

const fit: Rows = [1];
const unfit: Rows = [];

/** Publishes as soon as it is asked. */
const eager: AnyMachine = {
  start: () => ({}),
  onMessage(_state, message, from, context) {
    const { type, id, rows } = message as { readonly type: string; readonly id: string; readonly rows: Rows };
    if (type !== "prepare") return;
    context.send(from, { type: "vote", id, vote: rows.length > 0 ? "yes" : "no" });
    context.output(rows.length > 0 ? { type: "committed", id, rows } : { type: "aborted", id });
  },
};

/** Votes yes, and gives up after a crash. */
const guessing: AnyMachine = {
  start(context) {
    const id = context.disk.read("promised");
    if (id !== undefined) context.output({ type: "aborted", id });
    return {};
  },
  onMessage(_state, message, from, context) {
    const { type, id } = message as { readonly type: string; readonly id: string };
    if (type !== "prepare") return;
    context.disk.write("promised", id);
    context.send(from, { type: "vote", id, vote: "yes" });
  },
};

const everyLaw = [...safetyLaws, everybodyDecides];

describe("all tables are published or none, whatever crashes", () => {
  test("one table or two, two crashes: every order of events", () => {
    for (const rows of [[fit], [unfit], [fit, fit], [fit, unfit]])
      expect(outcomeOf(tried(ours, everyLaw, { rows, faults: { crashes: 2 } }))).toBe("proved");
  });

  test("three tables, no crash", () => {
    for (const rows of [
      [fit, fit, fit],
      [fit, fit, unfit],
    ])
      expect(outcomeOf(tried(ours, everyLaw, { rows }))).toBe("proved");
  });

  test("five tables, four publishes and six crashes, in random orders", () => {
    const tables = ["a", "b", "c", "d", "e"];
    const inputs = [1, 2, 3, 4].map((day) =>
      publish(`${day}`, Object.fromEntries(tables.map((name) => [name, [day]])), { atMs: day * 10 }),
    );
    const system = publishing(ours, { tables, inputs, faults: { crashes: 6 } });
    expect(outcomeOf(sample(system, { laws: everyLaw, runs: 30 }))).toBe("sampled");
  });

  test("nothing goes wrong if a message is lost, but that somebody may be in doubt for ever", () => {
    const faults = { drops: 1, crashes: 1 };
    expect(outcomeOf(tried(ours, safetyLaws, { faults }))).toBe("proved");
    expect(tried(ours, [everybodyDecides], { faults }).counterexample).toMatchObject({
      actual: "it never does, and nothing is left to happen",
    });
  });
});

test("it costs three messages for each table, in every order, also if one votes no or the publisher loses patience", () => {
  for (const rows of [[fit], [fit, fit], [fit, unfit], [unfit, unfit]])
    expect(outcomeOf(tried(ours, [threeMessagesForEachTable(rows.length)], { rows }))).toBe("proved");
});

test("a table in doubt is blocked: while the publisher is down it puts out nothing, and nothing is left to happen", () => {
  const inDoubt: Schedule = [
    { kind: "input", machine: "publisher", input: 0 },
    { kind: "deliver", from: "publisher", to: "t0", nth: 0 },
    { kind: "crash", machine: "publisher" },
    { kind: "deliver", from: "publisher", to: "t1", nth: 0 },
  ];
  const { execution } = follow(systemOf(ours, [fit, fit], { crashes: 1 }), inDoubt, everyLaw);
  expect(execution.events.flatMap(({ outputs }) => outputs)).toEqual([]);
  const after = follow(systemOf(ours, [fit, fit], { crashes: 1 }), inDoubt, everyLaw, { drainSteps: 100 });
  expect(after.violation).toBeUndefined();
  const outputs = after.execution.events.flatMap((event) => event.outputs.map((output) => JSON.stringify(output)));
  expect(outputs.filter((output) => output.includes("aborted"))).toHaveLength(3);
});

describe("a wrong machine breaks", () => {
  const cases: readonly (readonly [string, Law, CommitWork, readonly Rows[]])[] = [
    ["agreement, if a table publishes when it is asked", nobodyDisagrees, { publisher, table: eager }, [fit, unfit]],
    ["the promise to wait, if a table publishes when it is asked", waitsInDoubt, { publisher, table: eager }, [fit]],
    [
      "the rule of all votes, if the publisher commits unasked",
      commitsOnlyIfAllVotedYes,
      { publisher: deciding("commit"), table },
      [fit],
    ],
    [
      "the rule of reasons, if the publisher aborts unasked",
      abortsOnlyForAReason,
      { publisher: deciding("abort"), table },
      [fit],
    ],
    ["liveness, if the publisher never decides", everybodyDecides, { publisher: deciding("nothing"), table }, [fit]],
    ["its word, if a table publishes other rows", publishesItsRows, { publisher, table: saying({ rows: [2] }) }, [fit]],
    [
      "the agreed words, if an outcome has none of them",
      decidesOnce,
      { publisher, table: saying({ type: "ok" }) },
      [fit],
    ],
    ["the agreed words, if an outcome is nobody's", decidesOnce, { publisher, table: saying({ id: "?" }) }, [fit]],
    ["the rule of one outcome, if there are two", decidesOnce, { publisher, table: saying({}, {}) }, [fit]],
    [
      "the count, if the publisher asks and never decides",
      threeMessagesForEachTable(1),
      { publisher: deciding("nothing"), table },
      [fit],
    ],
  ];
  test.for(cases)("%s", ([, law, work, rows]) => {
    const { counterexample } = tried(work, [law], { rows });
    expect(counterexample?.law).toBe(law.name);
  });

  test("agreement, if a table guesses when it comes back from a crash", () => {
    const { counterexample } = tried({ publisher, table: guessing }, [waitsInDoubt], { faults: { crashes: 1 } });
    expect(counterexample).toMatchObject({
      expected: 't0 waits for { type: "decision", id: "monday", … }: it has voted yes and is in doubt',
      actual: "it put out aborted by itself",
      shortest: true,
    });
    expect(counterexample?.schedule).toHaveLength(4);
  });
});

/** Asks everybody, and decides without waiting, if at all. */
function deciding(decision: Decision["decision"] | "nothing"): AnyMachine {
  return {
    start: () => ({}),
    onInput(_state, input, context) {
      const { id } = input as { readonly id: string };
      for (const peer of context.peers) context.send(peer, { type: "prepare", id, rows: fit });
      if (decision === "nothing") return;
      for (const peer of context.peers) context.send(peer, { type: "decision", id, decision });
      context.output({ type: decision === "commit" ? "committed" : "aborted", id });
    },
  };
}

/** Votes yes, and puts these out when it is told: what is left out is as it should be. */
function saying(...outcomes: readonly object[]): AnyMachine {
  return {
    start: () => ({}),
    onMessage(_state, message, from, context) {
      const { type, id } = message as { readonly type: string; readonly id: string };
      if (type === "prepare") context.send(from, { type: "vote", id, vote: "yes" });
      else for (const outcome of outcomes) context.output({ type: "committed", id, rows: fit, ...outcome });
    },
  };
}

function tried(
  work: CommitWork,
  laws: readonly Law[],
  options: { readonly rows?: readonly Rows[]; readonly faults?: Faults } = {},
): Exploration {
  const { rows = [fit, fit], faults = {} } = options;
  return explore(systemOf(work, rows, faults), { laws });
}

function systemOf(work: CommitWork, rows: readonly Rows[], faults: Faults): System {
  const tables = rows.map((_, place) => `t${place}`);
  const inputs = [publish("monday", Object.fromEntries(rows.map((each, place) => [`t${place}`, each])))];
  return publishing(work, { tables, inputs, faults });
}

/** The outcome, and if it is not the one hoped for, why. */
function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample === undefined ? outcome : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}
