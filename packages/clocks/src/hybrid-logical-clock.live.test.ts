import { type AnyMachine, type Exploration, at, defineSystem, durable, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { laws, system, systemOf } from "./hybrid-logical-clock.live.ts";
import { hybridLogicalClock } from "./hybrid-logical-clock.ts";
import { startingLater } from "./wall-clocks.ts";

test("stamps are right, whoever is killed, whatever is cut and however clocks jump", () => {
  const troubled = withFaults(system, {
    crashes: 3,
    clockSkewMs: 300,
    cuts: [
      [["extract"], ["transform"]],
      [["load"], ["extract", "transform"]],
    ],
  });
  expect(sample(troubled, { laws, runs: 40 }).outcome).toBe("sampled");
  expect(tried(durable(clock)).outcome).toBe("proved");
});

test("if it forgets, it stamps below what it has stamped", () => {
  expect(tried(clock).outcome).toBe("broken");
});

test("it runs a learner's clock, too", () => {
  const silent = { start: () => ({}) };
  expect(sample(systemOf({ hybridLogicalClock: () => silent }), { laws, runs: 1 }).outcome).toBe("broken");
});

const clock = hybridLogicalClock({ maxAheadMs: 500 });

/** Two messages, an event and a crash, in every order. */
function tried(machine: AnyMachine): Exploration {
  const inputs = [
    at("extract", { type: "send", to: "load" }),
    at("load", { type: "send", to: "extract" }),
    at("extract", { type: "local" }),
  ];
  const machines = { extract: startingLater(machine), load: startingLater(machine) };
  return explore(defineSystem({ machines, channels: "any-order", inputs, faults: { crashes: 1 } }), { laws });
}
