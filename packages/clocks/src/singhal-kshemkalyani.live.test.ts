import { type AnyMachine, type Exploration, at, defineSystem, durable, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { singhalKshemkalyani } from "./mod.ts";
import { laws, system } from "./singhal-kshemkalyani.live.ts";

test("stamps and messages are right, whoever is killed and whatever is cut", () => {
  const troubled = withFaults(system, {
    crashes: 3,
    cuts: [
      [["extract"], ["transform"]],
      [["load"], ["extract", "transform"]],
    ],
  });
  expect(sample(troubled, { laws, runs: 40 }).outcome).toBe("sampled");
  expect(tried(durable(singhalKshemkalyani)).outcome).toBe("proved");
});

test("if it forgets, what it was told is lost", () => {
  expect(tried(singhalKshemkalyani).outcome).toBe("broken");
});

/** Three messages and a crash, in every order. */
function tried(clock: AnyMachine): Exploration {
  const inputs = [
    at("extract", { type: "send", to: "load" }),
    at("load", { type: "send", to: "extract" }),
    at("extract", { type: "send", to: "load" }),
  ];
  return explore(defineSystem({ machines: { extract: clock, load: clock }, inputs, faults: { crashes: 1 } }), { laws });
}
