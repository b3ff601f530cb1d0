import { sample, simulate } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { handlesEachJobOnceUnderAnyCrash } from "./juang-venkatesan.laws.ts";
import { laws, system } from "./juang-venkatesan.live.ts";

const cuts = [
  [["orders"], ["stock", "billing"]],
  [["post", "billing"], ["orders"]],
] as const;

test("one machine is killed, some are cut off: back to the line, and all that is not undone is handled", () => {
  expect(sample(withFaults(system, { crashes: 1, cuts }), { laws, runs: 12 }).outcome).toBe("sampled");
});

test("machines are killed in the middle of recoveries: all that is not undone is handled nevertheless", () => {
  const all = [...laws, handlesEachJobOnceUnderAnyCrash];
  expect(sample(withFaults(system, { crashes: 5, cuts }), { laws: all, runs: 12 }).outcome).toBe("sampled");
});

test("if nobody is killed, nobody goes back", () => {
  const outputs = simulate(system).events.flatMap((event) => event.outputs.map((output) => JSON.stringify(output)));
  expect(outputs.filter((output) => output.includes("recovered"))).toEqual([]);
  expect(outputs.length).toBeGreaterThan(40);
});
