/**
 * Right as well: nobody looks at upstreams. Each task keeps counts of how they ended, and is told when one more has; slots
 * are a number that goes up and down, and a queue says who is next. All goes to the first worker. The watcher waits for
 * the tasks that are no leaves, as leaves show by themselves.
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

type Decision = "wait" | "run" | "skipped" | "upstream_failed";

type Counts = Record<FinalState, number>;

interface Job {
  readonly ended: Counts;
  attempts: number;
  rows: unknown[];
  phase: "waiting" | "queued" | "at work" | "resting" | "final";
  result?: FinalState;
}

interface State {
  readonly jobs: [TaskId, Job][];
  readonly queue: TaskId[];
  freeSlots: number;
  open: number;
}

type Reach = Context<RunTask | TaskReport, Told>;

export function decide(rule: TriggerRule, upstream: readonly TaskState[]): Decision {
  const ended: Counts = { success: 0, failed: 0, skipped: 0, upstream_failed: 0 };
  for (const state of upstream) if (state in ended) ended[state as FinalState] += 1;
  return decideByCounts(rule, ended, upstream.length);
}

export function runStateOf(dag: Dag, states: Readonly<Record<TaskId, FinalState>>): RunState {
  for (const task in dag) if (isLeaf(dag, task) && isBad(states[task])) return "failed";
  return "success";
}

export function hiddenFailures(dag: Dag, states: Readonly<Record<TaskId, FinalState>>): TaskId[] {
  if (runStateOf(dag, states) === "failed") return [];
  return Object.keys(states)
    .filter((task) => isBad(states[task]))
    .reverse();
}

export function withWatcher(dag: Dag): Dag {
  const inner = Object.keys(dag).filter((task) => !isLeaf(dag, task));
  if (inner.length === 0) inner.push(...Object.keys(dag));
  return { watcher: { upstream: inner, rule: "one_failed", retries: 1 }, ...dag };
}

export function dagScheduler(
  dag: Dag,
  options: SchedulerOptions,
): Machine<State, RunTask | TaskReport, Told, BeginRun> {
  checkDag(dag);
  return defineMachine({
    start: (): State => ({ jobs: [], queue: [], freeSlots: options.slots, open: 0 }),

    onMessage(state, message, _from, context) {
      const job = "attempt" in message ? jobOf(state, message.task) : undefined;
      if (job?.phase !== "at work" || message.attempt !== job.attempts) return;
      if (message.type === "beat") {
        job.rows = [...job.rows, ...message.parts];
        context.setTimer(JSON.stringify(["silent", message.task]), options.timeoutMs);
      } else if (message.type === "ended") {
        close(state, message.task, { how: message.how, context });
      }
    },

    onTimer(state, timer, context) {
      const [what, task] = JSON.parse(timer) as [string, TaskId];
      if (what === "silent") return close(state, task, { how: "failed", context });
      enqueue(state, task);
      fill(state, context);
    },

    onInput(state, _begin, context) {
      for (const task in dag) {
        const ended: Counts = { success: 0, failed: 0, skipped: 0, upstream_failed: 0 };
        state.jobs.push([task, { ended, attempts: 0, rows: [], phase: "waiting" }]);
        state.open += 1;
      }
      for (const [task] of state.jobs) review(state, task, context);
      fill(state, context);
    },
  });

  function close(
    state: State,
    task: TaskId,
    { how, context }: { how: "success" | "failed" | "skipped"; context: Reach },
  ): void {
    const job = jobOf(state, task);
    if (job === undefined) return;
    state.freeSlots += 1;
    context.clearTimer(JSON.stringify(["silent", task]));
    if (how === "failed" && job.attempts < 1 + (dag[task]?.retries ?? 0)) {
      job.phase = "resting";
      context.output({ type: "task", task, state: "up_for_retry" });
      context.setTimer(JSON.stringify(["again", task]), options.retryDelayMs);
    } else {
      finish(state, task, { result: how, context });
    }
    fill(state, context);
  }

  function finish(state: State, task: TaskId, { result, context }: { result: FinalState; context: Reach }): void {
    const job = jobOf(state, task);
    if (job === undefined) return;
    job.phase = "final";
    job.result = result;
    context.output({ type: "task", task, state: result });
    state.open -= 1;
    for (const [next, other] of state.jobs) {
      if (dag[next]?.upstream.includes(task) !== true) continue;
      other.ended[result] += 1;
      review(state, next, context);
    }
  }

  function review(state: State, task: TaskId, context: Reach): void {
    const job = jobOf(state, task);
    if (job?.phase !== "waiting") return;
    const { rule = "all_success", upstream = [] } = dag[task] ?? {};
    const decision = decideByCounts(rule, job.ended, upstream.length);
    if (decision === "run") enqueue(state, task);
    else if (decision !== "wait") finish(state, task, { result: decision, context });
  }

  function fill(state: State, context: Reach): void {
    if (state.open === 0) {
      const states = state.jobs.map(([name, { result = "failed" }]) => [name, result] as const);
      context.output({ type: "run", state: runStateOf(dag, Object.fromEntries(states)) });
    }
    for (const task of state.queue.splice(0, state.freeSlots)) {
      const job = jobOf(state, task);
      if (job === undefined) continue;
      state.freeSlots -= 1;
      job.phase = "at work";
      job.attempts += 1;
      job.rows = [];
      const inputs: Record<TaskId, unknown[]> = {};
      for (const name of dag[task]?.upstream ?? []) {
        const from = jobOf(state, name);
        if (from?.result === "success") inputs[name] = from.rows;
      }
      context.send(context.peers[0] ?? "", { type: "run", task, attempt: job.attempts, inputs });
      context.setTimer(JSON.stringify(["silent", task]), options.timeoutMs);
    }
  }
}

function enqueue(state: State, task: TaskId): void {
  const job = jobOf(state, task);
  if (job !== undefined) job.phase = "queued";
  state.queue.push(task);
}

function jobOf({ jobs }: State, task: TaskId): Job | undefined {
  return jobs.find(([name]) => name === task)?.[1];
}

function decideByCounts(rule: TriggerRule, ended: Counts, all: number): Decision {
  const bad = ended.failed + ended.upstream_failed;
  const left = all - bad - ended.success - ended.skipped;
  if (all === 0) return "run";
  if (rule === "one_success" && ended.success > 0) return "run";
  if (rule === "one_failed" && bad > 0) return "run";
  if (bad > 0 && (rule === "all_success" || rule.startsWith("none_failed"))) return "upstream_failed";
  if (rule === "all_success" && ended.skipped > 0) return "skipped";
  if (left > 0) return "wait";
  if (rule === "one_success") return bad > 0 ? "upstream_failed" : "skipped";
  if (rule === "one_failed") return "skipped";
  if (rule === "none_failed_min_one_success" && ended.success === 0) return "skipped";
  return "run";
}

function isLeaf(dag: Dag, task: TaskId): boolean {
  return Object.values(dag).every(({ upstream }) => !upstream.includes(task));
}

function isBad(state: FinalState | undefined): boolean {
  return state?.endsWith("failed") === true;
}
