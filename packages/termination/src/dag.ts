/**
 * A graph of tasks, and the words in which a scheduler, its workers and those who watch them speak of it.
 *
 * What a task does is no part of the graph: a worker knows that.
 */

/** The name of a task: unique in its graph, and none that every object in JavaScript has, such as `toString`. */
export type TaskId = string;

/** The tasks of a graph by name, one at least. No task waits for itself, by whatever way round. */
export type Dag = Readonly<Record<TaskId, DagTask>>;

/** One task of a graph. */
export interface DagTask {
  /** The tasks that it waits for: its direct upstreams, each named once. */
  readonly upstream: readonly TaskId[];
  /** When it may start; `all_success` if it is left out. */
  readonly rule?: TriggerRule;
  /** How often it is tried again after an attempt that failed; 0 if it is left out. */
  readonly retries?: number;
}

/** What the states of its direct upstreams must be for a task to start. */
export type TriggerRule =
  | "all_success"
  | "all_done"
  | "none_failed"
  | "none_failed_min_one_success"
  | "one_success"
  | "one_failed";

/** Where a task stands. */
export type TaskState = "none" | "queued" | "running" | "up_for_retry" | FinalState;

/** Where a task stands for good. `upstream_failed`: it never ran, and has others to thank for it. */
export type FinalState = "success" | "failed" | "skipped" | "upstream_failed";

/** How a run ends. */
export type RunState = "success" | "failed";

/** The input that sets the run off; it comes once. */
export interface BeginRun {
  /** The only input there is. */
  readonly type: "begin";
}

/** The scheduler to a worker: make this attempt. It may carry more fields than these. */
export interface RunTask {
  /** The only message to a worker. */
  readonly type: "run";
  /** Which task. */
  readonly task: TaskId;
  /** Which attempt at it; the first one is 1. */
  readonly attempt: number;
  /** For each direct upstream that is a success by now: what its last attempt wrote, oldest first. */
  readonly inputs: Readonly<Record<TaskId, readonly unknown[]>>;
}

/** A worker to the scheduler: the attempt is alive, or it has ended. */
export type TaskReport =
  | {
      readonly type: "beat";
      readonly task: TaskId;
      readonly attempt: number;
      /** What the attempt has written since its last beat: any plain data. There may be none. */
      readonly parts: readonly unknown[];
    }
  | { readonly type: "ended"; readonly task: TaskId; readonly attempt: number; readonly how: AttemptEnd };

/** How an attempt ends that does end. `skipped`: the task found that there was nothing to do. */
export type AttemptEnd = "success" | "failed" | "skipped";

/** What the scheduler puts out. */
export type Told =
  | { readonly type: "task"; readonly task: TaskId; readonly state: FinalState | "up_for_retry" }
  | { readonly type: "run"; readonly state: RunState };

/** How a scheduler goes about it. */
export interface SchedulerOptions {
  /** How many attempts may be under way at once: 1 or more. */
  readonly slots: number;
  /** How long a task that failed waits for its next attempt, in milliseconds. */
  readonly retryDelayMs: number;
  /** An attempt that has not been heard of for so long is given up, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Throws an Error for a graph that no run could end: one without tasks, one with an upstream that does not exist, one in
 * which tasks wait for one another in a circle. It names the task, or the circle.
 *
 * @example
 * ```ts
 * import { checkDag } from "@millrace/termination";
 *
 * checkDag({ extract: { upstream: [] }, load: { upstream: ["extract"] } });
 * let message = "";
 * try {
 *   checkDag({ extract: { upstream: ["load"] }, load: { upstream: ["extract"] } });
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("extract → load → extract")) throw new Error("each of them waits for the other");
 * ```
 */
export function checkDag(dag: Dag): void {
  if (Object.keys(dag).length === 0)
    throw new Error("Cannot run a graph as it has no task: {}. Add one, with upstream: [].");
  for (const [task, { upstream }] of Object.entries(dag)) {
    const unknown = upstream.find((name) => !Object.hasOwn(dag, name));
    if (unknown !== undefined) {
      throw new Error(
        `Cannot run a graph as "${task}" waits for "${unknown}", which is not in it: ${Object.keys(dag).join(", ")}. Use one of these.`,
      );
    }
  }
  const circle = findCircle(dag);
  if (circle !== undefined) {
    throw new Error(
      `Cannot run a graph as its tasks wait for one another in a circle: ${circle.join(" → ")}. Take one of these edges away.`,
    );
  }
}

/** A circle, along its edges, its first task once more at its end; undefined if there is none. */
function findCircle(dag: Dag): TaskId[] | undefined {
  // Whoever waits for nobody that is left cannot be in a circle, or behind one.
  let left = Object.keys(dag);
  for (let before = Infinity; left.length < before;) {
    before = left.length;
    left = left.filter((task) => dag[task]?.upstream.some((name) => left.includes(name)));
  }
  // Against the edges from there, it must go round some time.
  const way: TaskId[] = [];
  let task: TaskId | undefined = left[0];
  while (task !== undefined && !way.includes(task)) {
    way.push(task);
    task = dag[task]?.upstream.find((name) => left.includes(name));
  }
  return task === undefined ? undefined : [task, ...way.slice(way.indexOf(task)).reverse()];
}
