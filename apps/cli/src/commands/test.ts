import type { Verdict } from "@millrace/grader";
import { type ExerciseFiles, isBegun } from "@millrace/grader/catalogue.node.ts";
import { recordVerdict } from "@millrace/grader/progress.node.ts";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { diagramsFor } from "../diagrams-for.ts";
import { type ExitCode, type Outcome, UsageError } from "../outcome.ts";
import { showEnd, showLateMistake } from "../show/verdict-end.ts";
import { showVerdict } from "../show/verdict.ts";
import type { Workshop } from "../workshop.ts";

/** What `millrace test 2.1` takes. */
export interface TestOptions {
  /** Every check that fails in full, not only the first. */
  readonly all?: boolean;
  /** Grade this file instead of the learner's. */
  readonly work?: string;
  /** The first seed of sampled runs. */
  readonly seed?: number;
}

/** `millrace test 2.1 …`: grades exercises, begun or not. The document is the verdict, or the list of them if several. */
export async function testExercises(
  workshop: Workshop,
  ids: readonly (string | undefined)[],
  options: TestOptions,
): Promise<Outcome> {
  const exercises = ids.map((id) => workshop.exercise(id));
  if (options.work !== undefined && exercises.length > 1)
    throw new UsageError("Say one exercise only, as --work names one file.");
  workshop.progress();
  const verdicts: Verdict[] = [];
  for (const files of exercises) {
    if (verdicts.length > 0) workshop.screen.print("");
    verdicts.push(await testExercise(workshop, files, options));
  }
  const [first] = verdicts;
  return { exitCode: exitCodeOf(verdicts), document: verdicts.length === 1 ? first : verdicts };
}

/** An engine's fault is never charged to the learner: it has an exit code of its own. */
function exitCodeOf(verdicts: readonly Pick<Verdict, "status">[]): ExitCode {
  if (verdicts.some(({ status }) => status === "error")) return 3;
  return verdicts.every(({ status }) => status === "passed") ? 0 : 1;
}

async function testExercise(workshop: Workshop, files: ExerciseFiles, options: TestOptions): Promise<Verdict> {
  const { screen, typed } = workshop;
  const request = requestOf(workshop, options);
  const verdict = await workshop.runner().grade(files, request);
  const isOwn = request.workFile === undefined;
  // A seed of the learner's choice may be a lucky one.
  if (isOwn && options.seed === undefined) recordVerdict(workshop.root, files, verdict);
  const matching = matchMistake(workshop, files, { verdict, request });
  const inTime = await Promise.race([matching, setTimeout(mistakeWaitMs, undefined, { ref: false })]);
  await show(workshop, files, { verdict: inTime ?? verdict, request, options });
  const matched = await matching;
  if (inTime === undefined) screen.print(...showLateMistake(matched, { terminal: screen, typed }));
  return matched;
}

/** Nobody waits longer than this for a verdict; the first time, comparing with the known mistakes takes seconds. */
const mistakeWaitMs = 400;

async function show(
  workshop: Workshop,
  files: ExerciseFiles,
  { verdict, request, options }: { verdict: Verdict; request: Request; options: TestOptions },
): Promise<void> {
  const { screen, typed, pathTo } = workshop;
  const { all = false } = options;
  const diagramOf = await diagramsFor(workshop, files, { verdict, request, all });
  const isOwn = request.workFile === undefined;
  const starter =
    isOwn && !isBegun(files) ? { starter: { readme: pathTo(files.readmeFile), work: pathTo(files.workFile) } } : {};
  screen.print(
    ...showVerdict(verdict, { terminal: screen, typed, all, diagramOf }),
    ...showEnd(verdict, { terminal: screen, typed, all, printed: workshop.takePrinted(), isOwn, ...starter }),
  );
}

/** What the runner is asked for. */
export interface Request {
  readonly workFile?: string;
  readonly seed?: number;
}

function requestOf({ host }: Workshop, { work, seed }: TestOptions): Request {
  if (work === undefined) return seed === undefined ? {} : { seed };
  const workFile = resolve(host.cwd, work);
  if (!existsSync(workFile)) throw new UsageError(`Cannot grade the file as there is none: ${workFile}.`);
  return { workFile, ...(seed === undefined ? {} : { seed }) };
}

/** A verdict, with the known mistake that a failure looks like. */
export async function gradeWithMistake(workshop: Workshop, files: ExerciseFiles, request: Request): Promise<Verdict> {
  const verdict = await workshop.runner().grade(files, request);
  return matchMistake(workshop, files, { verdict, request });
}

/**
 * The starter makes no mistake: it is not an answer yet. A mistake that cannot be graded is for `millrace check` to
 * report, not for the learner whose verdict stands without it.
 */
export async function matchMistake(
  { runner }: Workshop,
  files: ExerciseFiles,
  { verdict, request }: { verdict: Verdict; request: Request },
): Promise<Verdict> {
  const isAttempt = request.workFile !== undefined || isBegun(files);
  if (verdict.status !== "failed" || !isAttempt) return verdict;
  return runner()
    .matchMistake(files, verdict)
    .catch(() => verdict);
}
