import {
  type AnyMachine,
  type Exploration,
  type Law,
  at,
  defineSystem,
  durable,
  explore,
  sample,
} from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { deliversEverything, deliversInCausalOrder } from "./causal-order.laws.ts";
import { raynalSchiperToueg } from "./raynal-schiper-toueg.ts";
import * as live from "./raynal-schiper-toueg.live.ts";

const cuts = [
  [["shop"], ["warehouse"]],
  [["billing", "returns"], ["shop"]],
] as const;

test("news comes after what it builds on, whoever is killed and whatever is cut", () => {
  expect(sample(withFaults(live.system, { crashes: 3, cuts }), { laws: live.laws, runs: 20 }).outcome).toBe("sampled");
  expect(tried(durable(raynalSchiperToueg)).outcome).toBe("proved");
});

test("nothing waits but for what could have caused it, if nobody is killed", () => {
  const laws = [...live.laws, ...live.lawsWithoutCrashes];
  expect(sample(withFaults(live.system, { cuts }), { laws, runs: 10 }).outcome).toBe("sampled");
});

test("a machine that forgets what was sent lets news overtake, or waits for ever", () => {
  for (const law of [deliversInCausalOrder, deliversEverything])
    expect(tried(raynalSchiperToueg, [law]).counterexample?.law).toBe(law.name);
});

/** An order, an invoice for it, a refund, and a crash. */
function tried(machine: AnyMachine, laws: readonly Law[] = live.laws): Exploration {
  const inputs = [
    at("shop", { to: "warehouse", payload: "order" }),
    at("shop", { to: "billing", payload: "invoice" }),
    at("billing", { to: "warehouse", payload: "refund" }),
  ];
  const machines = { shop: machine, billing: machine, warehouse: machine };
  return explore(defineSystem({ machines, channels: "any-order", inputs, faults: { crashes: 1 } }), { laws });
}
