import { type AnyMachine, type Exploration, at, defineSystem, durable, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { groupMember, sequencer } from "./sequencer.ts";
import { laws, system } from "./sequencer.live.ts";
import { deliversInOneOrder, deliversWhatWasAsked } from "./total-order.laws.ts";

test("every copy takes everything in one order, whoever is killed and whatever is cut", () => {
  const cuts = [
    [["topic"], ["paris"]],
    [["oslo", "berlin"], ["topic"]],
  ] as const;
  expect(sample(withFaults(system, { crashes: 3, cuts }), { laws, runs: 30 }).outcome).toBe("sampled");
  expect(tried(durable(sequencer), durable(groupMember("topic"))).outcome).toBe("proved");
});

test("a topic that forgets its number uses it twice, and then the order breaks", () => {
  expect(tried(sequencer, groupMember("topic")).counterexample?.law).toBe(deliversInOneOrder.name);
});

/** Two multicasts from two members, and two crashes. */
function tried(topic: AnyMachine, member: AnyMachine): Exploration {
  return explore(
    defineSystem({
      machines: { topic, berlin: member, paris: member },
      channels: "any-order",
      inputs: [at("berlin", { payload: 1 }), at("paris", { payload: 2 })],
      faults: { crashes: 2 },
    }),
    { laws: [deliversInOneOrder, deliversWhatWasAsked] },
  );
}
