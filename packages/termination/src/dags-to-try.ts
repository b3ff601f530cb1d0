/** Graphs to try schedulers on: every small one, and random ones. */
import type { Random } from "@millrace/core";
import type { AttemptScript, Script } from "./dag-scheduler.worker.ts";
import type { Dag, DagTask, TaskId, TriggerRule } from "./dag.ts";

/** All rules there are. */
export const everyRule: readonly TriggerRule[] = [
  "all_success",
  "all_done",
  "none_failed",
  "none_failed_min_one_success",
  "one_success",
  "one_failed",
];

/** Every graph of these tasks in which each waits only for some that stand before it; `more` is what they have in common. */
export function everyDag(tasks: readonly TaskId[], more: Omit<DagTask, "upstream"> = {}): Dag[] {
  const last = tasks.at(-1);
  if (last === undefined) return [{}];
  const earlier = tasks.slice(0, -1);
  return everyDag(earlier, more).flatMap((dag) =>
    everySubset(earlier).map((upstream): Dag => ({ ...dag, [last]: { upstream, ...more } })),
  );
}

/** Every way to give each of these names one of these values. */
export function everyChoice<Name extends string, Value>(
  names: readonly Name[],
  values: readonly Value[],
): Record<Name, Value>[] {
  return names.reduce<Record<string, Value>[]>(
    (choices, name) => choices.flatMap((choice) => values.map((value) => ({ ...choice, [name]: value }))),
    [{}],
  );
}

/**
 * A graph drawn at random, and what comes of its tasks: each waits for up to three of those before it, may be tried again
 * up to twice, and fails, is skipped or falls silent now and then.
 */
export function randomRun(random: Random, tasks: readonly TaskId[]): { readonly dag: Dag; readonly script: Script } {
  const dag: Record<TaskId, DagTask> = {};
  const script: Record<TaskId, AttemptScript[]> = {};
  for (const [place, task] of tasks.entries()) {
    const count = Math.min(place, Math.floor(random() * 4));
    const upstream = new Set(Array.from({ length: count }, () => tasks[Math.floor(random() * place)] ?? task));
    const retries = Math.floor(random() * 3);
    dag[task] = { upstream: [...upstream], rule: pick(random, everyRule) ?? "all_success", retries };
    script[task] = Array.from({ length: retries + 1 }, (_, attempt) => ({
      beats: Array.from({ length: Math.floor(random() * 3) }, (_beat, number) => [`${task} ${attempt + 1} ${number}`]),
      end: pick(random, frequent) ?? "success",
    }));
  }
  return { dag, script };
}

const frequent = ["success", "success", "success", "failed", "silent", "silent", "skipped"] as const;

function everySubset(names: readonly TaskId[]): TaskId[][] {
  return names.reduce<TaskId[][]>((subsets, name) => [...subsets, ...subsets.map((subset) => [...subset, name])], [[]]);
}

function pick<Item>(random: Random, items: readonly Item[]): Item | undefined {
  return items[Math.floor(random() * items.length)];
}
