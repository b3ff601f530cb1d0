import { type Reduction, searchTraces } from "../explore/traces/search-traces.ts";
import { type Execution, executionLaw, World } from "../mod.ts";
import { nextWorlds } from "./enumerate-worlds.ts";
import type { Model } from "./random-model.ts";
import { nameTrace } from "./trace-name.ts";

/**
 * The traces of all complete executions: by enumeration of worlds, by the naive search, with sleep sets, and with source
 * sets. All are the same set; the last two meet each once. With a bound on the depth, what is cut off counts as complete.
 */
export function sameTraces(model: Model, most: number): "checked" | "too large" {
  const { depth, isComplete } = searchTraces(model.system, [], {
    depth: Infinity,
    schedules: most,
    reduction: "naive",
  });
  if (!isComplete) return "too large";
  const plain = enumerateTraces(model);
  const expected = new Set(plain);
  for (const reduction of ["naive", "sleep", "source"] as const) {
    const seen = listTraces(model, { depth: Infinity, reduction });
    compare(reduction, new Set(seen), expected);
    const once = reduction === "naive" ? plain.length : expected.size;
    if (seen.length !== once) throw new Error(`${reduction} tried ${seen.length} schedules instead of ${once}`);
  }
  const bound = Math.floor(depth / 2);
  const cutOff = new Set(listTraces(model, { depth: bound, reduction: "naive" }));
  const seen = listTraces(model, { depth: bound, reduction: "source" });
  compare(`source with a bound of ${bound}`, new Set(seen), cutOff);
  if (seen.length !== cutOff.size)
    throw new Error(`${seen.length} schedules instead of ${cutOff.size} within ${bound}`);
  return "checked";
}

function enumerateTraces({ system, visible }: Model): string[] {
  const traces: string[] = [];
  const visit = (world: World): void => {
    if (world.work.length === 0) traces.push(nameTrace(world.execution, visible));
    nextWorlds(world).forEach(visit);
  };
  visit(new World(system, { twice: false }));
  return traces;
}

/** The traces that a search to its end shows to a law, in its order. */
function listTraces(
  { system, visible }: Model,
  options: { readonly depth: number; readonly reduction: Reduction },
): string[] {
  const seen: string[] = [];
  const note = executionLaw(
    "every trace is noted",
    (execution: Execution) => void seen.push(nameTrace(execution, visible)),
    visible === undefined ? {} : { visible },
  );
  const { isComplete, schedules } = searchTraces(system, [note], { schedules: Infinity, ...options });
  // A bound that was met makes the search start again, and show everything anew.
  const shown = seen.slice(seen.length - schedules);
  if (!isComplete || shown.length !== schedules)
    throw new Error(`${options.reduction} did not come to its end, or showed less than the ${schedules} it counted`);
  return shown;
}

function compare(name: string, actual: ReadonlySet<string>, expected: ReadonlySet<string>): void {
  const missing = [...expected].filter((trace) => !actual.has(trace));
  const extra = [...actual].filter((trace) => !expected.has(trace));
  if (missing.length + extra.length === 0) return;
  throw new Error(
    `${name} misses ${missing.length} of ${expected.size} traces, and has ${extra.length} that do not exist: ${missing[0] ?? extra[0]}`,
  );
}
