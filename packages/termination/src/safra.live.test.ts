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
import { laws, system } from "./safra.live.ts";
import { safra } from "./safra.ts";
import { safraLaws } from "./safra.laws.ts";
import { isNeverTooEarly, isSaidInTheEnd, terminationLaws } from "./termination.laws.ts";
import { type Task, task } from "./workload.ts";

const ring = ["driver", "east", "west"];
const chain = task({ to: "east", task: task({ to: "west" }) });

test("the end is said once, in time and in the end, whoever is killed and whatever is cut", () => {
  const cuts = [
    [["driver"], ["east", "west"]],
    [["north", "west"], ["driver"]],
  ] as const;
  expect(sample(withFaults(system, { crashes: 3, cuts }), { laws, runs: 40 }).outcome).toBe("sampled");
  expect(tried(durable(safra(ring)), [...terminationLaws, ...safraLaws(ring)], chain).outcome).toBe("proved");
});

test("if a machine forgets the token, it is never said", () => {
  expect(tried(safra(ring), [isSaidInTheEnd], chain).counterexample?.law).toBe(isSaidInTheEnd.name);
});

test("if it forgets its balance, it may be said too early", () => {
  // Two balances that are forgotten: one of what was received, and one of what was sent.
  const load = task({ to: "east" }, { to: "east", task: task({ to: "west" }, { to: "west" }) });
  expect(tried(safra(ring), [isNeverTooEarly], load).counterexample?.law).toBe(isNeverTooEarly.name);
});

/** Three machines and two crashes. */
function tried(machine: AnyMachine, of: readonly Law[], load: Task): Exploration {
  return explore(
    defineSystem({
      machines: { driver: machine, east: machine, west: machine },
      channels: "any-order",
      inputs: [at("driver", { type: "begin", task: load })],
      faults: { crashes: 2 },
    }),
    { laws: of },
  );
}
