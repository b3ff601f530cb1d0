import {
  type AnyMachine,
  type Exploration,
  type Input,
  type Law,
  type System,
  defineSystem,
  explore,
  sample,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Sequenced, groupMember, sequencer } from "./sequencer.ts";
import { multicasts } from "./total-order.group.ts";
import {
  deliversEverything,
  deliversInOneOrder,
  deliversWhatWasAsked,
  oneMoreThanTheGroup,
} from "./total-order.laws.ts";

describe("all members deliver the same in the same order, for 1 message and one for each member", () => {
  test("in every order of messages: two members with three multicasts, three with two", () => {
    const three = [...multicasts("a", 1, 2), ...multicasts("b", 3)];
    expect(outcomeOf(tried(groupMember("topic"), ["a", "b"], three))).toBe("proved");
    expect(outcomeOf(tried(groupMember("topic"), ["a", "b", "c"], multicasts("c", 1, 1)))).toBe("proved");
  });

  test("in random orders: four members, twelve multicasts each", () => {
    const names = ["a", "b", "c", "d"];
    const inputs = names.flatMap((name) => multicasts(name, ...Array.from({ length: 12 }, (_, index) => index)));
    const system = systemOf(groupMember("topic"), names, inputs);
    expect(outcomeOf(sample(system, { laws: lawsFor(names), runs: 10 }))).toBe("sampled");
  });
});

test("a member that does not wait for its turn breaks the order, where messages overtake each other", () => {
  const hasty: AnyMachine = {
    ...groupMember("topic"),
    onMessage(_state, message, _from, context) {
      const { from, payload } = message as Sequenced;
      context.output({ type: "delivered", from, payload });
    },
  };
  const { counterexample } = tried(hasty, ["a", "b"], multicasts("a", 1, 2));
  expect(counterexample?.law).toBe(deliversInOneOrder.name);
});

function tried(member: AnyMachine, names: readonly string[], inputs: readonly Input[]): Exploration {
  return explore(systemOf(member, names, inputs), { laws: lawsFor(names) });
}

function lawsFor(members: readonly string[]): readonly Law[] {
  return [
    deliversInOneOrder,
    deliversWhatWasAsked,
    deliversEverything({ to: members }),
    oneMoreThanTheGroup(members.length),
  ];
}

function systemOf(member: AnyMachine, names: readonly string[], inputs: readonly Input[]): System {
  const machines = { topic: sequencer, ...Object.fromEntries(names.map((name) => [name, member])) };
  return defineSystem({ machines, channels: "any-order", inputs });
}

/** The outcome, and if it is not the one hoped for, why. */
function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample === undefined ? outcome : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}
