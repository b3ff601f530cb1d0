import { constants, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSeen } from "../hints.ts";
import { type Outcome, UsageError } from "../outcome.ts";
import { wrap } from "../show/text.ts";
import type { Workshop } from "../workshop.ts";

/** `millrace reset 2.1`: puts the starter back. The learner's file is kept under `.millrace/kept`. */
export async function reset(workshop: Workshop, id: string | undefined): Promise<Outcome> {
  const { id: exercise, slug, workFile, solution } = workshop.exercise(id);
  if (!existsSync(solution.starterFile))
    throw new UsageError(`Cannot reset ${exercise} as its starter is missing: ${solution.starterFile}.`);
  const starter = readFileSync(solution.starterFile);
  const work = workshop.pathTo(workFile);
  const isThere = existsSync(workFile);
  if (isThere && readFileSync(workFile).equals(starter)) {
    workshop.screen.print(`${work} is as it was handed out; there is nothing to reset.`);
    return { exitCode: 0, document: { exercise, work, kept: null } };
  }
  const kept = isThere ? keep(workFile, join(workshop.root, ".millrace", "kept", `${exercise}-${slug}`)) : undefined;
  // Written aside and renamed: an editor or a watch never sees half of it.
  writeFileSync(`${workFile}.${process.pid}`, starter);
  renameSync(`${workFile}.${process.pid}`, workFile);
  writeSeen(workshop.root, exercise, { tier: 0, mistakes: [] });
  const keptAs = kept === undefined ? null : workshop.pathTo(kept);
  const what = keptAs === null ? "It was gone, and nothing had to be kept." : `Yours is kept as ${keptAs}.`;
  workshop.screen.print(...wrap(`${work} is as it was handed out. ${what}`, workshop.screen));
  return { exitCode: 0, document: { exercise, work, kept: keptAs } };
}

/** Copies a file to the first number that is free: never over another copy. */
function keep(file: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (let number = 1; ; number++) {
    const copy = join(folder, `${number}.ts`);
    if (existsSync(copy)) continue;
    copyFileSync(file, copy, constants.COPYFILE_EXCL);
    return copy;
  }
}
