import { type AnyMachine, type Faults, createRandom, defineMachine, explore, sample } from "@millrace/core";
import { describe, expect, test } from "vitest";
import {
  endsComplete,
  incrementalLaws,
  marksTheNewest,
  neverGoesBack,
  onceEach,
  readsTheWindow,
  restsAfter,
} from "./high-water-mark.laws.ts";
import { type Order, marks, order, orders, randomCommits, shopOf } from "./high-water-mark.shop.ts";
import {
  type Transaction,
  type Write,
  asAnswer,
  applyWrite,
  comparePositions,
  emptyTables,
  rowsOf,
  store,
} from "./high-water-mark.store.ts";
import { incrementalLoader } from "./high-water-mark.ts";

const equal = [order(1, 5), order(2, 5), order(3, 5)];
const late = [[order(1, 1), order(2, 2), order(3, 3)], [order(4, 1)], [order(5, 9)]];

describe("incremental loads = one full load", () => {
  test.each<[string, readonly (readonly Order[])[], number, Faults]>([
    ["nothing at all", [], 3, { crashes: 2 }],
    ["one time stamp", [equal, [order(0, 5)]], 0, { crashes: 1 }],
    ["late orders", late, 2, {}],
    ["late orders, and a crash", late.slice(0, 2), 2, { crashes: 1 }],
    ["an order that changes", [[order(1, 5, 1)], [order(1, 6, 2), order(2, 8)], [order(1, 7, 3)]], 3, {}],
    ["an order that is too late", [[order(1, 5)], [order(2, 9)], [order(3, 1)]], 2, {}],
  ])("%s, in every order", (_name, commits, lookbackMs, faults) => {
    const laws = incrementalLaws({ lookbackMs });
    expect(explore(shopOf(incrementalLoader({ lookbackMs }), { commits, faults }), { laws }).outcome).toBe("proved");
  });

  test("random commits, with crashes and clocks that jump", () => {
    for (let seed = 0; seed < 8; seed++) {
      const lookbackMs = seed % 4;
      const commits = randomCommits(createRandom(seed), { commits: 10, lookbackMs });
      const faults = { crashes: 3, clockSkewMs: 1_000 };
      const system = shopOf(incrementalLoader({ lookbackMs }), { commits, faults });
      expect(sample(system, { laws: incrementalLaws({ lookbackMs }), runs: 5 }).outcome).toBe("sampled");
    }
  });
});

describe("the laws see", () => {
  const mark = (row: Order): readonly Write[] => [{ table: marks, key: orders, put: row }];
  const put = (row: Order): readonly Write[] => [{ table: orders, key: row.id, put: row }];
  const [first, second] = [order(1, 5), order(2, 7)];

  test.each<[string, readonly Transaction[], string]>([
    ["an order with two rows", [{ write: [{ table: orders, append: first }, ...put(first)] }], onceEach.name],
    [
      "an order that goes away",
      [{ write: put(first) }, { write: [{ table: orders, key: 1, remove: true }] }],
      neverGoesBack.name,
    ],
    ["an order that gets older", [{ write: put(order(1, 6)) }, { write: put(first) }], neverGoesBack.name],
    ["a mark that goes back", [{ write: mark(second) }, { write: mark(first) }], neverGoesBack.name],
    [
      "a mark that goes away",
      [{ write: mark(second) }, { write: [{ table: marks, key: orders, remove: true }] }],
      neverGoesBack.name,
    ],
  ])("%s", (_name, transactions, law) => {
    const laws = [onceEach, neverGoesBack];
    expect(explore(shopOf(writing(transactions), { commits: [] }), { laws }).counterexample?.law).toBe(law);
  });

  test.each<[string, readonly Transaction[]]>([
    ["is missing", [{ write: put(first) }]],
    ["is ahead", [{ write: mark(second) }]],
    ["is behind", [{ write: [...put(first), ...put(second), ...mark(first)] }]],
    ["has another id", [{ write: [...put(first), ...mark(order(2, 5))] }]],
  ])("a mark that %s", (_name, transactions) => {
    const system = shopOf(writing(transactions), { commits: [] });
    expect(explore(system, { laws: [marksTheNewest] }).counterexample?.law).toBe(marksTheNewest.name);
  });

  test.each<[string, readonly Transaction[], boolean]>([
    ["an order that is missing", [{ write: put(first) }], false],
    ["an order that is not what it was last", [{ write: put(first) }, { write: put(order(2, 7, 3)) }], false],
    ["an order that nobody made", [first, second, order(3, 7)].map((row) => ({ write: put(row) })), false],
    ["and accept one that is late by too much, or not", [{ write: put(first) }, { write: put(second) }], true],
  ])("%s", (_name, transactions, holds) => {
    const commits = [[first], [second], [order(9, 2)]];
    const { counterexample } = explore(shopOf(writing(transactions), { commits }), {
      laws: [endsComplete({ lookbackMs: 4 })],
    });
    expect(counterexample === undefined).toBe(holds);
  });

  test("a loader that does not rest", () => {
    const restless = defineMachine<object>({
      start: (context) => (context.call("warehouse", {}), {}),
      onReply: (_state, _reply, _call, context) => context.call("warehouse", {}),
    });
    const law = restsAfter(20);
    expect(explore(shopOf(restless, { commits: [] }), { laws: [law] }).counterexample?.law).toBe(law.name);
    const rested = explore(shopOf(incrementalLoader({ lookbackMs: 0 }), { commits: [equal] }), { laws: [law] });
    expect(rested.outcome).toBe("proved");
  });

  test.each<[string, object, boolean]>([
    ["everything", {}, false],
    ["one millisecond too much", { from: { ts: 4 } }, false],
    ["the middle of such a one", { after: { ts: 4, id: 1 } }, false],
    ["the window", { from: { ts: 5 } }, true],
    ["the window, in other words", { after: { ts: 4 } }, true],
    ["only its end", { upTo: { ts: 7 } }, false],
    ["a row by its key", { key: 1 }, true],
    ["the newest", { newest: true }, true],
  ])("a page that has %s", (_name, wanted, holds) => {
    const system = shopOf(writing([{ write: mark(second) }], { read: [{ table: orders, ...wanted }] }), {
      commits: [],
    });
    const law = readsTheWindow({ lookbackMs: 2 });
    expect(explore(system, { laws: [law] }).counterexample?.law).toBe(holds ? undefined : law.name);
  });
});

