// `pnpm bench:grade`: how long all exercises take to grade, one after the other, and how long the command takes for one
// of them, each beside a reference in the same run. Prints a Markdown table.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { listExercises } from "@millrace/grader/catalogue.node.ts";
import { createRunner } from "@millrace/grader/runner.node.ts";

const root = dirname(dirname(dirname(dirname(import.meta.dirname))));
const command = join(root, "apps", "cli", "bin", "millrace.mjs");
const rounds = 9;

console.log("| what | median (least–most) | reference | its median (least–most) | rounds |");
console.log("|---|---|---|---|---|");
await row("every solution graded, in one command's process", gradeAll, "an empty process started for each", startEmpty);
await row("`millrace test 2.1`, warm", testOne, "`node --eval 0`", () => void start(["--eval", "0"]));

async function row(what: string, run: Run, reference: string, compare: Run): Promise<void> {
  await run(); // what is built once and kept is not measured
  const [times, others]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    times.push(await measure(run));
    others.push(await measure(compare));
  }
  console.log(`| ${what} | ${summary(times)} | ${reference} | ${summary(others)} | ${rounds} |`);
}

type Run = () => void | Promise<void>;

async function gradeAll(): Promise<void> {
  const runner = createRunner({ root });
  for (const files of listExercises(root)) {
    const { status } = await runner.grade(files, { workFile: files.solution.workFile });
    if (status !== "passed") throw new Error(`Cannot measure as the solution of ${files.id} ${status}.`);
  }
  await runner.close();
}

function startEmpty(): void {
  for (const _exercise of listExercises(root)) start(["--eval", "0"]);
}

function testOne(): void {
  start([command, "test", "2.1"]);
}

function start(args: readonly string[]): void {
  spawnSync(process.execPath, args, { cwd: root });
}

async function measure(run: Run): Promise<number> {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}

function summary(times: readonly number[]): string {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (place: number): string => Math.round(sorted[place] ?? Number.NaN).toLocaleString("en-GB");
  return `${at(Math.floor(sorted.length / 2))} ms (${at(0)}–${at(sorted.length - 1)})`;
}
