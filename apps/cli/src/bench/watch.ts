// `pnpm bench:watch [id…]`: how long after a save `millrace watch` shows the verdict, beside the bare loop that could do
// no better: esbuild rebuilds, a worker that was started before grades, nobody watches it. Prints a Markdown table:
// medians, with the tenth and ninetieth percentile.
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

/** Wrong first: both loops begin with a file that fails. */
const endings = ["failed", "passed"] as const;
const saves = 15;
const warmUps = 2;

const ids = process.argv.slice(2);
console.log(
  "| exercise | saved: wrong, in `watch` | in the bare loop | saved: right, in `watch` | in the bare loop | saves |",
);
console.log("|---|---|---|---|---|---|");
for (const id of ids.length === 0 ? ["0.1", "2.1"] : ids) await bench(id);
process.exit();

async function bench(id: string): Promise<void> {
  const scratch = makeScratch();
  try {
    const files = findExercise(scratch.root, id);
    const texts = await alternatives(scratch.root, files);
    const watched = await measure(await startWatch(scratch.root, files), files, texts);
    const bare = await measure(await startBareLoop(files), files, texts);
    const cells = endings.flatMap((ending) => [summarise(watched[ending]), summarise(bare[ending])]);
    console.log(`| ${id} | ${cells.join(" | ")} | ${saves} each |`);
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

async function measure(
  loop: Loop,
  files: ExerciseFiles,
  texts: Record<Ending, string>,
): Promise<Record<Ending, number[]>> {
  const times: Record<Ending, number[]> = { passed: [], failed: [] };
  for (let save = 0; save < warmUps + saves; save++) {
    for (const wanted of endings) {
      await setTimeout(1000); // a person does not save again at once
      const verdict = loop.next(wanted);
      const begin = performance.now();
      writeFileSync(files.workFile, texts[wanted]);
      await verdict;
      if (save >= warmUps) times[wanted].push(performance.now() - begin);
    }
  }
  await loop.close();
  return times;
}

/** Median, and the tenth and ninetieth percentile. */
function summarise(times: readonly number[]): string {
  const sorted = times.toSorted((first, second) => first - second);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0);
  return `${at(0.5)} ms (${at(0.1)}–${at(0.9)})`;
}
