// `pnpm bench:explore [--only explorer|simulation|ses|mistakes]`: how fast the engine searches, simulates and grades, each
// figure beside a reference measured in the same run. Prints Markdown tables. Every round is a process of its own, so that
// none is helped or burdened by what ran before it; what it takes to start one is in no figure.
import { cpus, loadavg, totalmem, type } from "node:os";
import { parseArgs } from "node:util";
import { benchExplorer } from "./explore/explorer.ts";
import { benchMistakes } from "./explore/mistakes.ts";
import { removePrograms } from "./explore/programs.ts";
import { benchSes } from "./explore/ses.ts";
import { benchSimulation } from "./explore/simulation.ts";

const parts: Readonly<Record<string, () => void | Promise<void>>> = {
  explorer: benchExplorer,
  simulation: benchSimulation,
  ses: benchSes,
  mistakes: benchMistakes,
};

const { only } = parseArgs({ options: { only: { type: "string" } } }).values;
if (only !== undefined && parts[only] === undefined) {
  console.error(
    `Cannot run the part ${JSON.stringify(only)} as there is none. Say one of ${Object.keys(parts).join(", ")}.`,
  );
  process.exit(2);
}

const [cpu] = cpus();
const load = loadavg()[0]?.toFixed(1);
console.log(
  `${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB, ${type()}, load ${load} at the start, Node ${process.versions.node}, V8 ${process.versions.v8}`,
);
try {
  for (const [name, bench] of Object.entries(parts)) if (only === undefined || only === name) await bench();
} finally {
  removePrograms();
}