describe("the store", () => {
  const rows = [order(2, 5), order(1, 5), order(9, 4)].reduce(
    (tables, row) => applyWrite(tables, { table: orders, key: row.id, put: row }),
    emptyTables,
  );
  const ids = (wanted: object): readonly number[] => rowsOf(rows, { table: orders, ...wanted }).map(({ id }) => id);

  test("rows come by time stamp and id, from an edge to an edge", () => {
    expect(ids({})).toEqual([9, 1, 2]);
    expect(ids({ newest: true })).toEqual([2]);
    expect(ids({ key: 9 })).toEqual([9]);
    expect(ids({ from: { ts: 5 } })).toEqual([1, 2]);
    expect(ids({ from: { ts: 5, id: 2 } })).toEqual([2]);
    expect(ids({ after: { ts: 4 } })).toEqual([1, 2]);
    expect(ids({ after: { ts: 5 } })).toEqual([]);
    expect(ids({ after: { ts: 5, id: 1 } })).toEqual([2]);
    expect(ids({ upTo: { ts: 5 } })).toEqual([9, 1, 2]);
    expect(ids({ upTo: { ts: 5, id: 1 } })).toEqual([9, 1]);
  });

  test("a page has so many rows, and each append makes one", () => {
    const { start, onCall } = store({ pageRows: 2 });
    const write = [1, 2, 3].map(() => ({ table: orders, append: order(1, 5) }));
    const { found } = asAnswer(onCall(start(), { write, read: [{ table: orders }, { table: marks }] }, "loader"));
    expect(found.map((page) => page.length)).toEqual([2, 0]);
  });

  test.each<[string, unknown]>([
    ["no object", "select *"],
    ["an unknown part", { insert: [] }],
    ["no list", { read: { table: orders } }],
    ["no table", { read: [{ key: 1 }] }],
    ["a write without a key", { write: [{ table: orders, put: order(1, 5) }] }],
    ["an append with a key", { write: [{ table: orders, key: 1, append: order(1, 5) }] }],
    ["a row without a time stamp", { write: [{ table: orders, key: 1, put: { id: 1 } }] }],
    ["two changes in one", { write: [{ table: orders, key: 1, put: order(1, 5), remove: true }] }],
    ["an edge that is a number", { read: [{ table: orders, after: 5 }] }],
    ["an edge without a number", { read: [{ table: orders, from: { ts: NaN } }] }],
    ["an unknown question", { read: [{ table: orders, where: "ts > 5" }] }],
  ])("refuses %s, and says what to write instead", (_name, request) => {
    const { start, onCall } = store();
    expect(() => onCall(start(), request, "loader")).toThrow(/^Cannot .*(\{|table: "orders")/);
  });

  test("what is no reply is refused", () => {
    expect(() => asAnswer({ ok: true })).toThrow(/^Cannot read/);
    expect(comparePositions({ ts: 1, id: 2 }, { ts: 1, id: 3 })).toBeLessThan(0);
  });
});

/** A loader that only writes this, and then asks the source. */
function writing(transactions: readonly Transaction[], question?: object): AnyMachine {
  return defineMachine<object>({
    start(context) {
      for (const transaction of transactions) context.call("warehouse", transaction);
      if (question !== undefined) context.call("source", question);
      return {};
    },
    onMessage() {},
  });
}
