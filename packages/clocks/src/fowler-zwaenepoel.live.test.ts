import { type AnyMachine, type Exploration, at, defineSystem, durable, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { laws, system } from "./fowler-zwaenepoel.live.ts";
import { fowlerZwaenepoel } from "./fowler-zwaenepoel.ts";

test("vector time can be worked out from the logs, whoever is killed and whatever is cut", () => {
  const troubled = withFaults(system, {
    crashes: 3,
    cuts: [
      [["extract"], ["transform"]],
      [["load"], ["extract", "transform"]],
    ],
  });
  expect(sample(troubled, { laws, runs: 30 }).outcome).toBe("sampled");
  expect(tried(durable(fowlerZwaenepoel)).outcome).toBe("proved");
});

test("if it forgets, it gives numbers that it has given before", () => {
  expect(tried(fowlerZwaenepoel).outcome).toBe("broken");
});

/** Two messages, an event and two crashes, in every order. */
function tried(clock: AnyMachine): Exploration {
  const inputs = [
    at("extract", { type: "send", to: "load" }),
    at("load", { type: "send", to: "extract" }),
    at("extract", { type: "local" }),
  ];
  const machines = { extract: clock, load: clock };
  return explore(defineSystem({ machines, channels: "any-order", inputs, faults: { crashes: 2 } }), { laws });
}
