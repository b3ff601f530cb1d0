import { expect, test } from "vitest";
import { helloMachine } from "./hello-machine.ts";
import { answersEveryHello, answersWhoAsked, costsTwoMessages } from "./hello-machine.laws.ts";
import { type AnyMachine, type Machine, at, defineMachine, defineSystem, explore } from "./mod.ts";

const laws = [answersWhoAsked, answersEveryHello, costsTwoMessages];

test("two machines that greet each other are both answered", () => {
  expect(greetings(helloMachine, { a: ["b"], b: ["a"] }).outcome).toBe("proved");
});

test("with three machines, an answer goes to the one that asked", () => {
  expect(greetings(helloMachine, { a: [], b: ["c"], c: ["b", "a"] }).outcome).toBe("proved");
});

test("a machine that hears and says nothing breaks a law", () => {
  expect(brokenLaw({ ...helloMachine, onMessage: () => undefined }, { a: ["b"], b: [] })).toBe(answersEveryHello.name);
});

test("a machine that answers the first of its peers breaks a law", () => {
  const answersFirst = answering((_from, { peers: [first = ""], send }) => send(first, "hello back"));
  expect(brokenLaw(answersFirst, { a: [], b: [], c: ["b"] })).toBe(answersWhoAsked.name);
  expect(greetings(answersFirst, { a: ["b"], b: [] }).outcome).toBe("proved");
});

test("a machine that answers twice breaks a law", () => {
  const answersTwice = answering((from, { send }) => [send(from, "hello back"), send(from, "hello back")]);
  expect(brokenLaw(answersTwice, { a: ["b"], b: [] })).toBe(costsTwoMessages.name);
});

test("a machine that says it was answered, and was not, breaks a law", () => {
  const pretends: AnyMachine = {
    ...helloMachine,
    onInput(_state, input, { send, output }) {
      const { greet } = input as { greet: string };
      send(greet, "hello");
      output({ type: "answered", by: greet });
    },
    onMessage: () => undefined,
  };
  expect(brokenLaw(pretends, { a: ["b"], b: [] })).toBe(answersWhoAsked.name);
});

test("an output of another shape breaks a law, and the law names the shape", () => {
  const mumbles = defineMachine<object, never, unknown, unknown>({
    start: () => ({}),
    onInput: (_state, _input, context) => context.output("hi"),
  });
  expect(greetings(mumbles, { a: ["b"], b: [] }).counterexample?.expected).toContain('{ type: "answered", by }');
});

function answering(
  answer: (from: string, context: Parameters<NonNullable<typeof helloMachine.onInput>>[2]) => unknown,
): AnyMachine {
  const machine: Machine<object, string, unknown, { greet: string }> = {
    ...helloMachine,
    onMessage(state, message, from, context) {
      if (message === "hello") answer(from, context);
      else helloMachine.onMessage?.(state, "hello back", from, context);
    },
  };
  return machine;
}

function greetings(
  machine: AnyMachine,
  greets: Readonly<Record<string, readonly string[]>>,
): ReturnType<typeof explore> {
  const machines = Object.fromEntries(Object.keys(greets).map((id) => [id, machine]));
  const inputs = Object.entries(greets).flatMap(([id, others]) => others.map((greet) => at(id, { greet })));
  return explore(defineSystem({ machines, inputs, channels: "any-order" }), { laws });
}

function brokenLaw(machine: AnyMachine, greets: Readonly<Record<string, readonly string[]>>): string | undefined {
  return greetings(machine, greets).counterexample?.law;
}
