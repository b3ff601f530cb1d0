import { explore, sample, type Strategy } from "@millrace/core";
import { listExercises } from "@millrace/grader/catalogue.node.ts";
import { describe, expect, test } from "vitest";
import { findTargets, root, type Target } from "./bench/mistake-targets.ts";

const strategies: readonly Strategy[] = ["delays", "walk", "pct", "pos", "mutate"];

/** All of the course's mistakes would take a quarter of an hour. */
const mistakesPerSample = 10;

const targets = await Promise.all(listExercises(root).map((files) => findTargets(files, mistakesPerSample)));

/** Those of them of which the search over states finds a shortest counterexample, and how many choices that has. */
const mistakes = targets.flat().flatMap(({ mistake, target }) => {
  const { counterexample } = explore(target.system, { laws: target.laws, limits: { states: 50_000 } });
  const length = counterexample?.schedule.length ?? 0;
  return counterexample?.shortest === true ? [[mistake.name, target, length] as const] : [];
});

test("the search over states finds most of the mistakes that show in a schedule", () => {
  expect(mistakes.length).toBeGreaterThan(targets.flat().length / 2);
});

describe("no other search finds a shorter counterexample than the one over states:", () => {
  test.each<readonly [string, Target, number]>(mistakes)("%s", (_name, { system, laws }, shortest) => {
    const shorter = strategies.flatMap((strategy) => {
      const { counterexample } = sample(system, { laws, strategy, runs: 10, seed: 1 });
      const length = counterexample?.schedule.length ?? Infinity;
      return length < shortest ? [{ strategy, length, shortest }] : [];
    });
    expect(shorter).toEqual([]);
  });
});
