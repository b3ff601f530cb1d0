import { at, defineMachine, defineSystem, explore } from "@millrace/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Database, database, emptyDatabase, entries, transact } from "./database.ts";
import { type Truth, databaseInTheEnd, noteCall, noteCrash, noteReply, startTruth } from "./database.truth.ts";
import { type Condition, type Transaction, type Write, asAnswer, checkTransaction } from "./transaction.ts";

const ada = { table: "revenue", key: "ada" };

test("if one condition does not hold, nothing is written, and the reads are answered all the same", () => {
  const { after, answer } = transact(emptyDatabase, {
    when: [
      { ...ada, is: "absent" },
      { table: "orders", key: "o1", is: "present" },
    ],
    write: [{ ...ada, add: { total: 5 } }],
    read: [ada],
  });
  expect(answer).toEqual({ type: "refused", changed: false, found: [[]], commits: 0 });
  expect(after).toEqual(emptyDatabase);
});

test.each<[string, Condition, boolean, boolean]>([
  ["absent", { ...ada, is: "absent" }, true, false],
  ["present", { ...ada, is: "present" }, false, true],
  ["equals", { ...ada, column: "total", equals: 5 }, false, true],
  ["equals another", { ...ada, column: "total", equals: 6 }, false, false],
  ["equals undefined", { ...ada, column: "none", equals: undefined }, false, true],
  ["differs", { ...ada, column: "total", differs: 5 }, true, false],
  ["differs from another", { ...ada, column: "total", differs: 6 }, true, true],
  ["below", { ...ada, column: "total", below: 6 }, true, true],
  ["not below", { ...ada, column: "total", below: 5 }, true, false],
  ["below, where there is no such column", { ...ada, column: "none", below: 0 }, true, true],
])("%s holds of a row that is not there, and of one that is", (_name, condition, ofNone, ofFive) => {
  const five = transact(emptyDatabase, { write: [{ ...ada, put: { total: 5 } }] }).after;
  const held = [emptyDatabase, five].map(
    (before) => transact(before, { when: [condition] }).answer.type === "committed",
  );
  expect(held).toEqual([ofNone, ofFive]);
});

test("writes see the earlier ones, and reads see them all", () => {
  const { answer } = transact(emptyDatabase, {
    write: [
      { ...ada, add: { total: 5 } },
      { ...ada, add: { total: -2, payments: 1 } },
      { table: "revenue", key: "eve", put: { total: 1 } },
      { table: "revenue", key: "eve", remove: true },
    ],
    read: [{ table: "revenue" }, { table: "revenue", key: "eve" }, { table: "nothing" }],
  });
  expect(answer.found).toEqual([[{ key: "ada", row: { total: 3, payments: 1 } }], [], []]);
});

test("a row that is appended gets the next number, which never comes again", () => {
  const append: Write = { table: "outbox", append: {} };
  const removed = transact(emptyDatabase, { write: [append, append, { table: "outbox", key: 2, remove: true }] }).after;
  const { answer } = transact(removed, { write: [append], read: [{ table: "outbox" }] });
  expect(answer.found[0]?.map(({ key }) => key)).toEqual([1, 3]);
});

test("rows come in the order of their keys: numbers by size, then texts", () => {
  const keys = ["b", 10, "10", 9, "a", 1.5];
  const { after } = transact(emptyDatabase, { write: keys.map((key) => ({ table: "t", key, put: {} })) });
  expect(entries(after, { table: "t" }).map(({ key }) => key)).toEqual([1.5, 9, 10, "10", "a", "b"]);
});

test("what makes no difference is no commit", () => {
  const put: Transaction = { write: [{ ...ada, put: { total: 5 } }] };
  const once = transact(emptyDatabase, put);
  const twice = transact(once.after, put);
  expect([once.answer, twice.answer].map(({ changed, commits }) => [changed, commits])).toEqual([
    [true, 1],
    [false, 1],
  ]);
});

test("a transaction is done at once or not at all: no run of any length is half done", () => {
  const move = (amount: number): Transaction => ({
    when: [{ table: "account", key: "a", column: "spent", below: 10 }],
    write: [
      { table: "account", key: "a", add: { spent: amount } },
      { table: "account", key: "b", add: { got: amount } },
    ],
  });
  fc.assert(
    fc.property(fc.array(fc.nat(6)), (amounts) => {
      const end = amounts.reduce((before, amount) => transact(before, move(amount)).after, emptyDatabase);
      const [a, b] = entries(end, { table: "account" });
      expect(a?.row["spent"]).toBe(b?.row["got"]);
    }),
  );
});

