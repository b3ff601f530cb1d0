import { type AnyMachine, type Exploration, at, defineSystem, durable, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { describe, expect, test } from "vitest";
import { answersLikeOneMachine, closesWithOneGoodAttempt } from "./shuffle.laws.ts";
import { laws, system, systemOf } from "./shuffle.live.ts";
import { mapper, reducer } from "./shuffle.ts";

const jobs = { daily: [[{ customer: "ada", amount: 100, at: 1 }], [{ customer: "ada", amount: 300, at: 2 }]] };
const options = { reducers: ["sums"], groupsMax: 1 };

describe("shuffle", () => {
  test("every job is closed with the rows of one machine, whoever is killed and whatever is cut", () => {
    const cuts = [[["east"], ["sums-0"]] as const, [["north", "west"], ["sums-1"]] as const];
    expect(sample(withFaults(system, { crashes: 3, cuts }), { laws, runs: 10 }).outcome).toBe("sampled");
    expect(tried(durable(reducer)).outcome).toBe("proved");
  });

  test("a reducer that forgets never closes its job", () => {
    expect(tried(reducer).counterexample?.law).toBe(closesWithOneGoodAttempt(jobs, options).name);
  });

  test("a reducer that puts out what has come is seen", () => {
    const hasty: AnyMachine = {
      start: () => ({}),
      onMessage: (_state, message, _from, context) =>
        context.output({ type: "closed", job: (message as { readonly job?: string }).job, rows: [] }),
    };
    const { counterexample } = sample(systemOf({ mapper, reducer: hasty }), { laws, runs: 1, shrinks: false });
    expect(counterexample?.law).toBe(answersLikeOneMachine(jobs).name);
  });
});

/** Two splits, one reducer and one crash. */
function tried(machine: AnyMachine): Exploration {
  const inputs = jobs.daily.map((orders, split) => at("east", { job: "daily", split, splits: 2, attempt: 0, orders }));
  return explore(
    defineSystem({
      machines: { east: mapper(options), sums: machine },
      channels: "any-order",
      inputs,
      faults: { crashes: 1 },
    }),
    { laws: [answersLikeOneMachine(jobs), closesWithOneGoodAttempt(jobs, options)] },
  );
}
