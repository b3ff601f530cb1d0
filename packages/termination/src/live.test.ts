import {
  type AnyMachine,
  type Exploration,
  type Law,
  type System,
  at,
  defineSystem,
  durable,
  explore,
  sample,
} from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { describe, expect, test } from "vitest";
import * as dijkstraScholten from "./dijkstra-scholten.live.ts";
import * as fourCounter from "./four-counter.live.ts";
import { type Task, dijkstraScholten as tree, fourCounter as counting, task } from "./mod.ts";
import { isNeverTooEarly, isSaidInTheEnd } from "./termination.laws.ts";

const chain = task({ to: "east", task: task({ to: "west" }) });

describe.each<[string, AnyMachine, typeof dijkstraScholten | typeof fourCounter, Task]>([
  ["dijkstra-scholten", tree, dijkstraScholten, task({ to: "east", task: task({ to: "west" }, { to: "driver" }) })],
  ["four-counter", counting, fourCounter, chain],
])("%s", (_name, machine, { system, laws }, load) => {
  test("the end is said once, in time and in the end, whoever is killed and whatever is cut", () => {
    expect(sample(troubled(system), { laws, runs: 40 }).outcome).toBe("sampled");
    expect(tried(durable(machine), laws, load).outcome).toBe("proved");
  });

  test("if a machine forgets, it is never said", () => {
    expect(tried(machine, [isSaidInTheEnd], load).counterexample?.law).toBe(isSaidInTheEnd.name);
  });
});

test("four counters that forget may even say it too early", () => {
  expect(tried(counting, [isNeverTooEarly], chain).counterexample?.law).toBe(isNeverTooEarly.name);
});

/** Three machines and two crashes. */
function tried(machine: AnyMachine, laws: readonly Law[], load: Task): Exploration {
  return explore(
    defineSystem({
      machines: { driver: machine, east: machine, west: machine },
      channels: "any-order",
      inputs: [at("driver", { type: "begin", task: load })],
      faults: { crashes: 2 },
    }),
    { laws },
  );
}

function troubled(of: System): System {
  return withFaults(of, {
    crashes: 3,
    cuts: [
      [["driver"], ["east", "west"]],
      [["north", "west"], ["driver"]],
    ],
  });
}
