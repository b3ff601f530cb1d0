import type { Law, Limits, SampleOptions, Schedule, System, Exploration, Execution, Broken } from "@millrace/core";

/**
 * An exercise: one file to write, and the checks that grade it. `Work` is the type of the learner's module.
 */
export interface Exercise<Work = Readonly<Record<string, unknown>>> {
  /** Chapter and place: "2.1". */
  readonly id: string;
  /** A few words, for lists: "FIFO delivery". */
  readonly title: string;
  /** How long it takes a practitioner: a whole number. */
  readonly minutes: number;
  /** Where the algorithm comes from: "K&S ch. 6". */
  readonly source: string;
  /** The file to write, beside the README: "fifo-delivery.ts". */
  readonly work: string;
  /** At least one, each with a name of its own; graded in this order, and one does not stop the next. */
  readonly checks: readonly Check<Work>[];
}

/** One thing that an exercise grades: a name that says what is true, and how it is shown. */
export interface Check<Work = Readonly<Record<string, unknown>>> {
  /** A sentence that holds for a right answer: "same key, same partition". Mistakes refer to it. */
  readonly name: string;
  /** Shows it, synchronously, by calls of the lab. What it returns is not looked at, unless it is a Promise: an error. */
  run(lab: Lab<Work>): unknown;
}

/**
 * What a check works with. Each call shows one thing and counts as its proof; the first that is not shown ends the
 * check. A check that shows nothing is an error: it could not fail.
 */
export interface Lab<Work> {
  /** The learner's module. Reading an export that is missing ends the check with a message that names it. */
  readonly work: Work;
  /**
   * Every schedule of a small system. Passes only when the space was searched to its end, within 150,000 states and 20,000
   * schedules unless `limits` say otherwise.
   */
  explore(system: System, laws: readonly Law[], limits?: Limits): Exploration;
  /**
   * Seeded runs of a larger system, faults among them: 100 runs of 1,000 events in virtual time, unless said otherwise.
   * `strategy` (and, for `pct`, `depth`) makes the runs in another way: where delays hardly ever bring about the order that
   * matters, and no law reads clocks. A counterexample is shrunk, unless `shrinks` is false: laws that read clocks need a
   * run as it was.
   */
  sample(
    system: System,
    laws: readonly Law[],
    options?: Pick<SampleOptions, "runs" | "steps" | "shrinks" | "strategy" | "depth">,
  ): Exploration;
  /**
   * One pinned schedule, without the choices that this answer makes impossible, then a fair run to the end. A counterexample
   * is shrunk, unless an execution law is among the laws: it may read clocks.
   */
  follow(system: System, schedule: Schedule, laws: readonly Law[]): Execution;
  /** Cases of a function, to the first that `judge` calls broken. `describe` says which it was: the value, by default. */
  cases<Case>(
    cases: readonly Case[],
    judge: (item: Case) => Broken | undefined,
    describe?: (item: Case) => string,
  ): void;
  /** One case: two values are the same data, in any order of keys. `what` names it: "the partition of \"21\"". */
  equal(actual: unknown, expected: unknown, what: string): void;
}

/**
 * Declares an exercise; returns it unchanged, with its types checked. `checks.ts` exports it as default.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { check, defineExercise, grade } from "@millrace/grader";
 *
 * const doubling = defineExercise<{ double: (value: number) => number }>({
 *   id: "9.9",
 *   title: "Doubling",
 *   minutes: 1,
 *   source: "arithmetic",
 *   work: "double.ts",
 *   checks: [check("two doubled is four", ({ work, equal }) => equal(work.double(2), 4, "double(2)"))],
 * });
 * assert.equal(grade(doubling, { double: (value) => value * 2 }).status, "passed");
 * ```
 */
export function defineExercise<Work>(exercise: Exercise<Work>): Exercise<Work> {
  return exercise;
}

/**
 * Declares a check.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { check, defineExercise, grade } from "@millrace/grader";
 *
 * const evens = check<{ double: (value: number) => number }>("a double is even", ({ work, cases }) =>
 *   cases([0, 1, 7], (value) =>
 *     work.double(value) % 2 === 0 ? undefined : { expected: "an even number", actual: `${work.double(value)}` },
 *   ),
 * );
 * const doubling = defineExercise({ id: "9.9", title: "Doubling", minutes: 1, source: "arithmetic", work: "double.ts", checks: [evens] });
 * assert.equal(grade(doubling, { double: (value) => value * 3 }).checks[0]?.expected, "1: an even number");
 * ```
 */
export function check<Work>(name: string, run: (lab: Lab<Work>) => unknown): Check<Work> {
  return { name, run };
}
