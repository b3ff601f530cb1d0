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
import * as lamport from "./lamport-clock.live.ts";
import { stampsRise } from "./lamport-clock.laws.ts";
import { lamportClock, vectorClock } from "./mod.ts";
import * as vector from "./vector-clock.live.ts";
import { entriesCountEvents } from "./vector-clock.laws.ts";

const clocks: readonly (readonly [string, AnyMachine, typeof lamport | typeof vector, Law])[] = [
  ["lamport-clock", lamportClock, lamport, stampsRise],
  ["vector-clock", vectorClock, vector, entriesCountEvents],
];

describe.each(clocks)("%s", (_name, clock, { system, laws }, forgotten) => {
  test("its stamps are right, whoever is killed and whatever is cut", () => {
    expect(sample(troubled(system), { laws, runs: 40 }).outcome).toBe("sampled");
    expect(tried(durable(clock), laws).outcome).toBe("proved");
  });

  test("if it forgets, it stamps wrongly", () => {
    expect(tried(clock, laws).outcome).toBe("broken");
    expect(tried(clock, [forgotten]).counterexample?.law).toBe(forgotten.name);
  });
});

/** Two messages, an event and two crashes, in every order. */
function tried(clock: AnyMachine, laws: readonly Law[]): Exploration {
  const inputs = [
    at("extract", { type: "send", to: "load" }),
    at("load", { type: "send", to: "extract" }),
    at("extract", { type: "local" }),
  ];
  const machines = { extract: clock, load: clock };
  return explore(defineSystem({ machines, channels: "any-order", inputs, faults: { crashes: 2 } }), { laws });
}

function troubled(of: System): System {
  return withFaults(of, {
    crashes: 3,
    cuts: [
      [["extract"], ["transform"]],
      [["load"], ["extract", "transform"]],
    ],
  });
}
