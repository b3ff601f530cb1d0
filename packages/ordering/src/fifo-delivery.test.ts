import {
  type AnyMachine,
  type Context,
  type Exploration,
  type Faults,
  type Input,
  type Law,
  type System,
  at,
  defineMachine,
  defineSystem,
  explore,
  follow,
} from "@millrace/core";
import { expect, test } from "vitest";
import {
  deliversEverything,
  deliversEverythingFrom,
  deliversInSendingOrder,
  sendsNoControlMessage,
  waitsOnlyForItsTurn,
} from "./fifo-delivery.laws.ts";
import { type FifoInput, type FifoMessage, type FifoOutput, type FifoState, fifoDelivery } from "./mod.ts";

const laws = [deliversInSendingOrder, waitsOnlyForItsTurn, deliversEverything, sendsNoControlMessage];

const busy = [...burst("a", "b", [1, 2, 3]), ...burst("c", "b", [4, 5]), ...burst("b", "a", [6])];

test("what each source sends is delivered once, in order, without a control message", () => {
  expect(run(fifoDelivery, busy, { duplicates: 1 }).outcome).toBe("proved");
});

test("whatever the data: equal payloads, empty ones, and objects", () => {
  expect(run(fifoDelivery, burst("a", "b", [{ sku: 7 }, { sku: 7 }, 0, null, "", undefined]), {}).outcome).toBe(
    "proved",
  );
});

test("a machine that delivers whatever comes breaks the order", () => {
  expect(brokenLaw(passing((payload, from, { output }) => output({ type: "delivered", from, payload })))).toBe(
    deliversInSendingOrder.name,
  );
});

test("a machine that never delivers breaks the law about the end", () => {
  const never = passing(() => undefined);
  expect(run(never, busy, {}, [deliversEverything]).counterexample?.law).toBe(deliversEverything.name);
});

test("a payload that waits for a later one, for another source, or to be sent, breaks the law on waiting", () => {
  const neverSends: AnyMachine = { ...fifoDelivery, onInput: () => undefined };
  for (const machine of [puttingAside((aside) => aside.length > 1), puttingAside(hasOneFromA), neverSends]) {
    const { counterexample } = run(machine, busy, {}, [waitsOnlyForItsTurn]);
    expect(counterexample?.law).toBe(waitsOnlyForItsTurn.name);
  }
});

test("a payload may wait for a timer, to be sent or to be delivered", () => {
  const few = [...burst("a", "b", [1, 2]), ...burst("c", "b", [3])];
  expect(run(puttingAside(hasOneFromA, { afterMs: 5 }), few, {}).outcome).toBe("proved");
  expect(run(sendingByTimer, few, {}).outcome).toBe("proved");
});

test("what one source sends is delivered though a message of another never comes", () => {
  const lost = (machine: AnyMachine): string | undefined =>
    follow(
      system(machine, [...burst("c", "b", [1]), ...burst("a", "b", [2])], { drops: 1 }),
      [
        { kind: "input", machine: "c", input: 0 },
        { kind: "input", machine: "a", input: 1 },
        { kind: "drop", from: "a", to: "b", nth: 0 },
      ],
      [deliversEverythingFrom("c")],
      { drainSteps: 50 },
    ).violation?.law;
  expect(lost(fifoDelivery)).toBeUndefined();
  expect(lost(puttingAside(hasOneFromA, { afterMs: 5 }))).toBeUndefined();
  expect(lost(puttingAside(hasOneFromA))).toBe(deliversEverythingFrom("c").name);
});

test("a machine that delivers a repeat breaks the order", () => {
  const twice = passing((payload, from, { output }) => output({ type: "delivered", from, payload }));
  expect(run(twice, burst("a", "b", [1]), {}).outcome).toBe("proved");
  expect(run(twice, burst("a", "b", [1]), { duplicates: 1 }).counterexample?.law).toBe(deliversInSendingOrder.name);
});

test("a machine that confirms breaks the law on messages, at the first confirmation", () => {
  const confirms: AnyMachine = {
    ...fifoDelivery,
    onMessage: (_state, _message, from, context) => context.send(from, "received"),
  };
  const { counterexample } = run(confirms, burst("a", "b", [1]), {}, [sendsNoControlMessage]);
  expect(counterexample).toMatchObject({ law: sendsNoControlMessage.name, schedule: { length: 2 } });
});

