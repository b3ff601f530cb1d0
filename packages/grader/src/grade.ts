import { type Counterexample, SystemError, describeChoice } from "@millrace/core";
import { sequenceDiagram, spaceTimeDiagram } from "@millrace/diagrams";
import type { Check, Exercise } from "./exercise.ts";
import { guardWork, LearnerError, MissingExportError, type Probe } from "./guard-work.ts";
import { CheckEnd, type End, makeLab, type Shown } from "./lab.ts";
import { writeLink } from "./link.ts";
import type { CheckVerdict, CounterexampleVerdict, Status, Verdict } from "./verdict.ts";

/** How to grade. */
export interface GradeOptions {
  /** The first seed of sampled runs: a whole number, 1 by default. */
  readonly seed?: number;
  /** The version of the exercise's checks: up to 8 hexadecimal digits, from whoever loaded them; empty by default. */
  readonly version?: string;
  /** Milliseconds since some fixed moment, for the duration. Without it the duration is 0. */
  readonly now?: () => number;
  /** Is told when the learner's code runs. */
  readonly probe?: Probe;
  /** Is told which check begins, by its name. */
  readonly onCheck?: (name: string) => void;
}

/**
 * Grades a module: runs every check, and never throws for what the module does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { check, defineExercise, grade } from "@millrace/grader";
 *
 * const exercise = defineExercise<{ double: (value: number) => number }>({
 *   id: "9.9", title: "Doubling", minutes: 1, source: "arithmetic", work: "double.ts",
 *   checks: [check("three doubled is six", ({ work, equal }) => equal(work.double(3), 6, "double(3)"))],
 * });
 *
 * assert.equal(grade(exercise, { double: (value) => value * 2 }).status, "passed");
 * assert.equal(grade(exercise, { double: (value) => value + 2 }).checks[0]?.actual, "5");
 * ```
 */
export function grade<Work>(exercise: Exercise<Work>, work: Work, options: GradeOptions = {}): Verdict {
  const { seed = 1, version = "", now = () => 0 } = options;
  const begin = now();
  const checks = exercise.checks.map((_check, index) => gradeCheck(exercise, work, { ...options, index }));
  return {
    format: 1,
    exercise: { id: exercise.id, title: exercise.title, version },
    status: summarise(checks.map(({ status }) => status)),
    points: checks.filter(({ status }) => status === "passed").length,
    pointsMax: checks.length,
    seed,
    durationMs: Math.round(now() - begin),
    checks,
  };
}

/**
 * Runs one check of an exercise, by its place, from 0. Throws an Error if there is none at that place, and never for what
 * the module does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { check, defineExercise, gradeCheck } from "@millrace/grader";
 *
 * const exercise = defineExercise<{ double: (value: number) => number }>({
 *   id: "9.9", title: "Doubling", minutes: 1, source: "arithmetic", work: "double.ts",
 *   checks: [check("three doubled is six", ({ work, equal }) => equal(work.double(3), 6, "double(3)"))],
 * });
 *
 * const { status, proof } = gradeCheck(exercise, { double: (value) => value * 2 }, { index: 0 });
 * assert.deepEqual({ status, proof }, { status: "passed", proof: { kind: "cases", cases: 1 } });
 * ```
 */
export function gradeCheck<Work>(
  exercise: Exercise<Work>,
  work: Work,
  options: GradeOptions & { readonly index: number },
): CheckVerdict {
  const { seed = 1, probe = noProbe, index } = options;
  const check = exercise.checks[index];
  if (check === undefined)
    throw new Error(`Exercise ${exercise.id} has no check ${index}, only ${exercise.checks.length}.`);
  options.onCheck?.(check.name);
  const shown: Shown = { proof: undefined, worlds: 0 };
  const lab = makeLab(guardWork(work, { file: exercise.work, probe }), { seed, shown });
  const rest = decide(check, () => check.run(lab), { shown, exercise, version: options.version ?? "", index });
  return { name: check.name, ...rest };
}

interface Where {
  readonly shown: Shown;
  readonly exercise: Pick<Exercise, "id" | "work">;
  readonly version: string;
  readonly index: number;
}

function decide<Work>(check: Check<Work>, run: () => unknown, where: Where): Omit<CheckVerdict, "name"> {
  const { shown } = where;
  const proof = () => (shown.proof === undefined ? {} : { proof: shown.proof });
  try {
    const result = run();
    if (result instanceof Promise)
      return ourFault(`The check "${check.name}" is asynchronous. Checks are synchronous.`);
  } catch (error) {
    if (error instanceof CheckEnd) return { ...explainEnd(error.end, where), ...proof() };
    if (error instanceof MissingExportError) {
      return {
        status: "failed",
        problem: { kind: "missing-export", message: error.message, file: where.exercise.work },
        ...proof(),
      };
    }
    if (error instanceof LearnerError) {
      return {
        status: "failed",
        expected: `${error.what} returns`,
        actual: error.message,
        problem: { kind: "threw", message: `${error.what} threw: ${error.message}`, file: where.exercise.work },
        ...proof(),
      };
    }
    if (error instanceof SystemError)
      return { status: "failed", expected: "machines that can be started", actual: error.message, ...proof() };
    return ourFault(
      `The check "${check.name}" failed by itself: ${error instanceof Error ? error.message : String(error)}. This is not your doing; please report it.`,
    );
  }
  if (shown.proof === undefined) {
    return {
      status: "error",
      problem: {
        kind: "check-shows-nothing",
        message: `The check "${check.name}" shows nothing, so it could not fail. Its author must explore, sample, follow or compare something.`,
      },
    };
  }
  return { status: "passed", ...proof() };
}

function explainEnd(end: End, where: Where): Omit<CheckVerdict, "name"> {
  if (end.status === "inconclusive")
    return { status: "inconclusive", problem: { kind: "budget", message: end.reason } };
  const { expected, actual, law, counterexample, world = 0 } = end;
  return {
    status: "failed",
    ...(law === undefined ? {} : { law }),
    expected,
    actual,
    ...(counterexample === undefined ? {} : { counterexample: describeCounterexample(counterexample, world, where) }),
  };
}

function describeCounterexample(
  counterexample: Counterexample,
  world: number,
  { exercise, version, index }: Where,
): CounterexampleVerdict {
  const { execution, schedule, foundLength, shortest } = counterexample;
  const { system } = execution;
  return {
    schedule: schedule.map(describeChoice),
    link: writeLink({ exercise: exercise.id, version, check: index, world, seed: system.seed }, schedule, system),
    diagram: {
      mermaid: sequenceDiagram(execution, { violation: counterexample }),
      text: spaceTimeDiagram(execution, { violation: counterexample, columns: 80, charset: "unicode" }),
    },
    length: schedule.length,
    foundLength,
    shortest,
  };
}

function ourFault(message: string): Omit<CheckVerdict, "name"> {
  return { status: "error", problem: { kind: "our-fault", message } };
}

function summarise(statuses: readonly Status[]): Status {
  for (const status of ["failed", "error", "inconclusive"] as const) if (statuses.includes(status)) return status;
  return "passed";
}

const noProbe: Probe = { enter() {}, leave() {} };
