import { at, simulate } from "@millrace/core";
import { ordersOf, stationNames } from "@millrace/pipeline/batch-pipeline.world.ts";
import { expect, test } from "vitest";
import { stepTally } from "./step-tally.ts";
import { steps } from "./steps-system.ts";

test("every message of a run is told in a sentence of its own", () => {
  const inputs = [
    ...stationNames.map((id) => at(id, { type: "pace", door: "open" })),
    at("postgres", { type: "insert", rows: ordersOf(6) }, { atMs: 1 }),
    at("airflow", { type: "run" }, { atMs: 2 }),
  ];
  const system = { ...steps, inputs, nodes: steps.nodes.map((node) => ({ ...node, inputs: placesOf(node.id) })) };
  const { events, failure } = simulate(system);
  expect(failure).toBeUndefined();
  const { steps: told, inserts, runsAsked } = events.reduce(stepTally.add, stepTally.start());
  expect([inserts, runsAsked]).toEqual([1, 1]);
  expect(told).toHaveLength(2 + events.filter(({ kind }) => kind === "deliver").length);
  for (const { text } of told) expect(text).toMatch(/^\w.*\S$/u);
  expect(told.map(({ text }) => text)).toContain(
    "Metabase tells Airflow that refresh is done: 6 rows. What waited for it may begin.",
  );

  function placesOf(id: string): number[] {
    return inputs.flatMap(({ machine }, place) => (machine === id ? [place] : []));
  }
});
