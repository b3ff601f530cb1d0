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
import { laws, system } from "./vector-counters.live.ts";
import { vectorCounters } from "./vector-counters.ts";
import { isSaidAtLast, vectorCountersLaws } from "./vector-counters.laws.ts";
import { task } from "./workload.ts";

const ring = ["driver", "east"];

test("the end is said once, in time and in the end, whoever is killed and whatever is cut", () => {
  const cuts = [
    [["driver"], ["east", "west"]],
    [["north", "west"], ["driver"]],
  ] as const;
  expect(sample(withFaults(system, { crashes: 3, cuts }), { laws, runs: 40 }).outcome).toBe("sampled");
  expect(tried(durable(vectorCounters(ring)), vectorCountersLaws(ring)).outcome).toBe("proved");
});

test("if a machine forgets that it has begun, or who is its guest, it is never said", () => {
  const law = isSaidAtLast(ring);
  expect(tried(vectorCounters(ring), [law]).counterexample?.law).toBe(law.name);
});

/** Two machines and two crashes. */
function tried(machine: AnyMachine, of: readonly Law[]): Exploration {
  const back = task({ to: "driver", task: task({ to: "east" }, { to: "east" }) });
  return explore(
    defineSystem({
      machines: { driver: machine, east: machine },
      channels: "any-order",
      inputs: [at("driver", { type: "begin", task: task({ to: "east" }) }), at("east", { type: "begin", task: back })],
      faults: { crashes: 2 },
    }),
    { laws: of },
  );
}
