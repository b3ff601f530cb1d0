import {
  type AnyMachine,
  at,
  defineSystem,
  durable,
  type Exploration,
  explore,
  type Law,
  sample,
} from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { isSaidInTheEnd } from "./termination.laws.ts";
import { laws, system } from "./weight-throwing.live.ts";
import { weightThrowing } from "./weight-throwing.ts";
import { task } from "./workload.ts";

test("the end is said once, in time and in the end, whoever is killed and whatever is cut", () => {
  const troubled = withFaults(system, {
    crashes: 3,
    cuts: [
      [["driver"], ["east", "west"]],
      [["north", "west"], ["driver"]],
    ],
  });
  expect(sample(troubled, { laws, runs: 40 }).outcome).toBe("sampled");
  expect(withTwoCrashes(durable(weightThrowing), laws).outcome).toBe("proved");
});

test("if a machine forgets, it is never said", () => {
  expect(withTwoCrashes(weightThrowing, [isSaidInTheEnd]).counterexample?.law).toBe(isSaidInTheEnd.name);
});

function withTwoCrashes(machine: AnyMachine, held: readonly Law[]): Exploration {
  const load = task({ to: "east", task: task({ to: "west" }, { to: "driver" }) });
  return explore(
    defineSystem({
      machines: { driver: machine, east: machine, west: machine },
      channels: "any-order",
      inputs: [at("driver", { type: "begin", task: load })],
      faults: { crashes: 2 },
    }),
    { laws: held },
  );
}
