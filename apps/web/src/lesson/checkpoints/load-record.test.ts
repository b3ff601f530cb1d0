import { World, at } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type LoadRecord, type LoadRun, addEvent, compare, emptyRecord, sinkOf } from "./load-record.ts";
import { type ShopInput, orderAt, orderCount, systemFor } from "./load-systems.ts";
import { type Mode, modes } from "./mode.ts";

const again: ShopInput = { type: "run" };
const change: ShopInput = { type: "change", order: orderAt(3, 20, 1000) };

describe.each(modes.map(([mode]) => mode))("%s", (mode) => {
  test("one run that nobody disturbs copies the source", () => {
    const record = load(mode);
    expect(record.runs).toEqual([{ began: "first", ended: "finished", written: orderCount }]);
    expect(compare(record.source, sinkOf(record)).isEqual).toBe(true);
  });
});

test("inserted twice, every row is there twice", () => {
  const record = load("append", { inputs: [again] });
  expect(compare(record.source, sinkOf(record))).toMatchObject({ copies: orderCount, missing: 0, isEqual: false });
});

test("killed in the middle and restarted, inserting doubles what was there", () => {
  const record = load("append", { killAfter: 3 });
  expect(record.runs).toEqual<LoadRun[]>([
    { began: "first", ended: "killed", written: 6 },
    { began: "restarted", ended: "finished", written: orderCount },
  ]);
  expect(compare(record.source, sinkOf(record)).copies).toBe(6);
});

test.each(["upsert", "checkpoint"] as const)("wherever it is killed, %s ends with the source", (mode) => {
  for (let killAfter = 1; killAfter <= orderCount / 2; killAfter++) {
    const record = load(mode, { killAfter, inputs: [again, change, again] });
    expect(record.runs.map(({ began }) => began)).toEqual(["first", "restarted", "asked", "asked"]);
    expect(compare(record.source, sinkOf(record)), `killed after ${killAfter}`).toMatchObject({
      copies: 0,
      missing: 0,
    });
  }
});

test("from a checkpoint, a run after a change writes the change and what may be late, not everything", () => {
  const { runs } = load("checkpoint", { inputs: [change, again] });
  expect(runs.at(-1)?.written).toBeLessThan(4);
  expect(load("upsert", { inputs: [change, again] }).runs.at(-1)?.written).toBe(orderCount);
});

test("a changed order is an older copy where rows are inserted", () => {
  const record = load("append", { inputs: [change, again] });
  const { copies, sinkSum, sourceSum } = compare(record.source, sinkOf(record));
  expect(copies).toBe(orderCount);
  expect(sinkSum).toBeGreaterThan(sourceSum);
});

/** Lets the loader run, kills it after so many writes of the warehouse and restarts it, then gives these inputs. */
function load(
  mode: Mode,
  options: { readonly killAfter?: number; readonly inputs?: readonly ShopInput[] } = {},
): LoadRecord {
  const { killAfter = Infinity, inputs = [] } = options;
  const world = new World(
    systemFor(mode, { inputs: inputs.map((input) => at("shop", input)), faults: { crashes: 1 } }),
  );
  let record = emptyRecord;
  let seen = 0;
  let kills = 0;
  for (;;) {
    for (const event of world.eventsFrom(seen)) record = addEvent(record, event);
    seen = world.eventCount;
    if (kills === 0 && record.versions.length === killAfter) {
      kills += 1;
      world.apply({ kind: "crash", machine: "loader" });
      continue;
    }
    // An input is given once all else is done.
    const choice = world.work.toSorted(
      (one, other) => Number(one.kind === "input") - Number(other.kind === "input"),
    )[0];
    if (choice === undefined) return record;
    world.apply(choice);
  }
}
