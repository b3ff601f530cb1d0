import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { count, readQuiz } from "@millrace/grader";
import type { ExerciseFiles } from "@millrace/grader/catalogue.node.ts";
import {
  type Catch,
  inspectAnswer,
  inspectFiles,
  inspectManifest,
  inspectMistake,
  inspectStarter,
  inspectStarterCopy,
} from "@millrace/grader/inspect-exercise.node.ts";
import { inspectProse } from "./prose.ts";
import type { Workshop } from "./workshop.ts";

/** What the author's gate found of one exercise. */
export interface Inspection {
  readonly id: string;
  readonly title: string;
  readonly checks: readonly string[];
  /** How many right answers were graded, the solution among them. */
  readonly answers: number;
  readonly mistakes: readonly Catch[];
  /** Whether each mistake was graded by every check, and not only by the one that it names. */
  readonly isWhole: boolean;
  /** Checks that no known mistake fails, of those that graded it: perhaps nothing can. */
  readonly idle: readonly string[];
  /** One sentence each; empty if the gate lets the exercise through. */
  readonly problems: readonly string[];
}

/**
 * Looks at everything that an exercise's author promises. A mistake is graded by the check that it names, or, if the
 * inspection `isWhole`, by all of them, which takes several times as long.
 */
export async function inspectExercise(
  workshop: Workshop,
  files: ExerciseFiles,
  { isWhole }: { readonly isWhole: boolean },
): Promise<Inspection> {
  const runner = workshop.runner();
  const { solution } = files;
  const before = [...inspectFiles(files), ...inspectStarterCopy(files)];
  const prose = [files.readmeFile, files.hintsFile, solution.notesFile];
  for (const file of prose) before.push(...(await inspectProse(file)));
  try {
    const manifest = await runner.describe(files);
    const answers = [solution.workFile, ...solution.alsoRight];
    const known = await runner.mistakesOf(files);
    // The runner grades as many at once as the computer has cores.
    const [starter, right, mistakes] = await Promise.all([
      inspectStarter(runner, files),
      Promise.all(answers.map((answer) => inspectAnswer(runner, files, answer))),
      Promise.all(known.map((mistake) => inspectMistake(runner, files, { mistake, onlyNamed: !isWhole }))),
    ]);
    const problems = [...before, ...inspectManifest(files, manifest), ...starter, ...right.flat()];
    const { title, checks } = manifest;
    return {
      id: files.id,
      title,
      checks,
      answers: answers.length,
      mistakes,
      isWhole,
      idle: checks.filter((name) => !mistakes.some(({ failed }) => failed.includes(name))),
      problems: [...problems, ...inspectCount(mistakes), ...mistakes.flatMap((caught) => caught.problems)],
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return {
      id: files.id,
      title: files.slug,
      checks: [],
      answers: 0,
      mistakes: [],
      isWhole,
      idle: [],
      problems: [...before, problem],
    };
  }
}

function inspectCount(mistakes: readonly Catch[]): string[] {
  return mistakes.length >= leastMistakes ? [] : [`mistakes: ${mistakes.length}; make at least ${leastMistakes}`];
}

const leastMistakes = 8;

/** What is wrong with a chapter's README, one sentence each: diagrams, links, the quiz. `chapter` is its folder's name. */
export async function inspectChapter(root: string, chapter: string): Promise<string[]> {
  const file = join(root, "exercises", chapter, "README.md");
  if (!existsSync(file)) return [`${chapter} has no README.md`];
  const { questions, problems } = readQuiz(readFileSync(file, "utf8"));
  const isShort = questions.length < leastQuestions;
  return [
    ...(await inspectProse(file)),
    ...problems.map((problem) => `the quiz: ${problem}`),
    ...(isShort ? [`the quiz has ${count(questions.length, "question")}; make at least ${leastQuestions}`] : []),
  ].map((problem) => `${chapter}: ${problem}`);
}

const leastQuestions = 3;
