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
import { laws, system } from "./huang-snapshot.live.ts";
import { huangSnapshot } from "./huang-snapshot.ts";
import { isSaidInTheEnd } from "./termination.laws.ts";
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
  expect(withACrash(durable(huangSnapshot), laws).outcome).toBe("proved");
});

test("if a machine forgets, it is never said", () => {
  expect(withACrash(huangSnapshot, [isSaidInTheEnd]).counterexample?.law).toBe(isSaidInTheEnd.name);
});

function withACrash(machine: AnyMachine, held: readonly Law[]): Exploration {
  const load = task({ to: "east", task: task({ to: "west" }) });
  return explore(
    defineSystem({
      machines: { driver: machine, east: machine, west: machine },
      channels: "fifo",
      inputs: [at("driver", { type: "begin", task: load })],
      faults: { crashes: 1 },
    }),
    { laws: held },
  );
}
