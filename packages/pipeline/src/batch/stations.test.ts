import { type AnyMachine, type Disk, at, defineSystem, simulate } from "@millrace/core";
import { expect, test } from "vitest";
import { ordersOf } from "../mod.ts";
import { backoffMs } from "./airflow.ts";
import { goldOf, silverOf } from "./models.ts";
import { postgres, tableOnDisk } from "./postgres.ts";
import { node, slicesOnDisk } from "./redshift.ts";
import { objectsOnDisk } from "./s3.ts";

test("postgres: a read at a commit shows what was there then, a later read what came since", () => {
  const table = tableOnDisk(diskOf());
  const [one, two] = ordersOf(2);
  if (one === undefined || two === undefined) throw new Error("there are two");
  expect(table.commit([one])).toBe(1);
  expect(table.commit([{ ...one, amount: 99 }, two])).toBe(2);
  expect(table.rowsAt(1, 0)).toEqual([{ ...one, lsn: 1 }]);
  expect(table.rowsAt(2, 0)).toEqual([
    { ...one, amount: 99, lsn: 2 },
    { ...two, lsn: 2 },
  ]);
  expect(table.rowsAt(2, 1).map(({ id }) => id)).toEqual([1, 2]);
  expect(table.rowsAt(2, 2)).toEqual([]);
});

test("postgres shows what it holds, and after a crash the same", () => {
  const inputs = [at("postgres", { type: "insert", rows: ordersOf(3) })];
  const { events } = simulate(defineSystem({ machines: { postgres: postgres() as AnyMachine }, inputs }));
  const total = ordersOf(3).reduce((sum, { amount }) => sum + amount, 0);
  expect(events.at(-1)?.state).toEqual({ lsn: 1, rowCount: 3, total });
});

test("s3: a put under a key that is taken changes nothing, and what is put is listed in order", () => {
  const store = objectsOnDisk(diskOf());
  expect(store.putIfAbsent("b/2", { rows: [1], lsn: 1 })).toBe(true);
  expect(store.putIfAbsent("b/1", { rows: [], lsn: 1 })).toBe(true);
  expect(store.putIfAbsent("b/2", { rows: [2], lsn: 2 })).toBe(false);
  expect(store.get("b/2")).toEqual({ rows: [1], lsn: 1 });
  expect(store.get("b/3")).toBeUndefined();
  expect(store.list("b/")).toEqual(["b/1", "b/2"]);
  expect(store.list("c/")).toEqual([]);
});

test("silver: one spelling, and the newest version; gold: each order once, and a key that it has left is empty", () => {
  const order = { id: 1, customer: " Ada", day: "2026-05-01", amount: 5, lsn: 1 };
  const later = { ...order, day: "2026-05-02", amount: 7, lsn: 2 };
  const silver = silverOf([later, order]);
  expect(silver).toEqual([{ ...later, customer: "ada" }]);
  expect(goldOf([...silverOf([order]), ...silver]).map(({ key, orders, revenue }) => [key, orders, revenue])).toEqual([
    ["ada 2026-05-01", 0, 0],
    ["ada 2026-05-02", 1, 7],
  ]);
});

test("a node merges by key, and every key has its slice", () => {
  const slices = slicesOnDisk(diskOf());
  const rows = Array.from({ length: 20 }, (_none, place) => {
    return { key: `ada ${place}`, customer: "ada", day: `${place}`, orders: 1, revenue: place };
  });
  slices.merge(rows);
  slices.merge(rows.map((row) => ({ ...row, revenue: 1 })));
  expect(slices.read().map(({ length }) => length > 0)).toEqual([true, true]);
  expect(slices.read().flat()).toHaveLength(20);
  expect(
    slices
      .read()
      .flat()
      .every(({ revenue }) => revenue === 1),
  ).toBe(true);
});

test("a node that has nothing says so", () => {
  const asker: AnyMachine = {
    start: (context) => (context.send("node", { type: "aggregate", request: "1" }), {}),
    onMessage: (_state, message, _from, context) => context.output(message),
  };
  const { events } = simulate(defineSystem({ machines: { asker, node: node() as AnyMachine } }));
  const nothing = { rowCount: 0, total: 0 };
  expect(events.flatMap(({ outputs }) => outputs)).toEqual([
    { type: "partial", request: "1", ...nothing, slices: [nothing, nothing] },
  ]);
});

test("between two attempts airflow waits from once to twice the delay, doubled each time, up to a limit", () => {
  const options = { retryDelayMs: 100, maxRetryDelayMs: 1_000 };
  for (const attempt of [1, 2, 3]) {
    const least = 100 * 2 ** (attempt - 1);
    const waits = Array.from({ length: 50 }, (_none, run) => backoffMs(`load ${run}`, attempt, options));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...waits)).toBeLessThan(2 * least);
    expect(new Set(waits).size).toBeGreaterThan(10);
  }
  expect(backoffMs("load 1", 9, options)).toBe(1_000);
  expect(backoffMs("load 1", 2, options)).toBe(backoffMs("load 1", 2, options));
});

function diskOf(): Disk {
  const kept = new Map<string, unknown>();
  return {
    read: (key) => structuredClone(kept.get(key)),
    write: (key, value) => void kept.set(key, structuredClone(value)),
  };
}
