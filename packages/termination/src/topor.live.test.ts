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
import { isNeverTooEarly, isSaidInTheEnd, terminationLaws } from "./termination.laws.ts";
import { laws, system } from "./topor.live.ts";
import { topor } from "./topor.ts";
import { toporLaws } from "./topor.laws.ts";
import { task } from "./workload.ts";

const tree = { east: "driver", west: "driver" };

test("the end is said once, in time and in the end, whoever is killed and whatever is cut", () => {
  const cuts = [
    [["driver"], ["east", "west"]],
    [["north", "west"], ["driver"]],
  ] as const;
  expect(sample(withFaults(system, { crashes: 3, cuts }), { laws, runs: 40 }).outcome).toBe("sampled");
  expect(tried(durable(topor(tree)), [...terminationLaws, ...toporLaws(tree)]).outcome).toBe("proved");
});

test("if a machine forgets, it is never said, or too early", () => {
  expect(tried(topor(tree), [isSaidInTheEnd]).counterexample?.law).toBe(isSaidInTheEnd.name);
  expect(tried(topor(tree), [isNeverTooEarly]).counterexample?.law).toBe(isNeverTooEarly.name);
});

/** Three machines and two crashes. */
function tried(machine: AnyMachine, of: readonly Law[]): Exploration {
  return explore(
    defineSystem({
      machines: { driver: machine, east: machine, west: machine },
      channels: "any-order",
      inputs: [
        at("driver", {
          type: "begin",
          task: task({ to: "east", task: task({ to: "west", task: task({ to: "east" }) }) }),
        }),
      ],
      faults: { crashes: 2 },
    }),
    { laws: of },
  );
}
