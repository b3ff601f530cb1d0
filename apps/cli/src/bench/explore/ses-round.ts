// Grades all solutions in a compartment, or in the open: `node ses-round.mjs <scripts.json> work|whole ses|open`. Prints how
// long it took, in milliseconds.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import type { GradingScripts, GradingTimes } from "./ses.ts";

const [file = "", what, where] = process.argv.slice(2);
// The bench has just written it.
const { host, works, whole } = JSON.parse(readFileSync(file, "utf8")) as GradingScripts;
const isLocked = where === "ses";
if (isLocked) {
  await import("ses");
  lockdown();
}
const gradeAll = what === "whole" ? loadWhole() : loadParts();

const times: number[] = [];
for (let time = 0; time < 3; time++) {
  const begin = performance.now();
  const statuses = gradeAll();
  times.push(performance.now() - begin);
  if (statuses.length !== works.length || statuses.some((status) => status !== "passed"))
    throw new Error(`Cannot measure as the solutions are ${statuses.join(", ")}.`);
}
const [coldMs = NaN, , warmMs = NaN] = times;
console.log(JSON.stringify({ coldMs, warmMs } satisfies GradingTimes));

function loadWhole(): () => string[] {
  // What SES keeps from compartments, and the engine needs.
  const globals = { Float32Array, Float64Array, SharedArrayBuffer, Atomics };
  return (run(whole, "whole", globals) as { gradeAll: () => string[] }).gradeAll;
}

function loadParts(): () => string[] {
  const { gradeAll, engine } = open(host, "host") as { gradeAll: (works: unknown[]) => string[]; engine: unknown };
  const loaded = works.map((work) => run(work, "work", { engine }));
  return () => gradeAll(loaded);
}

/** Runs a script in a compartment of its own, if there are compartments; gives what it leaves under a name. */
function run(script: string, name: string, globals: object = {}): unknown {
  if (!isLocked) return open(script, name, globals);
  return new Compartment({ globals, __options__: true }).evaluate(`${script}\n${name}`);
}

function open(script: string, name: string, globals: object = {}): unknown {
  Object.assign(globalThis, globals);
  return runInThisContext(`(() => { ${script}\nreturn ${name}; })()`);
}
