// Grades mistakes, each by the check that it is caught by: `node mistakes-round.mjs <job.json>`. Prints how long each took,
// in milliseconds.
import { readFileSync } from "node:fs";
import type { Exercise, gradeCheck } from "@millrace/grader";
import type { MistakesJob, MistakeTimes } from "./mistakes.ts";

const [file = ""] = process.argv.slice(2);
// The bench has just written it.
const job = JSON.parse(readFileSync(file, "utf8")) as MistakesJob;
const grader = (await import(job.grader)) as { gradeCheck: typeof gradeCheck };
const { default: exercise } = (await import(job.checks)) as { default: Exercise<object> };

if (job.answer !== undefined) {
  const answer = (await import(job.answer)) as object;
  for (const index of exercise.checks.keys()) grader.gradeCheck(exercise, answer, { index });
}
const times: number[] = [];
for (const { name, caughtBy, work } of job.mistakes) {
  const index = exercise.checks.findIndex((check) => check.name === caughtBy);
  const wrong = (await import(work)) as object;
  const begin = performance.now();
  const { status } = grader.gradeCheck(exercise, wrong, { index });
  times.push(performance.now() - begin);
  if (status !== "failed")
    throw new Error(`Cannot measure as "${caughtBy}" does not catch "${name}": it is ${status}.`);
}
console.log(JSON.stringify(times satisfies MistakeTimes));
