/**
 * What the functions of a scheduler must give, worked out apart from any answer: rules as lists of cases, graphs from their
 * ends.
 */
import { type Broken, broken, describeValue, equal } from "@millrace/core";
import type { AttemptEnd, Dag, FinalState, RunState, TaskId, TaskState, TriggerRule } from "./dag.ts";

/** Whether a decision is that of its rule. */
export function judgeDecision(
  decision: unknown,
  { rule, upstream }: { readonly rule: TriggerRule; readonly upstream: readonly TaskState[] },
): Broken | undefined {
  const expected = ruleOf(rule, upstream);
  return decision === expected ? undefined : broken(JSON.stringify(expected), describeValue(decision));
}

/** Whether the state of a run is that of its leaves. */
export function judgeRunState(state: unknown, { dag, states }: FinishedRun): Broken | undefined {
  const expected = stateOfLeaves(dag, states);
  return state === expected ? undefined : broken(JSON.stringify(expected), describeValue(state));
}

/** Whether all failures are named that do not show, and no others, in any order. */
export function judgeHidden(hidden: unknown, { dag, states }: FinishedRun): Broken | undefined {
  const isShown = stateOfLeaves(dag, states) === "failed";
  const expected = isShown ? [] : Object.keys(dag).filter((task) => isFailure(states[task]));
  const isSame = Array.isArray(hidden) && equal(hidden.toSorted(), expected.toSorted());
  return isSame ? undefined : broken(describeValue(expected), describeValue(hidden));
}

/**
 * Whether a graph with a watcher is the old one and a task more, whose run fails exactly if a task of the old one did,
 * however its tasks end.
 */
export function judgeWatcher(
  watched: unknown,
  { dag, ends }: { readonly dag: Dag; readonly ends: Ends },
): Broken | undefined {
  const { watcher, ...others } = Object(watched) as Partial<Dag>;
  if (!equal(others, dag)) return broken("the tasks of the graph as they were, and one more", describeValue(watched));
  if (!isRecord(watcher) || !Array.isArray(watcher.upstream))
    return broken("a task named watcher, with upstream", describeValue(watched));
  const all = { ...dag, watcher };
  const stranger = watcher.upstream.find((task) => !Object.hasOwn(dag, task));
  if (stranger !== undefined)
    return broken("a watcher that waits for tasks of the graph", `it waits for "${stranger}"`);
  const states = finalStatesOf(all, { ...ends, watcher: "failed" });
  const failure = Object.keys(dag).find((task) => isFailure(states[task]));
  const expected = failure === undefined ? "success" : "failed";
  const actual = stateOfLeaves(all, states);
  if (actual === expected) return undefined;
  const why = failure === undefined ? "no task failed" : `"${failure}" is ${states[failure]}`;
  return broken(
    `the run with the watcher is ${expected}, as ${why}`,
    `it is ${actual}, and the watcher ${states["watcher"]}`,
  );
}

/** Whether making a scheduler of this graph throws an Error that names one of these. */
export function judgeRefusal(make: () => unknown, names: readonly string[]): Broken | undefined {
  try {
    make();
  } catch (error) {
    const text = error instanceof Error ? error.message : describeValue(error);
    return names.some((name) => text.includes(name))
      ? undefined
      : broken(`an Error that names ${names.join(" or ")}`, text);
  }
  return broken(`an Error that names ${names.join(" or ")}`, "no Error");
}

/** A run of which every task is final. */
export interface FinishedRun {
  /** Its graph. */
  readonly dag: Dag;
  /** Where each task stands. */
  readonly states: Readonly<Record<TaskId, FinalState>>;
}

/** How the last attempt at each task ends, if there is one. */
export type Ends = Readonly<Record<TaskId, AttemptEnd>>;

/** Where every task of a graph stands when each is looked at after all of its upstreams. */
export function finalStatesOf(dag: Dag, ends: Ends): Record<TaskId, FinalState> {
  const states: Record<TaskId, FinalState> = {};
  const settle = (task: TaskId): FinalState => {
    const { upstream = [], rule = "all_success" } = dag[task] ?? {};
    const decision = ruleOf(
      rule,
      upstream.map((name) => states[name] ?? settle(name)),
    );
    return (states[task] = decision === "run" ? (ends[task] ?? "success") : decision === "wait" ? "failed" : decision);
  };
  for (const task of Object.keys(dag)) settle(task);
  return states;
}

function stateOfLeaves(dag: Dag, states: Readonly<Record<TaskId, string>>): RunState {
  const leaves = Object.keys(dag).filter((task) =>
    Object.values(dag).every(({ upstream }) => !upstream.includes(task)),
  );
  return leaves.some((task) => isFailure(states[task])) ? "failed" : "success";
}

/** What a rule makes of these states, worked out apart from any answer: which counts of states allow what. */
export function ruleOf(rule: TriggerRule, states: readonly string[]): "wait" | "run" | "skipped" | "upstream_failed" {
  const all = (...wanted: string[]): boolean => states.every((state) => wanted.includes(state));
  const some = (...wanted: string[]): boolean => states.some((state) => wanted.includes(state));
  if (states.length === 0) return "run";
  return casesOf[rule].find(({ holds }) => holds(all, some))?.decision ?? "wait";
}

type Quantifier = (...wanted: string[]) => boolean;

interface Case {
  /** Of the states of all direct upstreams. */
  readonly holds: (all: Quantifier, some: Quantifier) => boolean;
  readonly decision: "run" | "skipped" | "upstream_failed";
}

const final = ["success", "failed", "skipped", "upstream_failed"];

/** By rule, what decides it; the first that holds does. */
const casesOf: Readonly<Record<TriggerRule, readonly Case[]>> = {
  all_success: [
    { holds: (all) => all("success"), decision: "run" },
    { holds: (_all, some) => some("failed", "upstream_failed"), decision: "upstream_failed" },
    { holds: (_all, some) => some("skipped"), decision: "skipped" },
  ],
  all_done: [{ holds: (all) => all(...final), decision: "run" }],
  none_failed: [
    { holds: (_all, some) => some("failed", "upstream_failed"), decision: "upstream_failed" },
    { holds: (all) => all("success", "skipped"), decision: "run" },
  ],
  none_failed_min_one_success: [
    { holds: (_all, some) => some("failed", "upstream_failed"), decision: "upstream_failed" },
    { holds: (all) => all("skipped"), decision: "skipped" },
    { holds: (all) => all("success", "skipped"), decision: "run" },
  ],
  one_success: [
    { holds: (_all, some) => some("success"), decision: "run" },
    { holds: (all) => all("skipped"), decision: "skipped" },
    { holds: (all) => all(...final), decision: "upstream_failed" },
  ],
  one_failed: [
    { holds: (_all, some) => some("failed", "upstream_failed"), decision: "run" },
    { holds: (all) => all(...final), decision: "skipped" },
  ],
};

function isFailure(state: unknown): boolean {
  return state === "failed" || state === "upstream_failed";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
