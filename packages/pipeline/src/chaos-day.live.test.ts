import { sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { laws, system, systemOf } from "./chaos-day.live.ts";
import { chaosDay } from "./chaos-day.ts";
import { doneIsSaid, fencesOff } from "./chaos-day.laws.ts";
import { business } from "./chaos-day.world.ts";

test("all twelve laws hold, whoever is killed and whatever is cut", () => {
  expect(sample(withFaults(system, { crashes: 20 }), { laws, runs: 15 }).outcome).toBe("sampled");
});

test("nobody is killed: the same", () => {
  expect(sample(withFaults(system, { crashes: 0 }), { laws, runs: 5 }).outcome).toBe("sampled");
});

test("a token for everybody, and a scheduler that never says done, are seen", () => {
  const broken = (change: Partial<typeof chaosDay>): string | undefined => {
    const wrong = systemOf({ chaosDay: { ...chaosDay, ...change } });
    return sample(wrong, { laws, runs: 30, shrinks: false }).counterexample?.law;
  };
  expect(broken({ tokenOf: () => 1 })).toBe(fencesOff.name);
  expect(broken({ mayBeDone: () => false })).toBe(doneIsSaid(business).name);
});
