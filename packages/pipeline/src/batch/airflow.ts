/**
 * Airflow: runs the graph of tasks, one run after the other. It gives each task to the station that can run it, listens for
 * heartbeats, tries again what failed or fell silent, and says in the end how the run went: by its leaves.
 *
 * The trigger rules and what a run's end is are those of the DAG scheduler; here are Airflow's states, one attempt after the
 * other, and its way to wait between them. A task that is queued waits as long as it takes: an attempt begins when the
 * station says so, and not before. The station never forgets.
 *
 * Source: the documentation of Apache Airflow 3 on task states, retries and heartbeats. We deviate in that the jitter between
 * attempts comes from another hash, and that a run waits for the one before (max_active_runs = 1).
 */
import { type Context, type DurableState, type Machine, type MachineId, defineMachine, durable } from "@millrace/core";
import { murmur2 } from "@millrace/ordering/murmur2.ts";
import { decide, runStateOf } from "@millrace/termination/dag-scheduler.ts";
import type { Dag, FinalState, TaskId, TaskState as RuleState } from "@millrace/termination/dag.ts";
import type { BatchOutput, RunTask, TaskReport, TaskState } from "./messages.ts";

/** How the scheduler goes about it. */
export interface AirflowOptions {
  /** The graph, with the retries of each task. */
  readonly dag: Dag;
  /** Which station runs a task. */
  readonly stationOf: Readonly<Record<TaskId, MachineId>>;
  /** A running task that has not been heard of for so long has failed, in milliseconds. */
  readonly timeoutMs: number;
  /** How long to wait for the second attempt, about; twice as long for the third, and so on. In milliseconds. */
  readonly retryDelayMs: number;
  /** It never waits longer than this. */
  readonly maxRetryDelayMs: number;
  /** How the end of a run is told from the states of its tasks: by its leaves, if it is left out. */
  readonly conclude?: typeof runStateOf;
}

/** What the scheduler remembers. */
export interface AirflowState {
  /** The number of the run that is under way or was the last; 0 before the first. */
  run: number;
  /** Whether it is under way. */
  isRunning: boolean;
  /** How many runs wait for it. */
  waiting: number;
  /** Each task of this run. */
  tasks: Record<TaskId, TaskRecord>;
  /** Up to which commit this run reads; 0 before that is known. */
  lsn: number;
  /** Up to which commit bronze is complete. */
  bronzeLsn: number;
}

/** Where a task stands. */
export interface TaskRecord {
  state: TaskState;
  /** The attempt that is scheduled, under way, or was the last; 0 before the first. */
  attempt: number;
}

/** The input that asks for a run. */
export interface BeginRun {
  readonly type: "run";
}

type Reach = Context<RunTask | TaskReport, BatchOutput>;

