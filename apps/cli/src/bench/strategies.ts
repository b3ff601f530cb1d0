// `pnpm bench:strategies [exercise …]`: how many runs each sampling strategy needs to the first that breaks a law. First the
// hard bugs of packages/core, then the mistakes of the exercises that are named: in each, the first system of its check
// that an exhaustive search breaks. Counts of runs, not times: the same on every computer. Prints Markdown tables.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { equal, explore, follow, sample, type Law, type Strategy, type System } from "@millrace/core";
import { hardBugs, heardLastOfMany } from "@millrace/core/sampling/hard-bugs.ts";
import type { Exercise, Lab, Mistake } from "@millrace/grader";
import { bundleWork } from "@millrace/grader/bundle.node.ts";
import { type ExerciseFiles, findExercise } from "@millrace/grader/catalogue.node.ts";

const root = dirname(dirname(dirname(dirname(import.meta.dirname))));
const strategies: readonly Strategy[] = ["delays", "walk", "pct", "pos", "mutate"];
const firstSeeds = [0, 10_000, 20_000, 30_000, 40_000];
const runs = 1000;

/** What a strategy is let loose on. */
interface Target {
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

console.log(`Runs to the first hit: median (least–most) of ${firstSeeds.length} samples of up to ${runs} runs.\n`);
console.log(`| what goes wrong | ${strategies.join(" | ")} |\n|---|${"---|".repeat(strategies.length)}`);
for (const { name, system, law } of [...hardBugs, heardLastOfMany]) row(name, { system, laws: [law] });
for (const name of process.argv.slice(2)) {
  const files = findExercise(root, name);
  for (const { mistake, target } of await findTargets(files)) row(`${files.id} ${mistake.name}`, target);
}

function row(what: string, { system, laws }: Target): void {
  const cells = strategies.map((strategy) => {
    const hits = firstSeeds.map((seed) => {
      const { outcome, schedules } = sample(system, { laws, strategy, runs, seed, shrinks: false });
      return outcome === "broken" ? schedules : Infinity;
    });
    const sorted = hits.toSorted((left, right) => left - right);
    const at = (place: number): string => (sorted[place] === Infinity ? "–" : `${sorted[place]}`);
    return sorted[0] === Infinity ? "–" : `${at(Math.floor(hits.length / 2))} (${at(0)}–${at(hits.length - 1)})`;
  });
  console.log(`| ${what} | ${cells.join(" | ")} |`);
}

/** The mistakes of an exercise that a search over schedules finds, each with the first system in which it does. */
async function findTargets(files: ExerciseFiles): Promise<{ readonly mistake: Mistake; readonly target: Target }[]> {
  const { default: exercise } = (await import(pathToFileURL(files.checksFile).href)) as { default: Exercise };
  const { default: all } = (await import(pathToFileURL(files.solution.mistakesFile).href)) as { default: Mistake[] };
  const folder = mkdtempSync(join(tmpdir(), "millrace-"));
  try {
    const found = [];
    for (const [place, mistake] of all.entries()) {
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
