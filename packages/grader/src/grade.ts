import { assembleVerdict } from "./assemble-verdict.ts";
import type { Check, Exercise, Lab } from "./exercise.ts";
import { decidedBy, explainThrown, type Where } from "./explain-end.ts";
import { guardWork, type Probe } from "./guard-work.ts";
import { withoutHostSources } from "./host-sources.ts";
import { makeLab, type Shown } from "./lab.ts";
import type { CheckVerdict, Verdict } from "./verdict.ts";

/** How to grade. */
export interface GradeOptions {
  /** The first seed of sampled runs: a whole number, 1 by default. */
  readonly seed?: number;
  /** The version of the exercise's checks: up to 8 hexadecimal digits, from whoever loaded them; empty by default. */
  readonly version?: string;
  /** A counterexample of so many choices, or fewer, is neither made smaller nor drawn: for who wants to know no more than that. */
  readonly shortEnough?: number;
  /** Milliseconds since some fixed moment, for the duration. Without it the duration is 0. */
  readonly now?: () => number;
  /** Is told when the learner's code runs. */
  readonly probe?: Probe;
  /** Is told which check begins, by its name. */
  readonly onCheck?: (name: string) => void;
  /** Is told the stack trace of what the learner's code threw, if that decides a check: only a host can read it. */
  readonly onThrow?: (stack: string) => void;
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
  return assembleVerdict({
    exercise: { id: exercise.id, title: exercise.title, version },
    checks,
    seed,
    durationMs: now() - begin,
  });
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
  const { seed = 1, version = "", probe = noProbe, index, onThrow, shortEnough } = options;
  const check = exercise.checks[index];
  if (check === undefined)
    throw new Error(`Exercise ${exercise.id} has no check ${index}, only ${exercise.checks.length}.`);
  options.onCheck?.(check.name);
  const shown: Shown = { proof: undefined, worlds: 0 };
  const where = { check: check.name, exercise, version, index, work: work as object };
  const end = withoutHostSources(probe, (heard) => {
    const lab = makeLab(guardWork(work, { file: exercise.work, probe: heard }), { seed, shown, shortEnough });
    return decide(check, lab, { ...where, shortEnough, ...(onThrow === undefined ? {} : { onThrow }) });
  });
  return {
    name: check.name,
    ...(end ?? judgeShown(check, shown)),
    ...(shown.proof === undefined ? {} : { proof: shown.proof }),
  };
}

/** Runs a check; undefined if it came to its end. */
function decide<Work>(check: Check<Work>, lab: Lab<Work>, where: Where): Omit<CheckVerdict, "name"> | undefined {
  try {
    if (!(check.run(lab) instanceof Promise)) return undefined;
    return decidedBy({
      kind: "our-fault",
      message: `The check "${check.name}" is asynchronous. Checks are synchronous.`,
    });
  } catch (error) {
    return explainThrown(error, where);
  }
}

function judgeShown<Work>(check: Check<Work>, shown: Shown): Omit<CheckVerdict, "name"> {
  if (shown.proof !== undefined) return { status: "passed" };
  return decidedBy({
    kind: "check-shows-nothing",
    message: `The check "${check.name}" shows nothing, so it could not fail. Its author must explore, sample, follow or compare something.`,
  });
}

const noProbe: Probe = { enter() {}, leave() {} };
