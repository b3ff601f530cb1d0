// `pnpm bench:watch [id…]`: how long after a save `millrace watch` shows the verdict, beside the bare loop that could do
// no better: esbuild rebuilds, a worker that was started before grades, nobody watches it. Prints a Markdown table.
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { type ExerciseFiles, findExercise } from "@millrace/grader/catalogue.node.ts";
import { applyMistake } from "@millrace/grader";
import { createRunner } from "@millrace/grader/runner.node.ts";
import { makeScratch } from "./scratch.ts";
import { startBareLoop } from "./bare-loop.ts";
import { startWatch } from "./watched.ts";

/** How a verdict ends. */
export type Ending = "passed" | "failed";

/** Something that grades what is saved. */
export interface Loop {
  /** Resolves when a verdict with this ending is told. Call it before the save. */
  next(ending: Ending): Promise<void>;
  close(): Promise<void>;
}

const saves = 20;
const warmUps = 4;

const ids = process.argv.slice(2);
console.log("| exercise | save → verdict in `watch`, median (10th–90th percentile) | the bare loop | saves |");
console.log("|---|---|---|---|");
for (const id of ids.length === 0 ? ["0.1", "2.1"] : ids) await bench(id);
process.exit();

async function bench(id: string): Promise<void> {
  const scratch = makeScratch();
  try {
    const files = findExercise(scratch.root, id);
    const texts = await alternatives(scratch.root, files);
    const watched = await measure(await startWatch(scratch.root, files), files, texts);
    const bare = await measure(await startBareLoop(files), files, texts);
    console.log(`| ${id} | ${summarise(watched)} | ${summarise(bare)} | ${saves} |`);
  } finally {
    scratch.remove();
  }
}

/** A right file and a wrong one: only a verdict of the file just saved has the status that belongs to it. */
async function alternatives(root: string, files: ExerciseFiles): Promise<Record<Ending, string>> {
  const runner = createRunner({ root });
  const [mistake] = await runner.mistakesOf(files);
  await runner.close();
  const answer = readFileSync(files.solution.answerFile, "utf8");
  if (mistake === undefined) throw new Error(`Cannot measure ${files.id} as it lists no mistake.`);
  return { passed: answer, failed: applyMistake(answer, mistake) };
}

async function measure(loop: Loop, files: ExerciseFiles, texts: Record<Ending, string>): Promise<number[]> {
  const times: number[] = [];
  for (let save = 0; save < warmUps + saves; save++) {
    const wanted = save % 2 === 0 ? "passed" : "failed";
    await setTimeout(500); // a person does not save again at once
    const verdict = loop.next(wanted);
    const begin = performance.now();
    writeFileSync(files.workFile, texts[wanted]);
    await verdict;
    if (save >= warmUps) times.push(performance.now() - begin);
  }
  await loop.close();
  return times.sort((first, second) => first - second);
}

function summarise(times: readonly number[]): string {
  const at = (share: number): string => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(0);
  return `${at(0.5)} ms (${at(0.1)}–${at(0.9)})`;
}
