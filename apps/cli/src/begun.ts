import type { Verdict } from "@millrace/grader";
import { type ExerciseFiles, isBegun } from "@millrace/grader/catalogue.node.ts";
import { recordVerdict } from "@millrace/grader/progress.node.ts";
import type { Suite } from "./suites.ts";
import type { Workshop } from "./workshop.ts";

/** What `millrace test` finds of the exercises. */
export interface Begun {
  /** One for each exercise that is begun: its checks, passed and failed. */
  readonly suites: readonly Suite[];
  /** The others, as "2.1 fifo-delivery". */
  readonly notBegun: readonly string[];
}

/** Grades every exercise whose file differs from the starter, and records the verdicts. */
export async function gradeBegun(workshop: Workshop): Promise<Begun> {
  workshop.progress();
  const exercises = workshop.exercises();
  const suites: Suite[] = [];
  for (const files of exercises.filter(isBegun)) {
    const verdict = await workshop.runner().grade(files);
    recordVerdict(workshop.root, files, verdict);
    suites.push(suiteOf(files, verdict, workshop));
  }
  return { suites, notBegun: exercises.filter((files) => !isBegun(files)).map(({ id, slug }) => `${id} ${slug}`) };
}

function suiteOf({ id, slug }: ExerciseFiles, verdict: Verdict, { typed }: Workshop): Suite {
  const { checks, points, pointsMax, problem } = verdict;
  const passed = verdict.status === "passed";
  const failing = checks.filter(({ status }) => status !== "passed").map(({ name }) => `failed: ${name}`);
  return {
    name: `exercise ${id} ${slug}`,
    passed: points,
    // A file that cannot be loaded has no check to blame.
    failed: passed ? 0 : Math.max(1, pointsMax - points),
    skipped: 0,
    reasons: passed ? [] : [...(problem === undefined ? failing : [`failed: ${problem.message}`]), typed(`test ${id}`)],
  };
}
