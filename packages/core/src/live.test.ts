import { describe, expect, test } from "vitest";
import { laws, system, systemOf } from "./hello-machine.live.ts";
import { answersEveryHello } from "./hello-machine.laws.ts";
import { helloMachine } from "./hello-machine.ts";
import { type AnyMachine, type System, at, defineMachine, defineSystem, durable, explore, sample } from "./mod.ts";
import { withFaults } from "./with-faults.ts";

describe("hello-machine", () => {
  test("everybody is answered, whoever is killed and whatever is cut", () => {
    expect(sample(troubled(system), { laws, runs: 40 }).outcome).toBe("sampled");
    expect(explore(three(helloMachine), { laws }).outcome).toBe("proved");
  });

  test("a machine that has yet to answer needs its disk", () => {
    expect(explore(three(answersLater), { laws }).counterexample?.law).toBe(answersEveryHello.name);
    expect(explore(three(durable(answersLater)), { laws }).outcome).toBe("proved");
    expect(sample(troubled(systemOf({ helloMachine: answersLater })), { laws, runs: 40 }).outcome).toBe("sampled");
  });

  test("a machine that says nothing is seen", () => {
    const silent: AnyMachine = { ...helloMachine, onMessage: () => undefined };
    const { counterexample } = sample(systemOf({ helloMachine: silent }), { laws, runs: 1, shrinks: false });
    expect(counterexample?.law).toBe(answersEveryHello.name);
  });
});

/** Answers all its guests when a timer goes off. */
const answersLater: AnyMachine = defineMachine<{ guests: string[] }, string, unknown, { readonly greet: string }>({
  start: () => ({ guests: [] }),
  onMessage(state, message, from, context) {
    if (message === "hello back") return context.output({ type: "answered", by: from });
    state.guests.push(from);
    context.setTimer("answer", 10);
  },
  onTimer(state, _timer, context) {
    for (const guest of state.guests.splice(0)) context.send(guest, "hello back");
  },
  onInput: (_state, { greet }, context) => context.send(greet, "hello"),
});

/** Three hellos and two crashes. */
function three(machine: AnyMachine): System {
  return defineSystem({
    machines: { salad: machine, grill: machine },
    channels: "any-order",
    inputs: [at("salad", { greet: "grill" }), at("grill", { greet: "salad" }), at("salad", { greet: "grill" })],
    faults: { crashes: 2 },
  });
}

function troubled(of: System): System {
  return withFaults(of, {
    crashes: 3,
    cuts: [
      [["salad"], ["grill", "dessert"]],
      [["dessert"], ["salad"]],
    ],
  });
}
