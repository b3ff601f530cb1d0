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
import { causalBroadcast } from "./causal-broadcast.ts";
import * as live from "./causal-broadcast.live.ts";
import { deliversEverything, deliversInCausalOrder } from "./causal-order.laws.ts";

const cuts = [
  [["shop"], ["warehouse"]],
  [["billing", "returns"], ["shop"]],
] as const;

test("no answer comes before what it answers, whoever is killed and whatever is cut", () => {
  expect(sample(withFaults(live.system, { crashes: 3, cuts }), { laws: live.laws, runs: 20 }).outcome).toBe("sampled");
  expect(tried(durable(causalBroadcast)).outcome).toBe("proved");
});

test("nothing waits but for what its sender knew, if nobody is killed", () => {
  const laws = [...live.laws, ...live.lawsWithoutCrashes];
  expect(sample(withFaults(live.system, { cuts }), { laws, runs: 10 }).outcome).toBe("sampled");
});

test("a machine that forgets what it knew lets an answer overtake, or waits for ever", () => {
  for (const law of [deliversInCausalOrder, deliversEverything])
    expect(tried(causalBroadcast, [law]).counterexample?.law).toBe(law.name);
});

/** A message, an answer, and a crash. */
function tried(machine: AnyMachine, laws: readonly Law[] = live.laws): Exploration {
  return explore(
    defineSystem({
      machines: { shop: machine, billing: machine, warehouse: machine },
      channels: "any-order",
      inputs: [at("shop", { payload: "order" }), at("billing", { payload: "refund" })],
      faults: { crashes: 1 },
    }),
    { laws },
  );
}
