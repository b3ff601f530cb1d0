import { type AnyMachine, type Exploration, durable, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { skeen } from "./skeen.ts";
import { laws, system } from "./skeen.live.ts";
import { groupOf, multicasts } from "./total-order.group.ts";

test("every copy takes everything in one order, whoever is killed and whatever is cut", () => {
  const cuts = [
    [["berlin"], ["paris"]],
    [["oslo", "paris"], ["berlin"]],
  ] as const;
  expect(sample(withFaults(system, { crashes: 3, cuts }), { laws, runs: 30 }).outcome).toBe("sampled");
  expect(tried(durable(skeen)).outcome).toBe("proved");
});

test("who forgets what it proposed breaks it", () => {
  expect(tried(skeen).outcome).toBe("broken");
});

/** Two multicasts that cross, and two crashes. */
function tried(machine: AnyMachine): Exploration {
  const inputs = [...multicasts("berlin", 1), ...multicasts("paris", 2)];
  return explore(withFaults(groupOf(machine, ["berlin", "paris"], inputs), { crashes: 2 }), { laws });
}
