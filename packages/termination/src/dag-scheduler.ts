/**
 * A DAG scheduler: starts the tasks of a graph when their trigger rules hold, on as many workers as it may keep busy, tries
 * again what failed, and says in the end how the run went. All its tasks are on one list, so this kind of done is easy.
 *
 * State: for each task where it stands, which attempt it is at, and what that one has written.
 * Messages: `run` to a worker, once for each attempt; `beat` and `ended` from it.
 *
 * Source: beyond the book: the documentation of Apache Airflow 3 on trigger rules, task states and DAG runs. We deviate in
 * that a task's rule is applied as soon as something is heard, instead of in a loop by the clock; that six of the rules are
 * here; that a pool is one number; that an attempt which is not heard of fails by that alone.
 */
import { type Context, defineMachine, type Machine } from "@millrace/core";
import {
  type BeginRun,
  checkDag,
  type Dag,
  type FinalState,
  type RunState,
  type RunTask,
  type SchedulerOptions,
  type TaskId,
  type TaskReport,
  type TaskState,
  type Told,
  type TriggerRule,
} from "./dag.ts";

/**
 * The machine that schedules one run of a graph. Every machine that it has a channel to is a worker; it does not crash
 * itself, or is `durable`. Throws an Error for a graph that no run could end.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { dagScheduler, taskWorker } from "@millrace/termination";
 *
 * const dag = { extract: { upstream: [] }, load: { upstream: ["extract"] } };
 * const system = defineSystem({
 *   machines: {
 *     scheduler: dagScheduler(dag, { slots: 2, retryDelayMs: 50, timeoutMs: 200 }),
 *     worker: taskWorker(() => ({ beats: [], end: "success" })),
 *   },
 *   inputs: [at("scheduler", { type: "begin" })],
 * });
 * const told = simulate(system).events.flatMap(({ outputs }) => outputs);
 * if (JSON.stringify(told.at(-1)) !== '{"type":"run","state":"success"}') throw new Error("both tasks succeed");
 * ```
 */
export function dagScheduler(
  dag: Dag,
  options: SchedulerOptions,
): Machine<SchedulerState, RunTask | TaskReport, Told, BeginRun> {
  checkDag(dag);
  return defineMachine({
    start: (): SchedulerState => ({ tasks: {} }),

    onMessage({ tasks }, report, _from, context) {
      const record = tasks[report.task];
      if (record?.state !== "running" || record.attempt !== report.attempt) return;
      if (report.type === "beat") {
        record.parts.push(...report.parts);
        context.setTimer(`watch ${report.task}`, options.timeoutMs);
      }
      if (report.type === "ended") {
        const run = { ...options, dag, tasks, context };
        endAttempt(run, report.task, report.how);
        goOn(run);
      }
    },

    onTimer({ tasks }, timer, context) {
      const task = timer.slice("watch ".length);
      const run = { ...options, dag, tasks, context };
      if (timer.startsWith("watch ")) endAttempt(run, task, "failed");
      else setState(run, task, "queued");
      goOn(run);
    },

    onInput({ tasks }, _begin, context) {
      for (const task of Object.keys(dag)) tasks[task] = { state: "none", attempt: 0, parts: [] };
      goOn({ ...options, dag, tasks, context });
    },
  });
}

/**
 * What becomes of a task, by its rule and the states of its direct upstreams. What is decided stays decided, whatever the
 * upstreams that are not final yet will be.
 *
 * @example
 * ```ts
 * import { decide } from "@millrace/termination";
 *
 * if (decide("all_success", ["success", "running"]) !== "wait") throw new Error("one is not final yet");
 * if (decide("all_success", ["failed", "running"]) !== "upstream_failed") throw new Error("that is enough to know");
 * if (decide("all_done", ["failed", "success"]) !== "run") throw new Error("failed is done");
 * ```
 */
export function decide(rule: TriggerRule, upstream: readonly TaskState[]): Decision {
  const count = (...states: TaskState[]): number => upstream.filter((state) => states.includes(state)).length;
  const succeeded = count("success");
  const skipped = count("skipped");
  const failed = count("failed", "upstream_failed");
  const areDone = succeeded + skipped + failed === upstream.length;
  if (upstream.length === 0) return "run";
  switch (rule) {
    case "all_success":
      if (failed > 0) return "upstream_failed";
      if (skipped > 0) return "skipped";
      return areDone ? "run" : "wait";
    case "all_done":
      return areDone ? "run" : "wait";
    case "none_failed":
      if (failed > 0) return "upstream_failed";
      return areDone ? "run" : "wait";
    case "none_failed_min_one_success":
      if (failed > 0) return "upstream_failed";
      if (!areDone) return "wait";
      return succeeded > 0 ? "run" : "skipped";
    case "one_success":
      if (succeeded > 0) return "run";
      if (!areDone) return "wait";
      return failed > 0 ? "upstream_failed" : "skipped";
    case "one_failed":
      if (failed > 0) return "run";
      return areDone ? "skipped" : "wait";
  }
}

/**
 * How a run ended of which all tasks are final: by its leaves, the tasks that no other waits for.
 *
 * @example
 * ```ts
 * import { runStateOf } from "@millrace/termination";
 *
 * const dag = { load: { upstream: [] }, cleanUp: { upstream: ["load"], rule: "all_done" } } as const;
 * if (runStateOf(dag, { load: "failed", cleanUp: "success" }) !== "success") throw new Error("only the leaf counts");
 * ```
 */
export function runStateOf(dag: Dag, states: Readonly<Record<TaskId, FinalState>>): RunState {
  const waitedFor = new Set(Object.values(dag).flatMap(({ upstream }) => upstream));
  const leaves = Object.keys(dag).filter((task) => !waitedFor.has(task));
  return leaves.some((task) => isFailure(states[task])) ? "failed" : "success";
}

