import { at, simulate } from "@millrace/core";
import { expect, test } from "vitest";
import { boardSystems } from "./board-systems.ts";
import { adders } from "./sharing.ts";

function sumOf(sharing: "memory" | "notes", seed: number): number {
  const system = boardSystems[sharing];
  const inputs = adders.map((name) => at(name, { adds: 10 }));
  const nodes = system.nodes.map((node) => ({
    ...node,
    inputs: adders.flatMap((name, input) => (name === node.id ? [input] : [])),
  }));
  const { events } = simulate({ ...system, inputs, nodes }, { seed });
  const last = events.findLast(({ machine }) => machine === "board");
  // The board's state is its number, and nothing else.
  return (last?.state as { readonly value: number } | undefined)?.value ?? NaN;
}

test("notes lose nothing, whatever their order", () => {
  for (let seed = 1; seed <= 20; seed++) expect(sumOf("notes", seed)).toBe(20);
});

test("who reads and writes back overwrites what the other wrote meanwhile", () => {
  const sums = Array.from({ length: 20 }, (_, place) => sumOf("memory", place + 1));
  expect(Math.min(...sums)).toBeLessThan(20);
  expect(Math.max(...sums)).toBeLessThanOrEqual(20);
});