/** The station "airflow". Each input `run` is one run of the graph. */
export function airflow(
  options: AirflowOptions,
): Machine<DurableState<AirflowState>, RunTask | TaskReport, BatchOutput, BeginRun> {
  const { dag, stationOf, timeoutMs, conclude = runStateOf } = options;

  return durable(
    defineMachine<AirflowState, RunTask | TaskReport, BatchOutput, BeginRun>({
      start: () => ({ run: 0, isRunning: false, waiting: 0, tasks: {}, lsn: 0, bronzeLsn: 0 }),

      onMessage(state, report, _from, context) {
        if (report.type === "run" || report.run !== state.run) return;
        const { task } = report;
        const record = state.tasks[task];
        if (record?.attempt !== report.attempt) return;
        if (report.type === "started" && record.state === "queued") {
          setState(state, task, "running", context);
          context.setTimer(`watch ${task}`, timeoutMs);
        } else if (report.type === "heartbeat" && record.state === "running") {
          context.setTimer(`watch ${task}`, timeoutMs);
        } else if (report.type === "ended" && record.state === "running") {
          context.clearTimer(`watch ${task}`);
          if (report.how === "success") {
            if (task === "extract") state.lsn = report.result.lsn;
            if (task === "bronze") state.bronzeLsn = state.lsn;
            setState(state, task, "success", context);
          } else {
            fail(state, task, context);
          }
          goOn(state, context);
        }
      },

      onTimer(state, timer, context) {
        const [what, task = ""] = timer.split(" ");
        if (what === "watch") fail(state, task, context);
        else schedule(state, task, context);
        goOn(state, context);
      },

      onInput(state, _run, context) {
        state.waiting += 1;
        beginNext(state, context);
      },
    }),
  );

  function beginNext(state: AirflowState, context: Reach): void {
    if (state.isRunning || state.waiting === 0) return;
    state.waiting -= 1;
    state.run += 1;
    state.isRunning = true;
    state.lsn = 0;
    for (const task of Object.keys(dag)) {
      state.tasks[task] = { state: "none", attempt: 0 };
      setState(state, task, "none", context);
    }
    goOn(state, context);
  }

  /** Does all that can be done now: what waits is decided by its rule, and a run whose tasks are all final is over. */
  function goOn(state: AirflowState, context: Reach): void {
    // A graph may list its tasks in any order: what is decided about one may decide another.
    for (let hasChanged = true; hasChanged;) {
      hasChanged = false;
      for (const [task, { upstream, rule = "all_success" }] of Object.entries(dag)) {
        if (state.tasks[task]?.state !== "none") continue;
        const decision = decide(
          rule,
          upstream.map((name) => ruleStateOf(state.tasks[name]?.state ?? "none")),
        );
        if (decision === "wait") continue;
        hasChanged = true;
        if (decision === "run") schedule(state, task, context);
        else setState(state, task, decision, context);
      }
    }
    const finals: Record<TaskId, FinalState> = {};
    for (const [task, record] of Object.entries(state.tasks)) if (isFinal(record.state)) finals[task] = record.state;
    if (!state.isRunning || Object.keys(finals).length < Object.keys(dag).length) return;
    state.isRunning = false;
    context.output({ type: "run", run: state.run, state: conclude(dag, finals), lsn: state.lsn });
    beginNext(state, context);
  }

  function schedule(state: AirflowState, task: TaskId, context: Reach): void {
    const record = state.tasks[task];
    const station = stationOf[task];
    if (record === undefined || station === undefined)
      throw new Error(`Cannot run the task "${task}" as no station is named for it. Name one in "stationOf".`);
    record.attempt += 1;
    setState(state, task, "scheduled", context);
    setState(state, task, "queued", context);
    const { run, bronzeLsn: afterLsn, lsn } = state;
    context.send(station, { type: "run", run, task, attempt: record.attempt, afterLsn, lsn });
  }

  function fail(state: AirflowState, task: TaskId, context: Reach): void {
    const attempt = state.tasks[task]?.attempt ?? 0;
    if (attempt > (dag[task]?.retries ?? 0)) {
      setState(state, task, "failed", context);
      return;
    }
    setState(state, task, "up_for_retry", context);
    context.setTimer(`retry ${task}`, backoffMs(`${task} ${state.run}`, attempt, options));
  }
}

/**
 * How long to wait after an attempt, in milliseconds: at least the delay, doubled with each attempt before, and less than
 * twice that. `name` decides by how much, always in the same way.
 */
export function backoffMs(
  name: string,
  attempt: number,
  { retryDelayMs, maxRetryDelayMs }: Pick<AirflowOptions, "retryDelayMs" | "maxRetryDelayMs">,
): number {
  const least = Math.max(1, Math.ceil(retryDelayMs * 2 ** (attempt - 1)));
  const jitter = (murmur2(`${name} ${attempt}`) & 0x7fffffff) % least;
  return Math.min(least + jitter, maxRetryDelayMs);
}

function setState({ run, tasks }: AirflowState, task: TaskId, state: TaskState, context: Reach): void {
  const record = tasks[task];
  if (record === undefined) return;
  record.state = state;
  context.output({ type: "task", run, task, state, attempt: record.attempt });
}

/** The rules know of no difference between what is scheduled and what is queued. */
function ruleStateOf(state: TaskState): RuleState {
  return state === "scheduled" ? "queued" : state;
}

function isFinal(state: TaskState): state is FinalState {
  return state === "success" || state === "failed" || state === "skipped" || state === "upstream_failed";
}
