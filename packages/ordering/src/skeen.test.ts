import { type AnyMachine, type Exploration, type Schedule, explore, follow, sample } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type State, skeen } from "./skeen.ts";
import { groupOf, multicasts } from "./total-order.group.ts";
import {
  deliversEverything,
  deliversInOneOrder,
  deliversWhatWasAsked,
  threeMessagesForEachPair,
} from "./total-order.laws.ts";

const laws = [deliversInOneOrder, deliversWhatWasAsked, deliversEverything(), threeMessagesForEachPair];

const crossing = [...multicasts("a", 1), ...multicasts("b", 2)];

describe("all machines deliver the same in the same order, for three messages to each other one of them", () => {
  test("in every order of messages: a machine alone, two with up to three multicasts, three with two", () => {
    const worlds = [
      groupOf(skeen, ["a"], multicasts("a", 1, 2)),
      groupOf(skeen, ["a", "b"], crossing),
      groupOf(skeen, ["a", "b"], [...multicasts("a", 1, 2), ...multicasts("b", 3)]),
      groupOf(skeen, ["a", "b"], [...multicasts("a", 1), ...multicasts("b", 2, 3)]),
      groupOf(skeen, ["a", "b", "c"], crossing),
      groupOf(skeen, ["a", "b", "c"], multicasts("b", 1, 2)),
    ];
    for (const world of worlds) expect(outcomeOf(explore(world, { laws }))).toBe("proved");
  });

  test("in random orders: five machines, twenty multicasts", () => {
    const names = ["a", "b", "c", "10", "9"];
    const inputs = names.flatMap((name) => multicasts(name, 1, 1, 2, 3));
    expect(outcomeOf(sample(groupOf(skeen, names, inputs), { laws, runs: 20 }))).toBe("sampled");
  });

  test("whatever the data", () => {
    for (const payload of [0, null, "", false, [1], {}])
      expect(
        outcomeOf(
          explore(groupOf(skeen, ["a", "b"], [...multicasts("a", payload), ...multicasts("b", payload)]), { laws }),
        ),
      ).toBe("proved");
  });
});

test("nothing is left in a machine when all is delivered, but its counts", () => {
  const { execution } = follow(groupOf(skeen, ["a", "b", "c"], crossing), [], laws, { drainSteps: 100 });
  const last = new Map(execution.events.map(({ machine, state }) => [machine, state]));
  for (const state of last.values()) expect(state).toMatchObject({ underWay: {}, queue: [] });
});

describe("if a final number does not raise the highest, as commonly printed", () => {
  test("two multicasts on two machines are enough to break the order, in six steps", () => {
    const { counterexample } = explore(groupOf(asPrinted, ["a", "b"], crossing), { laws });
    expect(counterexample).toMatchObject({ law: deliversInOneOrder.name, shortest: true });
    expect(counterexample?.schedule).toHaveLength(6);
  });

  test("both get the number 2: b delivers its own first, a delivers its own first", () => {
    const { violation } = follow(groupOf(asPrinted, ["a", "b"], crossing), numbersMeet, laws);
    expect(violation).toMatchObject({
      expected: "the 1st message that a delivers is 2 from b, as at b",
      actual: "a delivered 1 from a",
    });
    expect(follow(groupOf(skeen, ["a", "b"], crossing), numbersMeet, laws).violation).toBeUndefined();
  });
});

/** The schedule of the notes on exercise 2.4. */
const numbersMeet: Schedule = [
  { kind: "input", machine: "a", input: 0 },
  { kind: "input", machine: "b", input: 1 },
  // a proposes 2 for the message of b.
  { kind: "deliver", from: "b", to: "a", nth: 0 },
  // b makes that final, and delivers.
  { kind: "deliver", from: "a", to: "b", nth: 1 },
  // b hears of the message of a only now, and proposes 2.
  { kind: "deliver", from: "a", to: "b", nth: 0 },
  // a makes that final: 2 for both, and its own goes first by name.
  { kind: "deliver", from: "b", to: "a", nth: 1 },
];

/** The highest number is what was proposed here, whatever has become final. */
const asPrinted: AnyMachine = {
  ...skeen,
  onMessage(state, message, from, context) {
    const own = state as State;
    const { highest } = own;
    (skeen as AnyMachine).onMessage?.(own, message, from, context);
    if (typeOf(message) !== "announcement") own.highest = highest;
  },
};

function typeOf(message: unknown): unknown {
  return typeof message === "object" && message !== null && "type" in message ? message.type : undefined;
}

/** The outcome, and if it is not the one hoped for, why. */
function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample === undefined ? outcome : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}
