import { durable, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { reachesTheEnd } from "./consumer-group.laws.ts";
import { laws, system, systemOf } from "./consumer-group.live.ts";
import { consumer } from "./mod.ts";

test("every record is written and committed in the end, whoever is killed and whatever is cut", () => {
  const troubled = withFaults(system, {
    crashes: 4,
    cuts: [
      [["broker"], ["north", "south"]],
      [["west"], ["broker"]],
    ],
  });
  expect(sample(troubled, { laws, runs: 30 }).outcome).toBe("sampled");
});

test("nobody is killed: the same", () => {
  expect(sample(withFaults(system, { crashes: 0 }), { laws, runs: 10 }).outcome).toBe("sampled");
});

test("a member that remembers its write waits for ever: the reply is lost with its life", () => {
  const remembering = withFaults(systemOf({ consumer: durable(consumer) }), { crashes: 3 });
  const { counterexample } = sample(remembering, { laws: [reachesTheEnd], runs: 30, shrinks: false });
  expect(counterexample?.law).toBe(reachesTheEnd.name);
});
