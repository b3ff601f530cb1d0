import { type Broken, type Execution, type ExecutionLaw, explore, sample, simulate } from "@millrace/core";
import { expect, test } from "vitest";
import type { Checkpoint, Cut, Shipment } from "./checkpoint.ts";
import { inTransit, isConsistent, latestConsistentCut } from "./consistent-cut.ts";
import {
  type Functions,
  findsTheLatestCut,
  findsWhatIsInTransit,
  keepsToCuts,
  tellsConsistentCuts,
  tellsConsistentPartialCuts,
} from "./cut.laws.ts";
import { warehousesOf } from "./consistent-cut.warehouses.ts";

const ours: Functions = { isConsistent, inTransit, latestConsistentCut };

const lawsOf = (functions: Functions): readonly ExecutionLaw[] => [
  tellsConsistentCuts(functions.isConsistent),
  tellsConsistentPartialCuts(functions.isConsistent),
  findsWhatIsInTransit(functions.inTransit),
  findsTheLatestCut(functions.latestConsistentCut),
];

test("V(j)[i] ≤ V(i)[i] for all i and j tells consistent cuts, in every execution of a small world", () => {
  const worlds = [
    warehousesOf(["east"], []),
    warehousesOf(
      ["east", "west"],
      [
        ["east", "west"],
        ["west", "east"],
        ["east", "west"],
      ],
    ),
    warehousesOf(
      ["east", "west", "north"],
      [
        ["east", "west"],
        ["west", "north"],
        ["north", "east"],
      ],
    ),
  ];
  for (const world of worlds) expect(explore(world, { laws: lawsOf(ours) }).outcome).toBe("proved");
});

test("and in long runs", () => {
  const machines = ["east", "west", "north", "south"];
  const shipments = Array.from(
    { length: 30 },
    (_, turn) => [machines[turn % 4] ?? "", machines[(turn + 1 + (turn % 3)) % 4] ?? ""] as const,
  );
  expect(sample(warehousesOf(machines, shipments), { laws: [keepsToCuts(ours, 50)], runs: 10 }).outcome).toBe(
    "sampled",
  );
});

test("who calls every cut consistent, or none, is seen", () => {
  expect(firstBroken({ ...ours, isConsistent: () => true })).toBe(tellsConsistentCuts(isConsistent).name);
  expect(firstBroken({ ...ours, isConsistent: () => false })).toBe(tellsConsistentCuts(isConsistent).name);
  expect(firstBroken({ ...ours, isConsistent: () => "yes" })).toBe(tellsConsistentCuts(isConsistent).name);
});

test("who holds what is known of a machine that is left out against a cut is seen", () => {
  const strict = (cut: Cut): boolean =>
    Object.values(cut).every(({ vector }) =>
      Object.entries(vector).every(([machine, count]) => count <= (cut[machine]?.vector[machine] ?? 0)),
    );
  expect(firstBroken({ ...ours, isConsistent: strict })).toBe(tellsConsistentPartialCuts(isConsistent).name);
});

test("who leaves a shipment out, lists it twice, or lists what is none is seen", () => {
  const { name } = findsWhatIsInTransit(inTransit);
  const answers: ((cut: Cut) => unknown)[] = [
    () => [],
    (cut) => inTransit(cut).flatMap((shipment) => [shipment, shipment]),
    (cut) => inTransit(cut).map(({ boxes, ...shipment }) => ({ ...shipment, boxes: boxes + 1 })),
    (cut) => Object.values(cut).flatMap(({ sent }) => sent),
    () => undefined,
    () => [() => {}],
  ];
  for (const answer of answers) expect(firstBroken({ ...ours, inTransit: answer })).toBe(name);
});

test("who takes the last checkpoints, or the first ones, is seen", () => {
  const { name } = findsTheLatestCut(latestConsistentCut);
  const places = (histories: Record<string, Checkpoint[]>, from: (list: Checkpoint[]) => number): unknown =>
    Object.fromEntries(Object.entries(histories).map(([machine, list]) => [machine, from(list)]));
  const wrong = [(list: Checkpoint[]) => list.length - 1, () => 0];
  for (const from of wrong)
    expect(firstBroken({ ...ours, latestConsistentCut: (histories) => places(histories, from) })).toBe(name);
});

test("no consistent cut has a checkpoint later than the latest one's", () => {
  const histories = historiesOf(simulate(warehousesOf(["east", "west"], toAndFro), { seed: 3 }));
  const best = latestConsistentCut(histories);
  const { east = [], west = [] } = histories;
  const others = east.flatMap((first, eastPlace) =>
    west.flatMap((second, westPlace) =>
      isConsistent({ east: first, west: second }) ? [{ east: eastPlace, west: westPlace }] : [],
    ),
  );
  expect(others).toContainEqual(best);
  for (const other of others) {
    expect(other.east).toBeLessThanOrEqual(best["east"] ?? 0);
    expect(other.west).toBeLessThanOrEqual(best["west"] ?? 0);
  }
});

test("boxes in the warehouses and in transit add up in every consistent cut", () => {
  const { east = [], west = [] } = historiesOf(simulate(warehousesOf(["east", "west"], toAndFro), { seed: 5 }));
  const cuts = east.flatMap((first) => west.map((second) => ({ east: first, west: second })));
  const consistent = cuts.filter(isConsistent);
  expect(consistent.length).toBeGreaterThan(8);
  for (const cut of consistent)
    expect(stock(cut.east) + stock(cut.west) + sum(inTransit(cut).map(({ boxes }) => boxes))).toBe(0);
});

test("without a checkpoint from the beginning there may be no consistent cut, and that is said", () => {
  const late: Checkpoint = { vector: { east: 1, west: 1 }, takenAtMs: 0, sent: [], received: [] };
  const start: Checkpoint = { vector: {}, takenAtMs: 0, sent: [], received: [] };
  expect(() => latestConsistentCut({ east: [start], west: [late] })).toThrow(/west has no checkpoint that fits: 1/);
  expect(() => latestConsistentCut({ east: [start], west: [] })).toThrow(/west has no checkpoint that fits: 0/);
});

const toAndFro = [
  ["east", "west"],
  ["west", "east"],
  ["east", "west"],
  ["west", "east"],
  ["east", "west"],
] as const;

/** The law that functions break in a small world. */
function firstBroken(functions: Functions): string | undefined {
  const machines = ["east", "west", "north"];
  const world = warehousesOf(machines, [
    ["east", "west"],
    ["west", "north"],
  ]);
  return explore(world, { laws: lawsOf(functions) }).counterexample?.law;
}

/** A checkpoint after each event, as the laws hand them out. */
function historiesOf(execution: Execution): Record<string, Checkpoint[]> {
  let seen: Record<string, Checkpoint[]> = {};
  const law = findsTheLatestCut((histories) => {
    const size = Object.values(histories).flat().length;
    if (size > Object.values(seen).flat().length) seen = histories;
    return latestConsistentCut(histories);
  });
  const problem: Broken | undefined = law.check(execution);
  expect(problem).toBeUndefined();
  return seen;
}

function stock({ sent, received }: Checkpoint): number {
  const boxes = (shipments: readonly Shipment[]): number => sum(shipments.map(({ boxes }) => boxes));
  return boxes(received) - boxes(sent);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
