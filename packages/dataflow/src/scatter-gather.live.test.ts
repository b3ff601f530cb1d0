import { type AnyMachine, type Exploration, at, defineSystem, durable, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { describe, expect, test } from "vitest";
import { answersEveryQuestion, answersLikeOneMachine } from "./scatter-gather.laws.ts";
import { laws, system, systemOf } from "./scatter-gather.live.ts";
import { coordinator, shard } from "./scatter-gather.ts";

const shelves = { north: [{ subject: "art", pages: 100, year: 1950 }], south: [] };

describe("scatter-gather", () => {
  test("every question has its answer, whoever is killed and whatever is cut", () => {
    const cuts = [
      [["desk"], ["north", "south"]],
      [["east", "west"], ["desk"]],
    ] as const;
    expect(sample(withFaults(system, { crashes: 3, cuts }), { laws, runs: 20 }).outcome).toBe("sampled");
    expect(tried(durable(coordinator)).outcome).toBe("proved");
  });

  test("a desk that forgets its questions never answers them", () => {
    expect(tried(coordinator).counterexample?.law).toBe(answersEveryQuestion(shelves).name);
  });

  test("a desk that takes one shelf's word for the whole library is seen", () => {
    const hasty: AnyMachine = {
      ...coordinator,
      onMessage: (_state, message, _from, context) =>
        context.output({ type: "answer", id: (message as { readonly id?: string }).id, rows: [] }),
    };
    const { counterexample } = sample(systemOf({ coordinator: hasty, shard }), { laws, runs: 1, shrinks: false });
    expect(counterexample?.law).toBe(answersLikeOneMachine(shelves).name);
  });
});

/** Two questions, two shelves and two crashes. */
function tried(desk: AnyMachine): Exploration {
  const machines = { desk, north: shard(shelves.north), south: shard(shelves.south) };
  const questions = [at("desk", { id: "q1", atLeastPages: 0 }), at("desk", { id: "q2", atLeastPages: 200 })];
  const topology = ["north", "south"].flatMap((name) => [["desk", name] as const, [name, "desk"] as const]);
  return explore(
    defineSystem({ machines, topology, channels: "any-order", inputs: questions, faults: { crashes: 2 } }),
    { laws: [answersLikeOneMachine(shelves), answersEveryQuestion(shelves)] },
  );
}
