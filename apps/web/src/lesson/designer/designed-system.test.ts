import { type Law, broken, eventually, explore, monitor, simulate } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Design, allDesigns, firstDesign, problemOf } from "./design.ts";
import { allSystems, designedSystem, systemName } from "./designed-system.ts";
import { countEnds } from "./ends.ts";
import { guaranteesOf, mostInHands, promiseOf } from "./guarantees.ts";
import { type Row, makeRows, rowsOfRun } from "./rows.ts";
import type { StageOutput } from "./stage-machine.ts";
import { stepsOf } from "./stages.ts";

interface Counts {
  placed: number[];
  stored: number[];
}

const ids = monitor<Counts, readonly Row[], StageOutput, Row>("the ends are counted", {
  start: () => ({ placed: [], stored: [] }),
  on: {
    input: ({ placed }, { input }) => void placed.push(input.id),
    output: ({ stored }, { output }) => void (output.type === "stored" && stored.push(output.row.id)),
  },
});
const nothingIsLost = eventually("every order is in the warehouse in the end", {
  of: ids,
  holds({ placed, stored }) {
    const missing = placed.filter((id) => !stored.includes(id));
    return missing.length === 0 ? undefined : broken("no order is missing", `missing: ${missing.join(", ")}`);
  },
});
const nothingIsDoubled = monitor<number[], readonly Row[], StageOutput>("no order is in the warehouse twice", {
  start: () => [],
  on: {
    output(stored, { output: { type, row } }) {
      if (type !== "stored") return undefined;
      if (stored.includes(row.id)) return broken(`order ${row.id} once`, `order ${row.id} again`);
      stored.push(row.id);
      return undefined;
    },
  },
});
const customersStayInOrder = monitor<Record<string, number[]>, readonly Row[], StageOutput>(
  "a customer's orders first come in the order in which they were placed",
  {
    start: () => ({}),
    on: {
      output(seen, { output: { row } }) {
        const own = (seen[row.customer] ??= []);
        if (own.includes(row.id)) return undefined;
        if (own.some((id) => id > row.id))
          return broken(`order ${row.id} before later ones`, `after ${own.join(", ")}`);
        own.push(row.id);
        return undefined;
      },
    },
  },
);

const two: readonly Row[] = [
  { id: 1, customer: "ada", cents: 100 },
  { id: 2, customer: "ada", cents: 200 },
];
const pace = { batchRows: 1, gatherMs: 0, workMs: 10 };
const short = { layers: "none", warehouse: "redshift", source: "postgresql" } as const;

/** Whether a law holds in every schedule with at most one crash. */
function holds(design: Design, law: Law): boolean {
  const { outcome, reason } = explore(designedSystem(design, { rows: two, pace, crashes: 1 }), { laws: [law] });
  if (outcome !== "proved" && outcome !== "broken") throw new Error(`${systemName(design)}: ${outcome}, ${reason}`);
  return outcome === "proved";
}

describe("what is promised end to end is what every schedule with a crash keeps, and no more", () => {
  const designs = allDesigns().filter((design) =>
    Object.entries(short).every(([question, value]) => design[question as keyof typeof short] === value),
  );
  test.each(designs.map((design) => [systemName(design), design] as const))("%s", (_name, design) => {
    const { delivery } = promiseOf(design);
    expect(holds(design, nothingIsLost)).toBe(delivery !== "at most once");
    expect(holds(design, nothingIsDoubled)).toBe(delivery !== "at least once");
  });

  test.each([
    ["kafka", "dbt"],
    ["kafka", "workers"],
    ["cdc", "dbt"],
    ["cdc", "workers"],
  ] as const)("a customer's orders stay in order: %s, %s", (transport, compute) => {
    const design = { ...firstDesign, ...short, transport, compute };
    expect(promiseOf(design).order).not.toBe("none");
    expect(holds(design, customersStayInOrder)).toBe(true);
  });
});