test("an output of another shape, or from nobody, is seen, and the law says what it should be", () => {
  for (const output of [
    "1",
    null,
    { type: "delivered" },
    { type: "delivered", from: 1, payload: 1 },
    { type: "held", from: "a", payload: 1 },
    { type: "delivered", from: "a", payload: 1, sequence: 1 },
  ]) {
    expect(
      run(
        passing((_payload, _from, context) => context.output(output)),
        burst("a", "b", [1]),
        {},
      ).counterexample?.expected,
    ).toContain('{ type: "delivered", from, payload }');
  }
  for (const from of ["b", "nobody", "toString"]) {
    const misnames = passing((payload, _from, { output }) => output({ type: "delivered", from, payload }));
    expect(run(misnames, burst("a", "b", [1]), {}).counterexample?.expected).toContain("`from` names a machine");
  }
});

/** A machine that sends payloads bare, and hands what it receives to `receive`. */
function passing(receive: (payload: unknown, from: string, context: Context<unknown, unknown>) => void): AnyMachine {
  return defineMachine<object, unknown, unknown, FifoInput>({
    start: () => ({}),
    onMessage: (_state, payload, from, context) => receive(payload, from, context),
    onInput: (_state, { to, payload }, context) => context.send(to, payload),
  });
}

interface Aside {
  readonly inner: FifoState;
  readonly aside: (readonly [message: FifoMessage, from: string])[];
}

/** The right machine, but what arrives is put aside until `isEnough`, or until a timer goes off if there is one. */
function puttingAside(isEnough: (aside: Aside["aside"]) => boolean, timer?: { readonly afterMs: number }): AnyMachine {
  const release = (state: Aside, context: Context<FifoMessage, FifoOutput>): void => {
    for (const [message, from] of state.aside.splice(0)) fifoDelivery.onMessage?.(state.inner, message, from, context);
  };
  return defineMachine<Aside, FifoMessage, FifoOutput, FifoInput>({
    start: (context) => ({ inner: fifoDelivery.start(context), aside: [] }),
    onMessage(state, message, from, context) {
      state.aside.push([message, from]);
      if (isEnough(state.aside)) release(state, context);
      else if (timer !== undefined) context.setTimer("release", timer.afterMs);
    },
    onTimer: (state, _timer, context) => release(state, context),
    onInput: (state, input, context) => fifoDelivery.onInput?.(state.inner, input, context),
  });
}

function hasOneFromA(aside: Aside["aside"]): boolean {
  return aside.some(([, from]) => from === "a");
}

/** The right machine, but what is to be sent waits for a timer. */
const sendingByTimer: AnyMachine = defineMachine<
  { readonly inner: FifoState; readonly unsent: FifoInput[] },
  FifoMessage,
  FifoOutput,
  FifoInput
>({
  start: (context) => ({ inner: fifoDelivery.start(context), unsent: [] }),
  onMessage: (state, message, from, context) => fifoDelivery.onMessage?.(state.inner, message, from, context),
  onTimer(state, _timer, context) {
    for (const input of state.unsent.splice(0)) fifoDelivery.onInput?.(state.inner, input, context);
  },
  onInput(state, input, context) {
    state.unsent.push(input);
    context.setTimer("send", 5);
  },
});

function run(
  machine: AnyMachine,
  inputs: readonly Input[],
  faults: Faults,
  judges: readonly Law[] = laws,
): Exploration {
  return explore(system(machine, inputs, faults), { laws: judges });
}

function system(machine: AnyMachine, inputs: readonly Input[], faults: Faults): System {
  return defineSystem({ machines: { a: machine, b: machine, c: machine }, channels: "any-order", inputs, faults });
}

function brokenLaw(machine: AnyMachine): string | undefined {
  return run(machine, busy, {}).counterexample?.law;
}

function burst(from: string, to: string, payloads: readonly unknown[]): Input[] {
  return payloads.map((payload) => at(from, { to, payload }));
}
