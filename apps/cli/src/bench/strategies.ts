// `pnpm bench:strategies [exercise …]`: how many runs each sampling strategy needs to the first that breaks a law. First the
// hard bugs of packages/core, then the mistakes of the exercises that are named: in each, the first system of its check
// that an exhaustive search breaks. Counts of runs, not times: the same on every computer. Prints Markdown tables.
import { sample, type Strategy } from "@millrace/core";
import { hardBugs, heardLastOfMany } from "@millrace/core/sampling/hard-bugs.ts";
import { findExercise } from "@millrace/grader/catalogue.node.ts";
import { findTargets, root, type Target } from "./mistake-targets.ts";

const strategies: readonly Strategy[] = ["delays", "walk", "pct", "pos", "mutate"];
const firstSeeds = [0, 10_000, 20_000, 30_000, 40_000];
const runs = 1000;

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
