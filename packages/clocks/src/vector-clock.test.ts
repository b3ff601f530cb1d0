import { type AnyMachine, type Exploration, type Law, at, defineMachine, defineSystem, explore } from "@millrace/core";
import { expect, test } from "vitest";
import { type Vector, compareVectors, mergeVectors, vectorClock } from "./mod.ts";
import { judgeVectorPair, tellsWhatCameFirst } from "./compare-vectors.laws.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";
import {
  entriesCountEvents,
  nobodyKnowsMore,
  oneEntryIsEnough,
  putsOutVectors,
  sumsCountThePast,
  vectorsAreHappensBefore,
} from "./vector-clock.laws.ts";

const lawsOfVectors = [
  putsOutVectors,
  vectorsAreHappensBefore,
  oneEntryIsEnough,
  entriesCountEvents,
  sumsCountThePast,
  nobodyKnowsMore,
];

test("a → b exactly if v(a) < v(b), and all else that a vector clock promises, in every order of events", () => {
  expect(run(vectorClock, [sendsAsTold, ...lawsOfVectors, tellsWhatCameFirst(compareVectors)]).outcome).toBe("proved");
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
])("a clock that %s breaks the laws about before and after, about entries and about sums", (_what, receive) => {
  for (const law of [vectorsAreHappensBefore, entriesCountEvents, sumsCountThePast]) {
    expect(run(clock(receive), [law]).counterexample?.law).toBe(law.name);
  }
});

test("one entry tells who forgets to merge", () => {
  const merging = clock((own, received, self) => counted(mergeVectors(own, received), self));
  const forgetting = clock((own, _received, self) => counted(own, self));
  expect(run(merging, [oneEntryIsEnough]).outcome).toBe("proved");
  expect(run(forgetting, [oneEntryIsEnough]).counterexample?.law).toBe(oneEntryIsEnough.name);
});

test("steps of two keep before and after, but count no events", () => {
  const twos = clock(
    (own, received, self) => counted(counted(mergeVectors(own, received), self), self),
    (vector, self) => counted(counted(vector, self), self),
  );
  expect(run(twos, [putsOutVectors, vectorsAreHappensBefore, oneEntryIsEnough]).outcome).toBe("proved");
  for (const law of [entriesCountEvents, sumsCountThePast, nobodyKnowsMore])
    expect(run(twos, [law]).counterexample?.law).toBe(law.name);
});

test("whoever counts for somebody else, or too little for itself, is seen at once", () => {
  const forSender = clock((own, received, self, from) => counted(counted(mergeVectors(own, received), self), from));
  const tooLittle = clock((own, received) => mergeVectors(own, received));
  expect(run(forSender, [nobodyKnowsMore]).counterexample?.expected).toContain("at most");
  expect(run(tooLittle, [nobodyKnowsMore]).counterexample?.expected).toContain("of its own events");
});

test("a stamp of another shape is seen", () => {
  for (const output of [
    1,
    { type: "stamped" },
    { type: "stamped", vector: [1] },
    { type: "stamped", vector: new Map([["a", 1]]) },
    { type: "stamped", vector: { a: 0.5 } },
    { type: "stamped", vector: { a: -1 } },
    { type: "stamped", vector: { a: "1" } },
  ]) {
    const machine = defineMachine<object, never, unknown, unknown>({
      start: () => ({}),
      onInput: (_state, _input, context) => context.output(output),
    });
    for (const law of lawsOfVectors) {
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

test("a comparison is judged by its answer, for copies that cannot be changed", () => {
  const vectors: Vector[] = [{}, { a: 0 }, { a: 1 }, { b: 1 }, { a: 1, b: 1 }, { b: 10, a: 9 }, { a: 10, b: 9 }];
  for (const first of vectors)
    for (const second of vectors) expect(judgeVectorPair(compareVectors, [first, second])).toBeUndefined();
  expect(judgeVectorPair(() => "before", [{ a: 1 }, {}])?.expected).toContain('"after"');
  expect(judgeVectorPair(() => "concurrent", [{ a: 1 }, { a: 1 }])?.expected).toContain('"equal"');
  expect(judgeVectorPair(() => undefined, [{ a: 1 }, { b: 1 }])?.expected).toContain('"concurrent"');
  expect(() => judgeVectorPair((first) => ((first as { a: number }).a = 0), [{ a: 1 }, {}])).toThrow(TypeError);
});

test("a comparison that takes the larger sum for the later is seen in a run", () => {
  const sum = (vector: Vector): number => Object.values(vector).reduce((total, count) => total + count, 0);
  const bySum = tellsWhatCameFirst((first, second) => (sum(first) < sum(second) ? "before" : "after"));
  expect(run(vectorClock, [bySum]).counterexample?.law).toBe(bySum.name);
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

/** A clock whose vector after a receipt is `receive(own, received, self, from)`, and `count(own, self)` after a request. */
function clock(
  receive: (own: Vector, received: Vector, self: string, from: string) => Vector,
  count: (own: Vector, self: string) => Vector = counted,
): AnyMachine {
  return defineMachine<{ vector: Vector }, Vector, unknown, { to?: string }>({
    start: () => ({ vector: {} }),
    onMessage(state, received, from, context) {
      state.vector = receive(state.vector, received, context.self, from);
      context.output({ type: "stamped", vector: state.vector });
    },
    onInput(state, { to }, context) {
      state.vector = count(state.vector, context.self);
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
