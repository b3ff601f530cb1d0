import { type Exploration, type Law, at, defineSystem, durable, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { deliversEverything, deliversInCausalOrder } from "./causal-order.laws.ts";
import * as live from "./kshemkalyani-singhal.live.ts";
import { kshemkalyaniSinghal } from "./kshemkalyani-singhal.ts";

const cuts = [
  [["shop"], ["warehouse"]],
  [["billing", "returns"], ["shop"]],
] as const;

test("news comes after what it builds on, and logs say what they must, whoever is killed and whatever is cut", () => {
  expect(sample(withFaults(live.system, { crashes: 3, cuts }), { laws: live.laws, runs: 10 }).outcome).toBe("sampled");
  expect(tried({ isDurable: true }).outcome).toBe("proved");
});

test("nothing waits but for what could have caused it, if nobody is killed", () => {
  const laws = [...live.laws, ...live.lawsWithoutCrashes];
  expect(sample(withFaults(live.system, { cuts }), { laws, runs: 10 }).outcome).toBe("sampled");
});

test("a machine that forgets its log lets news overtake, or waits for ever", () => {
  for (const law of [deliversInCausalOrder, deliversEverything])
    expect(tried({ isDurable: false }, [law]).counterexample?.law).toBe(law.name);
});

/** An order to two machines, a refund, and a crash. */
function tried({ isDurable }: { readonly isDurable: boolean }, laws: readonly Law[] = live.laws): Exploration {
  const machine = isDurable ? durable(kshemkalyaniSinghal) : kshemkalyaniSinghal;
  const inputs = [
    at("shop", { to: ["warehouse", "billing"], payload: "order" }),
    at("billing", { to: ["warehouse"], payload: "refund" }),
  ];
  const machines = { shop: machine, billing: machine, warehouse: machine };
  return explore(defineSystem({ machines, channels: "any-order", inputs, faults: { crashes: 1 } }), { laws });
}
