import {
  type AnyMachine,
  type Context,
  type Exploration,
  type Faults,
  type Input,
  type Law,
  at,
  defineMachine,
  defineSystem,
  explore,
} from "@millrace/core";
import { expect, test } from "vitest";
import { deliversEverything, deliversInSendingOrder, sendsNoControlMessage } from "./fifo-delivery.laws.ts";
import { type FifoInput, fifoDelivery } from "./mod.ts";

const laws = [deliversInSendingOrder, deliversEverything, sendsNoControlMessage];

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
  expect(brokenLaw(passing(() => undefined))).toBe(deliversEverything.name);
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

function run(
  machine: AnyMachine,
  inputs: readonly Input[],
  faults: Faults,
  judges: readonly Law[] = laws,
): Exploration {
  return explore(
    defineSystem({ machines: { a: machine, b: machine, c: machine }, channels: "any-order", inputs, faults }),
    { laws: judges },
  );
}

function brokenLaw(machine: AnyMachine): string | undefined {
  return run(machine, busy, {}).counterexample?.law;
}

function burst(from: string, to: string, payloads: readonly unknown[]): Input[] {
  return payloads.map((payload) => at(from, { to, payload }));
}