test.each(["kafka", "cdc"] as const)(
  "three workers keep each customer's orders in order, killed or not: %s",
  (transport) => {
    const design: Design = { ...firstDesign, transport, compute: "workers" };
    for (let seed = 0; seed < 6; seed++) {
      const { events } = simulate(designedSystem(design, { crashes: 1 }), { seed, steps: 5_000, latencyMs: [1, 400] });
      expect(countEnds(events)).toMatchObject({ lateForCustomer: 0, missing: 0 });
    }
  },
);

test("a batch gives no order", () => {
  const design: Design = { ...firstDesign, transport: "batch" };
  expect(promiseOf(design).order).toBe("none");
  expect(countEnds(simulate(designedSystem(design)).events).lateForCustomer).toBeGreaterThan(0);
});

test.each([...new Map(allDesigns().map((design) => [systemName(design), design]))])(
  "nobody dies, and the counts agree: %s",
  (_name, design) => {
    const { events } = simulate(designedSystem(design), { steps: 5_000 });
    expect(countEnds(events)).toMatchObject({ missing: 0, doubled: 0, recognised: 0, source: { orders: rowsOfRun } });
  },
);

test.each(["batch", "kafka", "cdc"] as const)("a kill costs or repeats what is in hand at most: %s", (transport) => {
  const lost: number[] = [];
  const doubled: number[] = [];
  const design: Design = { ...firstDesign, transport };
  for (let seed = 0; seed < 12; seed++) {
    const run = (failure: Design["failure"]) =>
      countEnds(simulate(designedSystem({ ...design, failure }, { crashes: 1 }), { seed, steps: 5_000 }).events);
    lost.push(run("note-first").missing);
    doubled.push(run("repeat").doubled);
    expect(run("merge")).toMatchObject({ missing: 0, doubled: 0 });
  }
  const most = mostInHands(design, { role: "transport" });
  for (const counts of [lost, doubled]) {
    expect(Math.max(...counts)).toBeGreaterThan(0);
    expect(Math.max(...counts)).toBeLessThanOrEqual(most);
  }
});

test("a worker has a system for each design, under a name that tells apart what differs", () => {
  const systems = allSystems();
  for (const design of allDesigns()) {
    const own = designedSystem(design, { rows: [] });
    expect(systems[systemName(design)]?.nodes.map(({ id }) => id)).toEqual(own.nodes.map(({ id }) => id));
    expect(own.nodes.map(({ id }) => id)).toEqual(
      stepsOf(design)
        .flat()
        .map(({ id }) => id),
    );
  }
});

test("every edge has its guarantee, and the last one's is the whole design's", () => {
  for (const design of allDesigns()) {
    const guarantees = guaranteesOf(design);
    expect(guarantees).toHaveLength(designedSystem(design, { rows: [] }).channels.length);
    expect(guarantees.at(-1)).toMatchObject({ delivery: promiseOf(design).delivery, order: promiseOf(design).order });
  }
});

test("before the warehouse a repeat is a repeat, whatever the warehouse does with it", () => {
  const deliveries = guaranteesOf({ ...firstDesign, failure: "merge" }).map(({ delivery }) => delivery);
  expect(deliveries).toEqual(["at least once", "at least once", "at least once", "effectively once"]);
});

test("workers turn the order of partitions into one of keys", () => {
  const orders = guaranteesOf({ ...firstDesign, layers: "none", compute: "workers" }).map(({ order }) => order);
  expect(orders).toEqual([
    "per partition",
    "per partition",
    "per partition",
    "per partition",
    "per key",
    "per key",
    "per key",
  ]);
});

test("files have no log to capture", () => {
  expect(problemOf({ ...firstDesign, source: "files", transport: "cdc" })).toMatch(/Choose batch or Kafka/);
  expect(problemOf({ ...firstDesign, source: "files" })).toBeUndefined();
});

test("rows are the same each time, and every customer gets some", () => {
  expect(makeRows(3)).toEqual(makeRows(3));
  expect(new Set(makeRows(rowsOfRun).map(({ customer }) => customer)).size).toBe(5);
});
