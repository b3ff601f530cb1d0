import { describe, expect, test } from "vitest";
import { explore, follow, sample, type Strategy } from "../mod.ts";
import { hardBugs, heardLastOfMany } from "./hard-bugs.ts";

const strategies: readonly Strategy[] = ["delays", "walk", "pct", "pos", "mutate"];
const runs = 1000;

describe.each(hardBugs)("$name", ({ system, law }) => {
  test("is there", () => {
    expect(explore(system, { laws: [law] }).outcome).toBe("broken");
  });

  test.each(strategies)("is found by %s within its budget, whatever the seed", (strategy) => {
    for (const seed of [0, 10_000, 20_000]) {
      const { outcome, schedules, counterexample } = sample(system, { laws: [law], strategy, runs, seed });
      expect([outcome, schedules <= runs, counterexample?.law]).toEqual(["broken", true, law.name]);
      const again = follow(counterexample?.execution.system ?? system, counterexample?.schedule ?? [], [law]);
      expect(again.violation?.law).toBe(law.name);
    }
  });
});

test("what takes long is found by priorities and by mutation, and neither by delays nor by walks", () => {
  const { system, law } = heardLastOfMany;
  const outcomes = strategies.map((strategy) => sample(system, { laws: [law], strategy, runs }).outcome);
  expect(Object.fromEntries(strategies.map((strategy, place) => [strategy, outcomes[place]]))).toEqual({
    delays: "sampled",
    walk: "sampled",
    pct: "broken",
    pos: "broken",
    mutate: "broken",
  });
});
