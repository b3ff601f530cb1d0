import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { ExerciseFiles } from "./catalogue.node.ts";
import type { Mistake } from "./mistakes.ts";
import type { Manifest, Runner } from "./runner.node.ts";
import type { CheckVerdict, Verdict } from "./verdict.ts";

/** What is wrong with an exercise, one sentence each; empty if all is well. */
export type Problems = string[];

/** Looks at the files of an exercise, without running any. */
export function inspectFiles(files: ExerciseFiles): Problems {
  const { solution } = files;
  const wanted = [files.workFile, files.readmeFile, files.hintsFile, files.testFile];
  const hidden = [solution.workFile, solution.starterFile, solution.notesFile, solution.mistakesFile];
  const missing = [...wanted, ...hidden].filter((file) => !existsSync(file));
  return [
    ...missing.map((file) => `${basename(file)} is missing: ${file}`),
    ...(existsSync(files.hintsFile) ? inspectHints(readFileSync(files.hintsFile, "utf8")) : []),
    ...(existsSync(files.testFile) ? inspectTest(readFileSync(files.testFile, "utf8"), files) : []),
    ...(solution.answerFile === solution.workFile
      ? [`${basename(solution.workFile)} in solutions must hand on the library's file: export * from "@millrace/…";`]
      : []),
    ...(solution.alsoRight.length < 2 ? ["also-right has fewer than two answers"] : []),
  ];
}

/** Holds the exercise's file and its pristine copy together. A learner who has begun has changed the first. */
export function inspectStarterCopy({ workFile, solution }: ExerciseFiles): Problems {
  if (!existsSync(workFile) || !existsSync(solution.starterFile)) return [];
  if (readFileSync(workFile).equals(readFileSync(solution.starterFile))) return [];
  return [`${basename(workFile)} is not starter.ts, byte for byte: begun, or one of the two was forgotten`];
}

/** Holds what the checks say of themselves together with where they lie. */
export function inspectManifest({ id }: ExerciseFiles, manifest: Manifest): Problems {
  const { checks, minutes, title } = manifest;
  const twins = checks.filter((name, index) => checks.indexOf(name) !== index);
  return [
    ...(manifest.id === id ? [] : [`checks.ts says id ${manifest.id}, its folder says ${id}`]),
    ...(title.trim() === "" ? ["the title is empty"] : []),
    ...(minutes > 0 ? [] : [`the minutes are ${minutes}`]),
    ...(checks.length === 0 ? ["there is no check"] : []),
    ...twins.map((name) => `two checks have the name "${name}"`),
  ];
}

/** Grades the starter: it fails, and every failure says what is expected and what is so. */
export async function inspectStarter(runner: Runner, files: ExerciseFiles): Promise<Problems> {
  const verdict = await runner.grade(files, { workFile: files.solution.starterFile });
  if (verdict.status === "passed") return ["the starter passes"];
  return [
    ...(verdict.status === "failed" ? [] : [`the starter is ${verdict.status}, not failed`]),
    ...(verdict.problem === undefined ? [] : [`the starter cannot be graded: ${verdict.problem.message}`]),
    ...verdict.checks.flatMap(({ name, status, expected, actual, problem }) => {
      const said = problem?.message ?? (expected && actual ? `${expected} ${actual}` : "");
      if (status === "passed" || (said !== "" && !unreadable.test(said))) return [];
      return [`the starter's failure of "${name}" cannot be read: ${JSON.stringify(said)}`];
    }),
  ];
}

const unreadable = /\[object |Cannot read propert|is not a function|is not iterable/;

/** Grades a right answer: it passes. */
export async function inspectAnswer(runner: Runner, files: ExerciseFiles, workFile: string): Promise<Problems> {
  const verdict = await runner.grade(files, { workFile });
  return verdict.status === "passed" ? [] : [`${basename(workFile)} ${whyNot(verdict)}`];
}

/** How a mistake was caught. */
export interface Catch {
  readonly mistake: Mistake;
  /** The checks that failed. */
  readonly failed: readonly string[];
  /** How many choices the counterexample of the named check has, if it has one. */
  readonly length?: number;
  readonly problems: Problems;
}

/**
 * Grades a mistake: the check that it names catches it, within the steps that it names. With `onlyNamed` the other
 * checks are not run, and a counterexample that is short enough is not made shorter: that is much faster.
 */
export async function inspectMistake(
  runner: Runner,
  files: ExerciseFiles,
  { mistake, onlyNamed = false }: { readonly mistake: Mistake; readonly onlyNamed?: boolean },
): Promise<Catch> {
  const { name, caughtBy, steps } = mistake;
  const { checks } = await runner.describe(files);
  const place = checks.indexOf(caughtBy);
  if (place === -1) return { mistake, failed: [], problems: [`"${name}" names no check: "${caughtBy}"`] };
  // That it is caught, and by how many steps at most, is all that is asked.
  const brief = { only: place, shortEnough: steps ?? Number.MAX_SAFE_INTEGER };
  const verdict = await runner.grade(files, { mistake, ...(onlyNamed ? brief : {}) });
  const named = verdict.checks.find((check) => check.name === caughtBy);
  const length = named?.counterexample?.length;
  return {
    mistake,
    failed: verdict.checks.filter(({ status }) => status === "failed").map((check) => check.name),
    ...(length === undefined ? {} : { length }),
    problems: [
      ...(verdict.problem === undefined ? [] : [`"${name}" cannot be graded: ${verdict.problem.message}`]),
      ...(named === undefined || named.status === "failed" ? [] : [`"${name}" ${escaped(named)}`]),
      ...(steps === undefined || named?.status !== "failed" ? [] : inspectLength(name, { steps, length })),
    ],
  };
}

function escaped({ name, status, problem }: CheckVerdict): string {
  return `is not caught by "${name}": it is ${status}${problem === undefined ? "" : `, ${problem.message}`}`;
}

function inspectLength(name: string, { steps, length }: { steps: number; length: number | undefined }): Problems {
  if (length === undefined) return [`"${name}" names ${steps} steps, and its check gives no schedule`];
  return length <= steps ? [] : [`"${name}" takes ${length} steps, more than ${steps}`];
}

function whyNot({ status, checks, problem }: Verdict): string {
  const first = checks.find((check) => check.status !== "passed");
  const why = problem?.message ?? first?.problem?.message ?? `expected ${first?.expected}, actual ${first?.actual}`;
  return `is ${status}, not passed: ${first === undefined ? "" : `"${first.name}": `}${why}`;
}

function inspectHints(markdown: string): Problems {
  return [1, 2, 3]
    .filter((tier) => !new RegExp(`^## ${tier}\\s*\\n+\\s*\\S`, "m").test(markdown))
    .map((tier) => `hints.md has nothing under "## ${tier}"`);
}

function inspectTest(text: string, { slug }: ExerciseFiles): Problems {
  const wanted = [
    'import { testExercise } from "@millrace/grader/vitest.ts";',
    `await testExercise(import("./checks.ts"), import("./${slug}.ts"));`,
  ];
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  return lines.join("\n") === wanted.join("\n") ? [] : [`${slug}.test.ts is not the usual two lines`];
}
