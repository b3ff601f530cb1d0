import { type AnyMachine, type Exploration, durable, defineSystem, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { laws, system } from "./lai-yang.live.ts";
import { laiYang } from "./lai-yang.ts";
import { recordsItsBalance, snapshotLaws } from "./snapshot.laws.ts";
import { photographed, transferred } from "./transfers-to-try.ts";

test("every photo is complete and right, whoever is killed and whatever is cut", () => {
  const cuts = [
    [["north"], ["east", "south"]],
    [["west"], ["north"]],
  ] as const;
  expect(sample(withFaults(system, { crashes: 3, cuts }), { laws, runs: 40 }).outcome).toBe("sampled");
  expect(tried(durable(laiYang)).outcome).toBe("proved");
});

test("who forgets its balance records the wrong one", () => {
  expect(tried(laiYang).counterexample?.law).toBe(recordsItsBalance.name);
});

/** Two machines, a transfer each way, and two crashes. */
function tried(machine: AnyMachine): Exploration {
  const bank = defineSystem({
    machines: { a: machine, b: machine },
    channels: "any-order",
    inputs: [transferred("a", "b", 5), photographed("a"), transferred("b", "a", 7)],
    faults: { crashes: 2 },
  });
  return explore(bank, { laws: snapshotLaws(bank.channels) });
}
