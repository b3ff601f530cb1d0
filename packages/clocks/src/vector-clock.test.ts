import { type AnyMachine, type Exploration, type Law, at, defineMachine, defineSystem, explore } from "@millrace/core";
import { expect, test } from "vitest";
import { type Vector, compareVectors, mergeVectors, vectorClock } from "./mod.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";
import { entriesCountEvents, putsOutVectors, vectorsAreHappensBefore } from "./vector-clock.laws.ts";

test("a → b exactly if v(a) < v(b), in every order of events", () => {
  expect(run(vectorClock, [sendsAsTold, putsOutVectors, vectorsAreHappensBefore, entriesCountEvents]).outcome).toBe(
    "proved",
  );
});

test.each<[string, (own: Vector, received: Vector, self: string, from: string) => Vector]>([
  ["merges without counting the receipt", (own, received) => mergeVectors(own, received)],
  ["counts the receipt without merging", (own, _received, self) => counted(own, self)],
  [
    "merges the sender's entry only",
    (own, received, self, from) => counted(mergeVectors(own, { [from]: received[from] ?? 0 }), self),
  ],
  ["takes over what it receives", (_own, received, self) => counted(received, self)],
  ["counts a receipt for the sender", (own, received, _self, from) => counted(mergeVectors(own, received), from)],
])("a clock that %s breaks both laws", (_what, receive) => {
  for (const law of [vectorsAreHappensBefore, entriesCountEvents]) {
    expect(run(clock(receive), [law]).counterexample?.law).toBe(law.name);
  }
});

test("a stamp of another shape is seen", () => {
  for (const output of [
    1,
    { type: "stamped" },
    { type: "stamped", vector: { a: -1 } },
    { type: "stamped", vector: { a: "1" } },
  ]) {
    const machine = defineMachine<object, never, unknown, unknown>({
      start: () => ({}),
      onInput: (_state, _input, context) => context.output(output),
    });
    for (const law of [putsOutVectors, vectorsAreHappensBefore, entriesCountEvents]) {
      expect(run(machine, [law]).counterexample?.law).toBe(law.name);
    }
  }
});

test("compareVectors has four outcomes", () => {
  expect(compareVectors({ a: 1, b: 2 }, { a: 1, b: 3 })).toBe("before");
  expect(compareVectors({ a: 2, b: 3 }, { a: 1, b: 3 })).toBe("after");
  expect(compareVectors({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe("equal");
  expect(compareVectors({ a: 1, b: 2 }, { a: 2, b: 1 })).toBe("concurrent");
});

test("one larger entry is enough, and a missing entry counts as 0", () => {
  expect(compareVectors({ a: 1, b: 0 }, { a: 2, b: 0 })).toBe("before");
  expect(compareVectors({}, { a: 1 })).toBe("before");
  expect(compareVectors({ a: 1 }, { b: 1 })).toBe("concurrent");
  expect(compareVectors({}, { a: 0 })).toBe("equal");
});

test("mergeVectors takes the larger of each entry, and changes neither", () => {
  const [first, second] = [
    { a: 2, b: 1 },
    { b: 3, c: 1 },
  ];
  expect(mergeVectors(first, second)).toEqual({ a: 2, b: 3, c: 1 });
  expect([first, second]).toEqual([
    { a: 2, b: 1 },
    { b: 3, c: 1 },
  ]);
});

/** A clock whose vector after a receipt is `receive(own, received, self, from)`. */
function clock(receive: (own: Vector, received: Vector, self: string, from: string) => Vector): AnyMachine {
  return defineMachine<{ vector: Vector }, Vector, unknown, { to?: string }>({
    start: () => ({ vector: {} }),
    onMessage(state, received, from, context) {
      state.vector = receive(state.vector, received, context.self, from);
      context.output({ type: "stamped", vector: state.vector });
    },
    onInput(state, { to }, context) {
      state.vector = counted(state.vector, context.self);
      context.output({ type: "stamped", vector: state.vector });
      if (to !== undefined) context.send(to, state.vector);
    },
  });
}

function counted(vector: Vector, machine: string): Vector {
  return { ...vector, [machine]: (vector[machine] ?? 0) + 1 };
}

function run(machine: AnyMachine, laws: readonly Law[]): Exploration {
  const inputs = [
    at("a", { type: "local" }),
    at("a", { type: "send", to: "b" }),
    at("a", { type: "send", to: "b" }),
    at("b", { type: "send", to: "c" }),
    at("c", { type: "send", to: "a" }),
  ];
  return explore(defineSystem({ machines: { a: machine, b: machine, c: machine }, channels: "any-order", inputs }), {
    laws,
  });
}
