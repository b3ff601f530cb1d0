// `pnpm bench:course`: how long each exercise's verdict takes, and how long the whole course takes to check: every starter,
// solution, alternative and mistake. Each beside a reference in the same run. Prints Markdown tables.
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { type ExerciseFiles, listExercises } from "@millrace/grader/catalogue.node.ts";
import { inspectAnswer, inspectMistake, inspectStarter } from "@millrace/grader/inspect-exercise.node.ts";
import { createRunner } from "@millrace/grader/runner.node.ts";
import { oneAhead } from "../one-ahead.ts";

const root = dirname(dirname(dirname(dirname(import.meta.dirname))));
const rounds = 5;
const exercises = listExercises(root);
const runner = createRunner({ root, keepWorkers: true });

console.log("| exercise | verdict of the solution: median (least–most) | rounds |");
console.log("|---|---|---|");
const medians: number[] = [];
for (const files of exercises) {
  await verdictOf(files); // what is built once and kept is not measured
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await measure(() => verdictOf(files)));
  medians.push(median(times));
  console.log(`| ${files.id} ${files.slug} | ${summary(times)} | ${rounds} |`);
}
const empties: number[] = [];
for (let round = 0; round < rounds; round++) {
  empties.push(await measure(() => void spawnSync(process.execPath, ["--eval", "0"])));
}
console.log(`| **median of all, worst of all** | **${format(median(medians))}, ${format(Math.max(...medians))}** | |`);
console.log(`| reference: an empty process | ${summary(empties)} | ${rounds} |`);

let gradings = 0;
const wholeMs = await measure(checkAll);
console.log("");
console.log("| what | seconds | reference: an empty process for each | wanted |");
console.log("|---|---|---|---|");
const reference = (median(empties) * gradings) / 1_000;
const what = `${exercises.length} exercises, ${gradings} gradings: starters, solutions, alternatives, mistakes`;
console.log(`| ${what} | ${(wholeMs / 1_000).toFixed(1)} | ${reference.toFixed(1)} | under 90 |`);
await runner.close();

async function verdictOf(files: ExerciseFiles): Promise<void> {
  const { status } = await runner.grade(files, { workFile: files.solution.workFile });
  if (status !== "passed") throw new Error(`Cannot measure as the solution of ${files.id} ${status}.`);
}

/** As `millrace check` does it: the runner grades as many at once as the computer has cores. */
async function checkAll(): Promise<void> {
  for await (const problems of oneAhead(exercises, problemsOf)) {
    const [first] = problems;
    if (first !== undefined) throw new Error(`Cannot measure as the course has a fault: ${first}`);
  }
}

async function problemsOf(files: ExerciseFiles): Promise<string[]> {
  const known = await runner.mistakesOf(files);
  const answers = [files.solution.workFile, ...files.solution.alsoRight];
  gradings += 1 + answers.length + known.length;
  const problems = await Promise.all([
    inspectStarter(runner, files),
    ...answers.map((answer) => inspectAnswer(runner, files, answer)),
    ...known.map(async (mistake) => (await inspectMistake(runner, files, { mistake, onlyNamed: true })).problems),
  ]);
  return problems.flat().map((problem) => `${files.id}: ${problem}`);
}

async function measure(run: () => void | Promise<void>): Promise<number> {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}

function median(times: readonly number[]): number {
  return times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)] ?? Number.NaN;
}

function summary(times: readonly number[]): string {
  return `${format(median(times))} (${format(Math.min(...times))}–${format(Math.max(...times))})`;
}

function format(ms: number): string {
  return `${Math.round(ms).toLocaleString("en-GB")} ms`;
}
