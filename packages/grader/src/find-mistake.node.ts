import { existsSync } from "node:fs";
import type { ExerciseFiles } from "./catalogue.node.ts";
import { describeExercise, reasonOf } from "./describe-exercise.node.ts";
import { type GradeRequest, gradeExercise } from "./grade-exercise.node.ts";
import { type Failure, failAlike, failuresOf, noteMistake } from "./match-mistake.ts";
import type { Mistake } from "./mistakes.ts";
import type { Verdict } from "./verdict.ts";
import { type Workshop, prepareOurs, prepareWork, runJob } from "./workshop.node.ts";

/** The known mistakes; none if the exercise lists none. */
export async function readMistakes(shop: Workshop, files: ExerciseFiles): Promise<Mistake[]> {
  if (!existsSync(files.solution.mistakesFile)) return [];
  const { url, hash } = await prepareOurs(shop, files.solution.mistakesFile);
  return shop.results.get(["mistakes", hash], async () => {
    const ending = await runJob(shop, { kind: "read", url });
    if (ending.type === "read" && Array.isArray(ending.value)) return ending.value as Mistake[]; // ours: mistakes({ … })
    throw new Error(`Cannot read ${files.solution.mistakesFile}: ${reasonOf(ending)}`);
  });
}

/**
 * The verdict with the mistake noted that the learner's file fails like, if there is one.
 *
 * One after the other, so that a process stays free for the learner's next try. A mistake that does not fail its own
 * check as the learner's file does is not it: the other checks are run for those alone that do.
 */
export async function findMistake(shop: Workshop, files: ExerciseFiles, verdict: Verdict): Promise<Verdict> {
  const failures = failuresOf(verdict);
  if (failures.length === 0) return verdict;
  const [engine, checks, solution] = await Promise.all([
    shop.pool.engine(),
    prepareOurs(shop, files.checksFile),
    prepareWork(shop, files, { workFile: files.solution.workFile }),
  ]);
  if ("kind" in solution) return verdict;
  const { checks: names } = await describeExercise(shop, files);
  const { seed } = verdict;
  for (const mistake of await readMistakes(shop, files)) {
    const wanted = failures.filter(({ check }) => check === mistake.caughtBy);
    if (wanted.length === 0) continue;
    const contents = [engine.hash, checks.hash, solution.hash, JSON.stringify(mistake.edits), String(seed)];
    const only = names.indexOf(mistake.caughtBy);
    const own = await shop.results.get(["failure", ...contents, String(only)], () =>
      failuresIn(shop, files, { mistake, seed, only }),
    );
    if (!failAlike(wanted, own)) continue;
    const all = await shop.results.get(["failures", ...contents], () => failuresIn(shop, files, { mistake, seed }));
    if (failAlike(failures, all)) return noteMistake(verdict, mistake);
  }
  return verdict;
}

async function failuresIn(shop: Workshop, files: ExerciseFiles, request: GradeRequest): Promise<Failure[]> {
  const verdict = await gradeExercise(shop, files, { ...request, onPrint: () => undefined });
  if (verdict.status === "error")
    throw new Error(`Cannot compare with a mistake as it could not be graded: ${request.mistake?.name}.`);
  return failuresOf(verdict);
}
