import { type AnyMachine, type Context, type Exploration, type Law, defineMachine, explore } from "@millrace/core";
import { expect, test } from "vitest";
import { type Multicast, groupOf, multicasts } from "./total-order.group.ts";
import {
  deliversEverything,
  deliversInOneOrder,
  deliversWhatWasAsked,
  oneMoreThanTheGroup,
  threeMessagesForEachPair,
} from "./total-order.laws.ts";

test("machines that deliver whatever comes break the order, at the first message that differs", () => {
  const { counterexample } = tried(passing(), [deliversInOneOrder]);
  expect(counterexample).toMatchObject({
    law: deliversInOneOrder.name,
    expected: "the 1st message that b delivers is 1 from a, as at a",
    actual: "b delivered 2 from b",
    shortest: true,
  });
  expect(counterexample?.schedule).toHaveLength(2);
});

test("machines that deliver one multicast at a time keep every law but those on cost", () => {
  const inputs = multicasts("a", 1);
  for (const law of [deliversInOneOrder, deliversWhatWasAsked, deliversEverything()])
    expect(tried(passing(), [law], inputs).outcome).toBe("proved");
  expect(tried(passing(), [threeMessagesForEachPair], inputs).counterexample).toMatchObject({
    expected: "a sends b 2 messages, as a was asked once and b never",
    actual: "it sent 1",
  });
  expect(tried(passing(), [oneMoreThanTheGroup(3)], inputs).counterexample).toMatchObject({
    expected: "4 messages",
    actual: "2 messages",
  });
});

test("a message too many breaks the law on cost at once", () => {
  const chatty = passing({ copies: 3 });
  const { counterexample } = tried(chatty, [threeMessagesForEachPair], multicasts("a", 1));
  expect(counterexample).toMatchObject({
    expected: "a sends b 2 messages, as a was asked once and b never, so far",
    actual: "it sent one more: 1",
  });
  expect(counterexample?.schedule).toHaveLength(1);
});

test("machines that never deliver break the law about the end", () => {
  const { counterexample } = tried(silent, [deliversEverything()]);
  expect(counterexample).toMatchObject({
    law: "every message is delivered everywhere in the end",
    expected: "a delivers 1 from a",
  });
});

test("the law about the end may be about some machines, or about the messages of one", () => {
  const onlyOthers = passing({ isOwn: false });
  const inputs = multicasts("a", 1);
  expect(tried(onlyOthers, [deliversEverything({ to: ["b", "c"] })], inputs).outcome).toBe("proved");
  expect(tried(onlyOthers, [deliversEverything({ to: ["a"] })], inputs).outcome).toBe("broken");
  expect(tried(silent, [deliversEverything({ from: "c" })], inputs).outcome).toBe("proved");
  expect(tried(silent, [deliversEverything({ from: "a" })], inputs).outcome).toBe("broken");
});

test("a message twice, one that was not asked for, and one of somebody else break the law on what is delivered", () => {
  const inputs = multicasts("a", 1);
  for (const outputs of [[delivered("a", 1), delivered("a", 1)], [delivered("a", 2)], [delivered("b", 1)]]) {
    const { counterexample } = tried(passing({ outputs }), [deliversWhatWasAsked], inputs);
    expect(counterexample?.expected).toContain("only what was asked to be multicast, once");
  }
});

test("an output of another shape is seen, and the law says what it should be", () => {
  for (const output of [1, null, "1", { type: "delivered", from: "a" }, { ...delivered("a", 1), number: 1 }]) {
    const { counterexample } = tried(passing({ outputs: [output] }), [deliversWhatWasAsked], multicasts("a", 1));
    expect(counterexample?.expected).toContain('{ type: "delivered", from, payload } and nothing else');
  }
});

/** Three machines, and two multicasts that cross. */
function tried(
  machine: AnyMachine,
  laws: readonly Law[],
  inputs = [...multicasts("a", 1), ...multicasts("b", 2)],
): Exploration {
  return explore(groupOf(machine, ["a", "b", "c"], inputs), { laws });
}

const silent: AnyMachine = defineMachine<object>({ start: () => ({}) });

function delivered(from: string, payload: unknown): object {
  return { type: "delivered", from, payload };
}

interface Flaws {
  /** How often a payload is sent to each other machine; once if absent. */
  readonly copies?: number;
  /** Whether a machine delivers its own; it does if this is absent. */
  readonly isOwn?: boolean;
  /** What is put out for each message, if not what it should be. */
  readonly outputs?: readonly unknown[];
}

/** Sends payloads bare, and delivers whatever comes, as it comes. */
function passing({ copies = 1, isOwn = true, outputs }: Flaws = {}): AnyMachine {
  const deliver = (from: string, payload: unknown, context: Context<unknown, unknown>): void => {
    for (const output of outputs ?? [delivered(from, payload)]) context.output(output);
  };
  return defineMachine<object, unknown, unknown, Multicast>({
    start: () => ({}),
    onMessage: (_state, payload, from, context) => deliver(from, payload, context),
    onInput(_state, { payload }, context) {
      for (const peer of context.peers) for (let copy = 0; copy < copies; copy++) context.send(peer, payload);
      if (isOwn) deliver(context.self, payload, context);
    },
  });
}
