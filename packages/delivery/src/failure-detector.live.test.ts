import { sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { laws, system } from "./failure-detector.live.ts";
import { suspectsWronglyAtMost } from "./failure-detector.laws.ts";

test("whoever is killed and whatever is cut, the words alternate, and every peer gets its beats", () => {
  const troubled = withFaults(system, { crashes: 4, cuts: [[["salad"], ["grill", "till"]]] });
  expect(sample(troubled, { laws, runs: 10, steps: 3_000 }).outcome).toBe("sampled");
});

test("if nothing is slow and nobody is killed, nobody is suspected", () => {
  const calm = [...laws, suspectsWronglyAtMost(0)];
  expect(sample(system, { laws: calm, runs: 5, steps: 3_000 }).outcome).toBe("sampled");
});