test.each([
  ["no object", "select", "transaction is an object"],
  ["an unknown part", { where: [] }, "when, write and read"],
  ["a part that is no list", { write: ada }, "Make it a list"],
  ["a condition that asks nothing", { when: [ada] }, "a condition has one of"],
  [
    "a condition that asks twice",
    { when: [{ ...ada, is: "absent", column: "total", below: 1 }] },
    "a condition has one of",
  ],
  ["a comparison with no number", { when: [{ ...ada, column: "total", below: "1" }] }, "a condition has one of"],
  ["a write that writes nothing", { write: [ada] }, "a write has one of"],
  ["a sum of texts", { write: [{ ...ada, add: { total: "5" } }] }, "a write has one of"],
  ["no table", { read: [{ key: "ada" }] }, "needs a table"],
  ["no key", { write: [{ table: "revenue", put: {} }] }, "and a key"],
  ["a key that is none", { write: [{ table: "revenue", key: null, put: {} }] }, "and a key"],
])("%s is refused with advice", (_name, request, advice) => {
  expect(() => checkTransaction(request)).toThrow(advice);
});

test("a reply of something else is refused", () => {
  expect(() => asAnswer("done")).toThrow("no database's reply");
});

test("in a system, what is refused is the machine's own fault, and told as that", () => {
  const clumsy = defineMachine<object, never, never, string>({
    start: () => ({}),
    onInput: (_state, _input, context) => context.call("database", { wirte: [] }),
  });
  const system = defineSystem({
    machines: { clumsy },
    inputs: [at("clumsy", "go")],
    resources: { database: database() },
  });
  expect(explore(system, { laws: [] }).counterexample?.actual).toContain("when, write and read");
});

describe("laws know the database", () => {
  const port = "database";
  const add: Transaction = { write: [{ ...ada, add: { total: 1 } }] };
  const after = (commits: number): Database =>
    Array.from({ length: commits }, () => add).reduce((before, each) => transact(before, each).after, emptyDatabase);
  const call = (truth: Truth, machine: string): void => noteCall(truth, { machine, port, request: add });
  const reply = (truth: Truth, machine: string, commits: number): unknown =>
    noteReply(truth, { machine, port, reply: { database: after(commits) } });
  const totalIn = (database: Database | undefined): unknown =>
    database === undefined ? "unknown" : (entries(database, ada)[0]?.row["total"] ?? 0);

  test("from the newest reply", () => {
    const truth = startTruth();
    for (const machine of ["a", "b"]) call(truth, machine);
    expect(totalIn(reply(truth, "a", 2) as Database)).toBe(2);
    expect(reply(truth, "b", 1)).toBeUndefined();
    expect([totalIn(truth.database), truth.calls]).toEqual([2, {}]);
  });

  test("by running, in the end, what one machine has called before it crashed", () => {
    const truth = startTruth();
    for (const machine of ["a", "a", "a", "b"]) call(truth, machine);
    reply(truth, "b", 1);
    reply(truth, "a", 2);
    noteCrash(truth, { machine: "a" });
    noteCrash(truth, { machine: "c" });
    expect(totalIn(databaseInTheEnd(truth))).toBe(4);
    call(truth, "a");
    reply(truth, "a", 5);
    expect([totalIn(databaseInTheEnd(truth)), truth.calls]).toEqual([5, {}]);
  });

  test("not, if another machine may have seen that already, or if two have crashed", () => {
    const seen = startTruth();
    for (const machine of ["a", "b"]) call(seen, machine);
    reply(seen, "b", 2);
    noteCrash(seen, { machine: "a" });
    expect(databaseInTheEnd(seen)).toBeUndefined();
    const both = startTruth();
    for (const machine of ["a", "b"]) {
      call(both, machine);
      noteCrash(both, { machine });
    }
    expect(databaseInTheEnd(both)).toBeUndefined();
  });

  test("and take no notice of other ports", () => {
    const truth = startTruth();
    noteCall(truth, { machine: "a", port: "other", request: null });
    expect(noteReply(truth, { machine: "a", port: "other", reply: null })).toBeUndefined();
    expect(truth).toEqual(startTruth());
  });
});
