import type { Law, Limits, Schedule, System, Exploration, Execution, Broken } from "@millrace/core";

/**
 * An exercise: one file to write, and the checks that grade it. `Work` is the type of the learner's module.
 */
export interface Exercise<Work = Readonly<Record<string, unknown>>> {
  /** Chapter and place: "2.1". */
  readonly id: string;
  readonly title: string;
  /** How long it takes a practitioner. */
  readonly minutes: number;
  /** Where the algorithm comes from: "K&S ch. 6". */
  readonly source: string;
  /** The file to write, beside the README: "fifo-delivery.ts". */
  readonly work: string;
  readonly checks: readonly Check<Work>[];
}

/** One thing that an exercise grades: a name that says what is true, and how it is shown. */
export interface Check<Work = Readonly<Record<string, unknown>>> {
  readonly name: string;
  run(lab: Lab<Work>): unknown;
}

/**
 * What a check works with. Each call shows one thing and counts as its proof; the first that is not shown ends the
 * check. A check that shows nothing is an error: it could not fail.
 */
export interface Lab<Work> {
  /** The learner's module. Reading an export that is missing ends the check with a message that names it. */
  readonly work: Work;
  /** Every schedule of a small system. Passes only when the space was searched to its end. */
  explore(system: System, laws: readonly Law[], limits?: Limits): Exploration;
  /** Seeded runs of a larger system in virtual time, faults among them. */
  sample(
    system: System,
    laws: readonly Law[],
    options?: { readonly runs?: number; readonly steps?: number },
  ): Exploration;
  /** One pinned schedule, then a fair run to the end. */
  follow(system: System, schedule: Schedule, laws: readonly Law[]): Execution;
  /** Cases of a function: `judge` says how one is broken. `describe` says which case it was. */
  cases<Case>(
    cases: readonly Case[],
    judge: (item: Case) => Broken | undefined,
    describe?: (item: Case) => string,
  ): void;
  /** One case: two values are the same data. `what` names it: "the partition of \"21\"". */
  equal(actual: unknown, expected: unknown, what: string): void;
}

/**
 * Declares an exercise.
 *
 * @example
 * ```ts
 * import { check, defineExercise } from "@millrace/grader";
 *
 * export default defineExercise<{ double: (value: number) => number }>({
 *   id: "9.9",
 *   title: "Doubling",
 *   minutes: 1,
 *   source: "arithmetic",
 *   work: "double.ts",
 *   checks: [check("two doubled is four", ({ work, equal }) => equal(work.double(2), 4, "double(2)"))],
 * });
 * ```
 */
export function defineExercise<Work>(exercise: Exercise<Work>): Exercise<Work> {
  return exercise;
}

/** Declares a check. */
export function check<Work>(name: string, run: (lab: Lab<Work>) => unknown): Check<Work> {
  return { name, run };
}
