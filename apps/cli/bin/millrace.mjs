#!/usr/bin/env node
// Starts the `millrace` command: says what is missing, or hands over to ../src/main.ts.
// Plain JavaScript, because this file must run before anything is installed, on any Node that knows modules.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const NODE_OLDEST = "20.19";
const EXIT_OUR_FAULT = 3;
const cli = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dirname(cli));

const problem = oldNode() ?? missingDependencies();
if (problem === undefined) {
  process.exitCode = await run(process.argv.slice(2));
} else {
  console.error(problem);
  process.exitCode = EXIT_OUR_FAULT;
}

async function run(args) {
  try {
    const { bundleCommand } = await import("./bundle.mjs");
    process.setSourceMapsEnabled(true);
    const { main } = await import(pathToFileURL(await bundleCommand({ cli, root })).href);
    return await main(args);
  } catch (error) {
    console.error("Millrace itself failed:", error);
    return EXIT_OUR_FAULT;
  }
}

function oldNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [majorOldest, minorOldest] = NODE_OLDEST.split(".").map(Number);
  if (major > majorOldest || (major === majorOldest && minor >= minorOldest)) return undefined;
  return `Cannot start as Millrace needs Node ${NODE_OLDEST} or newer: this is Node ${process.versions.node}. Get a newer one from https://nodejs.org.`;
}

// pnpm installs before it runs a script, but only warns when that install fails, and then runs the script all the same.
function missingDependencies() {
  const missing = [root, cli].flatMap((folder) => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return Object.keys({ ...dependencies, ...devDependencies }).filter(
      (name) => !existsSync(join(folder, "node_modules", name)),
    );
  });
  if (missing.length === 0) return undefined;
  const named = missing.slice(0, 3).join(", ") + (missing.length > 3 ? `, and ${missing.length - 3} more` : "");
  return `Cannot start as dependencies are not installed: ${named}. Run this in ${root}:\n\n  npx pnpm@12 install\n`;
}
