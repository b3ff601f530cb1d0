import { assembleVerdict } from "./assemble-verdict.ts";
import type { ExerciseFiles } from "./catalogue.node.ts";
import { describeExercise } from "./describe-exercise.node.ts";
import { gradeInProcess } from "./grade-in-process.node.ts";
import type { Mistake } from "./mistakes.ts";
import { ourFault } from "./problems.node.ts";
import type { CheckVerdict, Problem, Verdict } from "./verdict.ts";
import { type Workshop, prepareOurs, prepareRehearsal, prepareWork } from "./workshop.node.ts";

/** What to grade instead of the learner's file. */
export interface GradeRequest {
  /** Grade this file: absolute, or relative to the current folder. */
  readonly workFile?: string;
  /** Grade the solution with this mistake in it. */
  readonly mistake?: Mistake;
  /** The first seed of sampled runs; 1 by default. */
  readonly seed?: number;
  /** Run this check alone, by its place from 0; the verdict holds no other. */
  readonly only?: number;
  /** A counterexample of so many choices, or fewer, is neither made smaller nor drawn. */
  readonly shortEnough?: number;
  /** Is told each check as soon as it is decided, in their order. */
  readonly onCheck?: (check: CheckVerdict) => void;
  /** Ends the grading at once, for a verdict that nobody waits for any more: it is not to be shown. */
  readonly signal?: AbortSignal;
}

/** A request, and what the runner adds to it. */
export interface GradeOptions extends GradeRequest {
  readonly onPrint: (text: string) => void;
}

/** Grades a learner's file, or another one. Never rejects: what goes wrong is in the verdict. */
export async function gradeExercise(
  shop: Workshop,
  files: ExerciseFiles,
  { seed = 1, only, shortEnough = 0, signal, onPrint, onCheck, ...choice }: GradeOptions,
): Promise<Verdict> {
  try {
    shop.pool.warm(); // starts while the bundles are made
    const [checks, work, answer] = await Promise.all([
      prepareOurs(shop, files.checksFile),
      prepareWork(shop, files, choice),
      prepareRehearsal(shop, files),
    ]);
    const version = checks.hash.slice(0, 8);
    if ("kind" in work) return await refuse(shop, files, { seed, problem: work });
    const job = {
      checksUrl: checks.url,
      workUrl: work.url,
      version,
      seed,
      shortEnough,
      ...(only === undefined ? {} : { only }),
    };
    const { source } = work;
    return await gradeInProcess({
      id: files.id,
      job,
      source,
      onPrint,
      onCheck,
      signal,
      rehearsal: answer === undefined ? undefined : { kind: "rehearse", checksUrl: checks.url, workUrl: answer },
      withProcess: (use) => shop.pool.with(use),
    });
  } catch (error) {
    const problem = ourFault(error instanceof Error ? error.message : String(error));
    const exercise = { id: files.id, title: files.slug, version: "" };
    return assembleVerdict({ exercise, checks: [], seed, durationMs: 0, problem });
  }
}

/** The verdict of a file that cannot even be read. */
async function refuse(
  shop: Workshop,
  files: ExerciseFiles,
  { seed, problem }: { readonly seed: number; readonly problem: Problem },
): Promise<Verdict> {
  const { id, title, version, checks } = await describeExercise(shop, files);
  return assembleVerdict({
    exercise: { id, title, version },
    checks: [],
    pointsMax: checks.length,
    seed,
    durationMs: 0,
    problem,
  });
}
