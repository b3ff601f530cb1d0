import { searchTraces } from "../explore/traces/search-traces.ts";
import { type Execution, executionLaw, World } from "../mod.ts";
import { nextWorlds } from "./enumerate-worlds.ts";
import type { Model } from "./random-model.ts";
import { nameTrace } from "./trace-name.ts";

/**
 * The traces of all complete executions: by enumeration of worlds, by the naive search, with sleep sets, and with source
 * sets. All are the same set; the last two meet each once.
 */
export function sameTraces({ system, visible }: Model, most: number): "checked" | "too large" {
  const all = { depth: Infinity, reduction: "naive" } as const;
  if (!searchTraces(system, [], { ...all, schedules: most }).isComplete) return "too large";
  const plain: string[] = [];
  const visit = (world: World): void => {
    if (world.work.length === 0) plain.push(nameTrace(world.execution, visible));
    nextWorlds(world).forEach(visit);
  };
  visit(new World(system, { twice: false }));
  const expected = new Set(plain);
  for (const reduction of ["naive", "sleep", "source"] as const) {
    const seen: string[] = [];
    const note = executionLaw(
      "every trace is noted",
      (execution: Execution) => void seen.push(nameTrace(execution, visible)),
      visible === undefined ? {} : { visible },
    );
    const { isComplete, schedules } = searchTraces(system, [note], { schedules: 1e9, depth: Infinity, reduction });
    if (!isComplete) throw new Error(`${reduction} did not come to its end`);
    compare(reduction, new Set(seen), expected);
    const once = reduction === "naive" ? plain.length : expected.size;
    if (seen.length !== once || schedules !== once) {
      throw new Error(`${reduction} tried ${seen.length} schedules, and counted ${schedules}, instead of ${once}`);
    }
  }
  return "checked";
}

function compare(name: string, actual: ReadonlySet<string>, expected: ReadonlySet<string>): void {
  const missing = [...expected].filter((trace) => !actual.has(trace));
  const extra = [...actual].filter((trace) => !expected.has(trace));
  if (missing.length + extra.length === 0) return;
  throw new Error(
    `${name} misses ${missing.length} of ${expected.size} traces, and has ${extra.length} that do not exist: ${missing[0] ?? extra[0]}`,
  );
}
