import {
  type AnyMachine,
  type Context,
  type Exploration,
  type Input,
  type Law,
  type System,
  at,
  defineMachine,
  defineSystem,
  explore,
  follow,
  sample,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import {
  type BroadcastInput,
  type BroadcastMessage,
  type BroadcastOutput,
  type BroadcastState,
  causalBroadcast,
} from "./causal-broadcast.ts";
import {
  deliversEverything,
  deliversEverythingFrom,
  deliversInCausalOrder,
  sendsNoControlMessage,
  waitsOnlyForItsPast,
} from "./causal-order.laws.ts";

const laws = [deliversInCausalOrder, waitsOnlyForItsPast, deliversEverything, sendsNoControlMessage];

describe("what could have caused a broadcast is delivered before it, without a control message", () => {
  test("in every order, for all small conversations of three machines", () => {
    for (const second of ["a", "b", "c"])
      for (const third of ["a", "b", "c"]) expect(run(causalBroadcast, ["a", second, third]).outcome).toBe("proved");
  });

  test("in every order of four, two of them alike", () => {
    expect(run(causalBroadcast, ["a", "b", "a", "b"]).outcome).toBe("proved");
  });

  test("for sixty messages of six machines", () => {
    const machines = ["a", "b", "c", "d", "e", "f"];
    const inputs = Array.from({ length: 60 }, (_, turn) =>
      at(machines[(turn * 5 + (turn >> 2)) % 6] ?? "a", { payload: turn }, { atMs: turn * 3 }),
    );
    expect(sample(systemOf(causalBroadcast, inputs, machines), { laws, runs: 5 }).outcome).toBe("sampled");
  });

  test("whatever the data: equal payloads, empty ones, and objects", () => {
    const inputs = [{ sku: 7 }, { sku: 7 }, 0, null, ""].map((payload) => at("a", { payload }));
    expect(explore(systemOf(causalBroadcast, inputs, ["a", "b"]), { laws }).outcome).toBe("proved");
  });
});

test("messages that could not have caused each other come in either order", () => {
  const machines = { a: causalBroadcast, b: causalBroadcast, c: causalBroadcast };
  const inputs = [at("a", { payload: 1 }), at("b", { payload: 2 })];
  const { execution } = follow(
    defineSystem({ machines, channels: "any-order", inputs }),
    [
      { kind: "input", machine: "a", input: 0 },
      { kind: "input", machine: "b", input: 1 },
      { kind: "deliver", from: "b", to: "c", nth: 0 },
      { kind: "deliver", from: "a", to: "c", nth: 0 },
    ],
    laws,
  );
  expect(execution.events.flatMap(({ outputs }) => outputs)).toEqual([
    { type: "delivered", from: "b", payload: 2 },
    { type: "delivered", from: "a", payload: 1 },
  ]);
});

test("a machine that delivers whatever comes breaks causal order in four steps", () => {
  const { counterexample } = run(asItComes, ["a", "b"], [deliversInCausalOrder]);
  expect(counterexample).toMatchObject({
    law: deliversInCausalOrder.name,
    shortest: true,
    expected: "c delivers 0 from a first: it could have caused 1 from b",
    actual: "c delivered 1 from b",
  });
  expect(counterexample?.schedule).toHaveLength(4);
});

test("a machine that delivers a message twice, or one of nobody, breaks the order", () => {
  const twice = passing((payload, from, { output }) => {
    output({ type: "delivered", from, payload });
    output({ type: "delivered", from, payload });
  });
  expect(brokenLaw(twice, [deliversInCausalOrder])).toBe(deliversInCausalOrder.name);
  for (const from of ["c", "nobody", "toString"]) {
    const misnames = passing((payload, _from, context) => {
      if (context.self === "c") context.output({ type: "delivered", from, payload });
    });
    expect(run(misnames, ["a"], [deliversInCausalOrder]).counterexample?.expected).toContain("`from` names a machine");
  }
});

test("an output of another shape is seen, and the law says what it should be", () => {
  for (const output of ["1", null, { type: "delivered" }, { type: "delivered", from: "a", payload: 0, stamp: 1 }]) {
    const odd = passing((_payload, _from, context) => context.output(output));
    expect(run(odd, ["a"], [deliversInCausalOrder]).counterexample?.expected).toContain(
      '{ type: "delivered", from, payload }',
    );
  }
});

test("a machine that never delivers breaks the law about the end", () => {
  expect(
    brokenLaw(
      passing(() => undefined),
      [deliversEverything],
    ),
  ).toBe(deliversEverything.name);
});

test("a payload that waits for another one, or to be sent, breaks the law on waiting", () => {
  const neverSends: AnyMachine = { ...causalBroadcast, onInput: () => undefined };
  for (const machine of [puttingAside((aside) => aside.length > 1), puttingAside(hasOneFromA), neverSends]) {
    expect(brokenLaw(machine, [waitsOnlyForItsPast])).toBe(waitsOnlyForItsPast.name);
  }
});

test("a payload may wait for a timer", () => {
  expect(run(puttingAside(hasOneFromA, { afterMs: 5 }), ["a", "b"]).outcome).toBe("proved");
});

test("what one machine sends is delivered though a message of another never comes", () => {
  const lost = (machine: AnyMachine): string | undefined => {
    const inputs = [at("b", { payload: 1 }), at("a", { payload: 2 })];
    const machines = { a: machine, b: machine, c: machine };
    return follow(
      defineSystem({ machines, channels: "any-order", inputs, faults: { drops: 1 } }),
      [
        { kind: "input", machine: "b", input: 0 },
        { kind: "input", machine: "a", input: 1 },
        { kind: "drop", from: "b", to: "c", nth: 0 },
      ],
      [deliversEverythingFrom("a")],
      { drainSteps: 50 },
    ).violation?.law;
  };
  expect(lost(causalBroadcast)).toBeUndefined();
  expect(lost(puttingAside((aside) => aside.length > 1))).toBe(deliversEverythingFrom("a").name);
});

test("a machine that confirms breaks the law on messages, at the first confirmation", () => {
  const confirms: AnyMachine = {
    ...causalBroadcast,
    onMessage: (_state, _message, from, context) => context.send(from, "received"),
  };
  const { counterexample } = run(confirms, ["a"], [sendsNoControlMessage]);
  expect(counterexample).toMatchObject({ law: sendsNoControlMessage.name, schedule: { length: 2 } });
});

/** A machine that sends payloads bare, and hands what it receives to `receive`. */
function passing(receive: (payload: unknown, from: string, context: Context<unknown, unknown>) => void): AnyMachine {
  return defineMachine<object, unknown, unknown, BroadcastInput>({
    start: () => ({}),
    onMessage: (_state, payload, from, context) => receive(payload, from, context),
    onInput: (_state, { payload }, context) => context.peers.forEach((to) => context.send(to, payload)),
  });
}

const asItComes = passing((payload, from, { output }) => output({ type: "delivered", from, payload }));

interface Aside {
  readonly inner: BroadcastState;
  readonly aside: (readonly [message: BroadcastMessage, from: string])[];
}

/** The right machine, but what arrives is put aside until `isEnough`, or until a timer goes off if there is one. */
function puttingAside(isEnough: (aside: Aside["aside"]) => boolean, timer?: { readonly afterMs: number }): AnyMachine {
  const release = (state: Aside, context: Context<BroadcastMessage, BroadcastOutput>): void => {
    for (const [message, from] of state.aside.splice(0))
      causalBroadcast.onMessage?.(state.inner, message, from, context);
  };
  return defineMachine<Aside, BroadcastMessage, BroadcastOutput, BroadcastInput>({
    start: (context) => ({ inner: causalBroadcast.start(context), aside: [] }),
    onMessage(state, message, from, context) {
      state.aside.push([message, from]);
      if (isEnough(state.aside)) release(state, context);
      else if (timer !== undefined) context.setTimer("release", timer.afterMs);
    },
    onTimer: (state, _timer, context) => release(state, context),
    onInput: (state, input, context) => causalBroadcast.onInput?.(state.inner, input, context),
  });
}

function hasOneFromA(aside: Aside["aside"]): boolean {
  return aside.some(([, from]) => from === "a");
}

function run(machine: AnyMachine, senders: readonly string[], judges: readonly Law[] = laws): Exploration {
  const inputs = senders.map((sender, index) => at(sender, { payload: index }));
  return explore(systemOf(machine, inputs, ["a", "b", "c"]), { laws: judges });
}

function brokenLaw(machine: AnyMachine, judges: readonly Law[]): string | undefined {
  return run(machine, ["a", "b", "a"], judges).counterexample?.law;
}

function systemOf(machine: AnyMachine, inputs: readonly Input[], names: readonly string[]): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, machine])),
    channels: "any-order",
    inputs,
  });
}
