import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { equal, explore, follow, sample, type Law, type System } from "@millrace/core";
import type { Exercise, Lab, Mistake } from "@millrace/grader";
import { bundleWork } from "@millrace/grader/bundle.node.ts";
import type { ExerciseFiles } from "@millrace/grader/catalogue.node.ts";

/** The repository. */
export const root: string = dirname(dirname(dirname(dirname(import.meta.dirname))));

/** A system with a mistake in it, and the laws of which it breaks one. */
export interface Target {
  readonly system: System;
  readonly laws: readonly Law[];
}

/** Ends a check: it has come to what fails. */
class Failed extends Error {
  readonly target: Target | undefined;

  constructor(target?: Target) {
    super("The check fails here.");
    this.target = target;
  }
}

/**
 * The mistakes of an exercise that a search over schedules finds, each with the first system in which it does: of all its
 * mistakes, or of every so many-th.
 */
export async function findTargets(
  files: ExerciseFiles,
  every = 1,
): Promise<{ readonly mistake: Mistake; readonly target: Target }[]> {
  const { default: exercise } = (await import(pathToFileURL(files.checksFile).href)) as { default: Exercise };
  const { default: all } = (await import(pathToFileURL(files.solution.mistakesFile).href)) as { default: Mistake[] };
  const folder = mkdtempSync(join(tmpdir(), "millrace-"));
  try {
    const found = [];
    for (const [place, mistake] of all.entries()) {
      if (place % every !== 0) continue;
      const file = join(folder, `mistake-${place}.mjs`);
      writeFileSync(file, await bundleMistake(files, mistake, folder));
      const work = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
      const target = findTarget(exercise, { work, check: mistake.caughtBy });
      if (target !== undefined) found.push({ mistake, target });
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bundleMistake({ solution }: ExerciseFiles, mistake: Mistake, outFolder: string): Promise<string> {
  const face = pathToFileURL(join(root, "packages", "core", "src", "mod.ts")).href;
  const engine = { faces: { "@millrace/core": face }, hash: "", hostFile: "", stamp: "", inputs: [] };
  const edit = { file: solution.answerFile, mistake };
  return (await bundleWork(solution.workFile, { engine, root, outFolder, edit })).code;
}

/** Runs a check up to what fails; undefined where that is no system, or nothing. */
function findTarget(exercise: Exercise, { work, check }: { work: object; check: string }): Target | undefined {
  const look = <Found extends { readonly outcome: string }>(
    system: System,
    laws: readonly Law[],
    found: Found,
  ): Found => {
    if (found.outcome === "broken") throw new Failed({ system, laws });
    return found;
  };
  const lab: Lab<Readonly<Record<string, unknown>>> = {
    work: { ...work },
    explore: (system, laws, limits) =>
      look(system, laws, explore(system, { laws, limits: { states: 150_000, ...limits } })),
    sample: (system, laws, options) =>
      look(system, laws, sample(system, { laws, seed: 1, ...options, shrinks: false })),
    follow(system, schedule, laws) {
      const { execution, violation } = follow(system, schedule, laws, { loosely: true, drainSteps: 2000 });
      if (violation !== undefined) throw new Failed();
      return execution;
    },
    cases(cases, judge) {
      if (cases.some((item) => judge(item) !== undefined)) throw new Failed();
    },
    equal(actual, expected) {
      if (!equal(actual, expected)) throw new Failed();
    },
  };
  try {
    exercise.checks.find(({ name }) => name === check)?.run(lab);
    return undefined;
  } catch (error) {
    return error instanceof Failed ? error.target : undefined;
  }
}