/**
 * The tasks whose failure does not show in how the run ended, in the order of the graph.
 *
 * @example
 * ```ts
 * import { hiddenFailures } from "@millrace/termination";
 *
 * const dag = { load: { upstream: [] }, cleanUp: { upstream: ["load"], rule: "all_done" } } as const;
 * if (hiddenFailures(dag, { load: "failed", cleanUp: "success" })[0] !== "load") throw new Error("the run is a success");
 * ```
 */
export function hiddenFailures(dag: Dag, states: Readonly<Record<TaskId, FinalState>>): TaskId[] {
  return runStateOf(dag, states) === "failed" ? [] : Object.keys(dag).filter((task) => isFailure(states[task]));
}

/**
 * The same graph with one more task, `watcher`, which fails if it runs. With it no failure is hidden.
 *
 * @example
 * ```ts
 * import { withWatcher } from "@millrace/termination";
 *
 * const { watcher } = withWatcher({ load: { upstream: [] }, cleanUp: { upstream: ["load"], rule: "all_done" } });
 * if (watcher?.rule !== "one_failed") throw new Error("it runs if something failed");
 * ```
 */
export function withWatcher(dag: Dag): Dag {
  return { ...dag, watcher: { upstream: Object.keys(dag), rule: "one_failed" } };
}

/** What becomes of a task: it may start, it never will, or that is open. */
export type Decision = "wait" | "run" | "skipped" | "upstream_failed";

/** What the scheduler remembers. */
export interface SchedulerState {
  /** By name; none before the run begins. */
  readonly tasks: Record<TaskId, TaskRecord>;
}

/** One task of a run. */
export interface TaskRecord {
  /** Where it stands. */
  state: TaskState;
  /** The attempt that is under way, or was the last; 0 before the first. */
  attempt: number;
  /** What that attempt has written, oldest first. */
  parts: unknown[];
}

/** All that the functions below need. */
interface Run extends SchedulerOptions {
  readonly dag: Dag;
  readonly tasks: Record<TaskId, TaskRecord>;
  readonly context: Context<RunTask | TaskReport, Told>;
}

/** An attempt is over, by its own word or because none came: its slot is free, as only running tasks have one. */
function endAttempt(run: Run, task: TaskId, how: "success" | "failed" | "skipped"): void {
  const { context, tasks, retryDelayMs } = run;
  const { retries = 0 } = run.dag[task] ?? {};
  const { attempt = 0 } = tasks[task] ?? {};
  context.clearTimer(`watch ${task}`);
  if (how === "failed" && attempt <= retries) {
    tell(run, task, "up_for_retry");
    context.setTimer(`retry ${task}`, retryDelayMs);
  } else {
    tell(run, task, how);
  }
}

/** Starts tasks that are queued, as long as there are slots. */
function startQueued(run: Run): void {
  for (const [task, { state }] of Object.entries(run.tasks)) {
    const busy = Object.values(run.tasks).filter((record) => record.state === "running").length;
    if (state === "queued" && busy < run.slots) startAttempt(run, task);
  }
}

/** Any worker would do. An attempt that failed is tried again elsewhere, if there is an elsewhere. */
function startAttempt(run: Run, task: TaskId): void {
  const { dag, tasks, context, timeoutMs } = run;
  const record = tasks[task];
  if (record === undefined) return;
  record.state = "running";
  record.attempt += 1;
  record.parts = [];
  const succeeded = (dag[task]?.upstream ?? []).filter((name) => tasks[name]?.state === "success");
  const inputs = Object.fromEntries(succeeded.map((name) => [name, tasks[name]?.parts ?? []]));
  const worker = context.peers[(Object.keys(dag).indexOf(task) + record.attempt) % context.peers.length] ?? "";
  context.send(worker, { type: "run", task, attempt: record.attempt, inputs });
  context.setTimer(`watch ${task}`, timeoutMs);
}

/** Does all that can be done now. */
function goOn(run: Run): void {
  for (const task of Object.keys(run.dag)) settle(run, task);
  startQueued(run);
  const states: Record<TaskId, FinalState> = {};
  for (const [task, { state }] of Object.entries(run.tasks)) if (isFinal(state)) states[task] = state;
  const isOver = Object.keys(states).length === Object.keys(run.dag).length;
  if (isOver) run.context.output({ type: "run", state: runStateOf(run.dag, states) });
}

/** Applies the rule of a task, and if it is final by that, those of the tasks that wait for it. */
function settle(run: Run, task: TaskId): void {
  const { upstream = [], rule = "all_success" } = run.dag[task] ?? {};
  if (run.tasks[task]?.state !== "none") return;
  const decision = decide(
    rule,
    upstream.map((name) => run.tasks[name]?.state ?? "none"),
  );
  if (decision === "wait") return;
  if (decision === "run") return setState(run, task, "queued");
  tell(run, task, decision);
  for (const [next, { upstream: waitsFor }] of Object.entries(run.dag)) if (waitsFor.includes(task)) settle(run, next);
}

/** Changes the state of a task, and lets everybody know. */
function tell(run: Run, task: TaskId, state: FinalState | "up_for_retry"): void {
  setState(run, task, state);
  run.context.output({ type: "task", task, state });
}

function setState({ tasks }: Run, task: TaskId, state: TaskState): void {
  const record = tasks[task];
  if (record !== undefined) record.state = state;
}

function isFinal(state: TaskState): state is FinalState {
  return ["success", "failed", "skipped", "upstream_failed"].includes(state);
}

function isFailure(state: TaskState | undefined): boolean {
  return state === "failed" || state === "upstream_failed";
}
