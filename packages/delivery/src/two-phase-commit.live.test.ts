import { sample, simulate } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { laws, system } from "./two-phase-commit.live.ts";

test("all tables are published or none, and everybody learns which, whoever is killed and whatever is cut", () => {
  const cuts = [
    [["publisher"], ["orders"]],
    [["customers", "prices"], ["publisher"]],
  ] as const;
  expect(sample(withFaults(system, { crashes: 4, cuts }), { laws, runs: 40 }).outcome).toBe("sampled");
});

test("if nobody is killed, four days of five are published", () => {
  const outputs = simulate(system).events.flatMap((event) => event.outputs.map((output) => JSON.stringify(output)));
  expect(outputs.filter((output) => output.includes("committed"))).toHaveLength(16);
  expect(outputs.filter((output) => output.includes("aborted"))).toHaveLength(4);
});
