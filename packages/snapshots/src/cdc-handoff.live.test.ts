import { sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { capturer } from "./cdc-handoff.ts";
import { laws, lawsWithoutCrashes, system, systemOf } from "./cdc-handoff.live.ts";

test("the sink ends as a copy, whoever is killed", () => {
  expect(sample(withFaults(system, { crashes: 4 }), { laws, runs: 20 }).outcome).toBe("sampled");
});

test("and if nobody is, for two marks a chunk", () => {
  expect(sample(system, { laws: [...laws, ...lawsWithoutCrashes], runs: 10 }).outcome).toBe("sampled");
});

test("it comes to rest", () => {
  expect(sample(system, { laws: [], runs: 5, steps: 5_000 }).coverage).toMatchObject({ silentRuns: 5, cutOffRuns: 0 });
});

test("a capturer without a disk is seen", () => {
  const forgetful = systemOf({
    capturer: (options) => {
      const machine = capturer(options);
      const blank = { read: () => undefined, write: () => {} };
      return { ...machine, start: (context) => machine.start({ ...context, disk: blank }) };
    },
  });
  const { counterexample } = sample(withFaults(forgetful, { crashes: 4 }), { laws, runs: 20, shrinks: false });
  expect(laws.map(({ name }) => name)).toContain(counterexample?.law);
});
