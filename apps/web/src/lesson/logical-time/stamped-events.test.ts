import { type Event, type Execution, happensBefore, simulate } from "@millrace/core";
import { compareVectors } from "@millrace/clocks/vector-clock.ts";
import { expect, test } from "vitest";
import { system } from "./letters-system.ts";
import { countChangedPairs, findWay, stampedEvents } from "./stamped-events.ts";

const runs: readonly Execution[] = Array.from({ length: 20 }, (_unused, seed) =>
  simulate(system, { seed, latencyMs: [20, 300] }),
);

test("every request and every receipt is stamped, each with a name of its own", () => {
  for (const run of runs) {
    const stamped = stampedEvents(run);
    expect(stamped.map(({ event }) => event.kind).filter((kind) => kind === "input")).toHaveLength(9);
    expect(stamped.map(({ event }) => event.kind).filter((kind) => kind === "deliver")).toHaveLength(5);
    expect(new Set(stamped.map(({ name }) => name)).size).toBe(14);
  }
});

test("there is a way from a to b exactly if a → b, and each step of it is one", () => {
  for (const run of runs) {
    const stamped = stampedEvents(run);
    for (const one of stamped)
      for (const other of stamped) {
        if (one === other) continue;
        const way = findWay(run.events, [one.event.id, other.event.id]);
        expect(way.length > 0).toBe(happensBefore(one.event, other.event));
        expect(way.length > 0).toBe(compareVectors(one.vector, other.vector) === "before");
        const isStep = (event: Event, place: number): boolean =>
          place === 0 || event.machine === way[place - 1]?.machine || event.cause === way[place - 1]?.id;
        expect(way.every(isStep)).toBe(true);
      }
  }
});

test("a run stands to itself as it does, and to others otherwise", () => {
  const [first, ...others] = runs;
  if (first === undefined) throw new Error("There is no run.");
  expect(countChangedPairs(first, first)).toEqual({ pairs: (14 * 13) / 2, changed: 0 });
  expect(others.some((other) => countChangedPairs(first, other).changed > 0)).toBe(true);
});
