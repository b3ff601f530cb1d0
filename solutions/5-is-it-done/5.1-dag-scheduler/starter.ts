/**
 * A DAG scheduler: starts the tasks of a graph when their trigger rules hold, on as many workers as it may keep busy, tries
 * again what failed, and says in the end how the run went.
 *
 * The graph, the workers' messages and what is put out are fixed; `dag.ts` of the library has their types. Edit `decide`,
 * the three functions below it, and the machine's `onMessage`, `endAttempt`, `startQueued` and `startAttempt`.
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
} from "@millrace/termination/dag.ts";

/** What becomes of a task: that is open, it may start, or it never will. */
export type Decision = "wait" | "run" | "skipped" | "upstream_failed";

/** What becomes of a task, by its rule and the states of its direct upstreams. */
export function decide(_rule: TriggerRule, upstream: readonly TaskState[]): Decision {
  // TODO(learner): this is what many cron files do: when all is over, however it ended, go on. Only one rule says so.
  return upstream.every(isFinal) ? "run" : "wait";
}

/** How a run ended of which all tasks are final. */
export function runStateOf(_dag: Dag, states: Readonly<Record<TaskId, FinalState>>): RunState {
  // TODO(learner): only the leaves count.
  return Object.values(states).includes("failed") ? "failed" : "success";
}

/** The tasks whose failure does not show in how the run ended. */
export function hiddenFailures(_dag: Dag, _states: Readonly<Record<TaskId, FinalState>>): TaskId[] {
  // TODO(learner): which tasks would you have wanted to hear of?
  return [];
}

/** The same graph with one more task, `watcher`, which fails if it runs. With it no failure is hidden. */
export function withWatcher(dag: Dag): Dag {
  // TODO(learner): for whom does it wait, and by which rule?
  return dag;
}

/** What the scheduler remembers. You may change it as you like: plain data, in an object. */
interface SchedulerState {
  /** By name; none before the run begins. */
  readonly tasks: Record<TaskId, TaskRecord>;
}

interface TaskRecord {
  state: TaskState;
  /** The attempt that is under way, or was the last; 0 before the first. */
  attempt: number;
  /** What it has written, oldest first. */
  parts: unknown[];
}

/** All that the functions below need. */
interface Run extends SchedulerOptions {
  readonly dag: Dag;
  readonly tasks: Record<TaskId, TaskRecord>;
  readonly context: Context<RunTask | TaskReport, Told>;
}

/** The machine that schedules one run of a graph. Every machine that it has a channel to is a worker. */
export function dagScheduler(
  dag: Dag,
  options: SchedulerOptions,
): Machine<SchedulerState, RunTask | TaskReport, Told, BeginRun> {
  checkDag(dag);
  return defineMachine({
    start: (): SchedulerState => ({ tasks: {} }),

    onMessage({ tasks }, report, _from, context) {
      const record = tasks[report.task];
      // TODO(learner): is it the present attempt that speaks? An earlier one may have been given up and not know it.
      if (record === undefined) return;
      if (report.type === "beat") {
        record.parts.push(...report.parts);
        // TODO(learner): it is alive. How long may it be silent from now on?
      }
      if (report.type === "ended") {
        const run = { ...options, dag, tasks, context };
        endAttempt(run, report.task, report.how);
        goOn(run);
      }
    },

    // "watch load": the attempt at load was silent for too long. "retry load": load has waited for its next attempt.
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

/** An attempt is over, by its own word or because none came. */
function endAttempt(run: Run, task: TaskId, how: "success" | "failed" | "skipped"): void {
  run.context.clearTimer(`watch ${task}`);
  // TODO(learner): may a task that failed be tried again? Then it is up_for_retry, and a timer says when it is queued.
  tell(run, task, how);
}

/** Starts tasks that are queued. */
function startQueued(run: Run): void {
  for (const [task, { state }] of Object.entries(run.tasks)) {
    // TODO(learner): is there a slot?
    if (state === "queued") startAttempt(run, task);
  }
}

/** Sends the next attempt at a task to some worker. */
function startAttempt(run: Run, task: TaskId): void {
  const { dag, tasks, context, timeoutMs } = run;
  const record = tasks[task];
  if (record === undefined) return;
  record.state = "running";
  record.attempt += 1;
  // TODO(learner): does this attempt begin with nothing written?
  const succeeded = (dag[task]?.upstream ?? []).filter((name) => tasks[name]?.state === "success");
  const inputs = Object.fromEntries(succeeded.map((name) => [name, tasks[name]?.parts ?? []]));
  const worker = context.peers[(Object.keys(dag).indexOf(task) + record.attempt) % context.peers.length] ?? "";
  context.send(worker, { type: "run", task, attempt: record.attempt, inputs });
  context.setTimer(`watch ${task}`, timeoutMs);
}

/** Does all that can be done now; to be called whenever something has changed. Nothing is to be done here. */
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
