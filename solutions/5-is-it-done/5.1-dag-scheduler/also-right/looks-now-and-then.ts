/**
 * Right as well: one timer for everything. While the run goes on, the scheduler looks every 25 ms which attempts have been
 * silent for too long and which tasks have waited long enough, by its own clock. The newest in the queue goes first.
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

interface Entry {
  readonly state: TaskState;
  readonly attempt: number;
  readonly written: readonly unknown[];
  /** Running: when it was last heard of. Up for retry: when it failed. */
  readonly sinceMs: number;
}

interface State {
  readonly entries: Map<TaskId, Entry>;
}

type Reach = Context<RunTask | TaskReport, Told>;

const final: readonly TaskState[] = ["success", "failed", "skipped", "upstream_failed"];
const failures: readonly TaskState[] = ["failed", "upstream_failed"];
const lookMs = 25;

export function decide(rule: TriggerRule, upstream: readonly TaskState[]): Decision {
  const any = (...states: TaskState[]): boolean => upstream.some((state) => states.includes(state));
  const isOver = upstream.every((state) => final.includes(state));
  const whenOver = (decision: Decision): Decision => (isOver ? decision : "wait");
  if (upstream.length === 0) return "run";
  const rules: Record<TriggerRule, () => Decision> = {
    all_success: () => (any(...failures) ? "upstream_failed" : any("skipped") ? "skipped" : whenOver("run")),
    all_done: () => whenOver("run"),
    none_failed: () => (any(...failures) ? "upstream_failed" : whenOver("run")),
    none_failed_min_one_success: () =>
      any(...failures) ? "upstream_failed" : whenOver(any("success") ? "run" : "skipped"),
    one_success: () => (any("success") ? "run" : whenOver(any(...failures) ? "upstream_failed" : "skipped")),
    one_failed: () => (any(...failures) ? "run" : whenOver("skipped")),
  };
  return rules[rule]();
}

export function runStateOf(dag: Dag, states: Readonly<Record<TaskId, FinalState>>): RunState {
  const leaves = new Set(Object.keys(dag));
  for (const { upstream } of Object.values(dag)) for (const task of upstream) leaves.delete(task);
  return [...leaves].some((task) => failures.includes(states[task] ?? "none")) ? "failed" : "success";
}

export function hiddenFailures(dag: Dag, states: Readonly<Record<TaskId, FinalState>>): TaskId[] {
  const all = Object.entries(states).flatMap(([task, state]) => (failures.includes(state) ? [task] : []));
  return runStateOf(dag, states) === "success" ? all : [];
}

export function withWatcher(dag: Dag): Dag {
  return { ...dag, watcher: { rule: "one_failed", retries: 0, upstream: Object.keys(dag).toSorted() } };
}

export function dagScheduler(
  dag: Dag,
  options: SchedulerOptions,
): Machine<State, RunTask | TaskReport, Told, BeginRun> {
  checkDag(dag);
  return defineMachine({
    start: (): State => ({ entries: new Map() }),

    onMessage({ entries }, message, _from, context) {
      if (message.type === "run") return;
      const entry = entries.get(message.task);
      if (entry?.state !== "running" || entry.attempt !== message.attempt) return;
      if (message.type === "ended") {
        entries.set(message.task, { ...entry, ...afterAttempt(message.task, entry, { how: message.how, context }) });
        advance(entries, context);
      } else {
        const written = [...entry.written, ...message.parts];
        entries.set(message.task, { ...entry, written, sinceMs: context.now() });
      }
    },

    onTimer({ entries }, _timer, context) {
      const nowMs = context.now();
      for (const [task, entry] of entries) {
        const waitedMs = nowMs - entry.sinceMs;
        if (entry.state === "running" && waitedMs >= options.timeoutMs)
          entries.set(task, { ...entry, ...afterAttempt(task, entry, { how: "failed", context }) });
        if (entry.state === "up_for_retry" && waitedMs >= options.retryDelayMs)
          entries.set(task, { ...entry, state: "queued" });
      }
      advance(entries, context);
      if (!isOver(entries)) context.setTimer("look", lookMs);
    },

    onInput({ entries }, _begin, context) {
      for (const task of Object.keys(dag)) entries.set(task, { state: "none", attempt: 0, written: [], sinceMs: 0 });
      context.setTimer("look", lookMs);
      advance(entries, context);
    },
  });

  function afterAttempt(
    task: TaskId,
    { attempt }: Entry,
    { how, context }: { how: "success" | "failed" | "skipped"; context: Reach },
  ): Pick<Entry, "state" | "sinceMs"> {
    const state = how === "failed" && attempt <= (dag[task]?.retries ?? 0) ? "up_for_retry" : how;
    context.output({ type: "task", task, state });
    return { state, sinceMs: context.now() };
  }

  function advance(entries: State["entries"], context: Reach): void {
    const stateOf = (task: TaskId): TaskState => entries.get(task)?.state ?? "none";
    let changes: number;
    do {
      changes = 0;
      for (const [task, entry] of entries) {
        const decision =
          entry.state === "none"
            ? decide(dag[task]?.rule ?? "all_success", (dag[task]?.upstream ?? []).map(stateOf))
            : "wait";
        if (decision === "wait") continue;
        changes += 1;
        entries.set(task, { ...entry, state: decision === "run" ? "queued" : decision });
        if (decision !== "run") context.output({ type: "task", task, state: decision });
      }
    } while (changes > 0);
    const queued = [...entries].filter(([, { state }]) => state === "queued").reverse();
    const running = [...entries.values()].filter(({ state }) => state === "running").length;
    for (const [task, entry] of queued.slice(0, Math.max(0, options.slots - running))) {
      const attempt = entry.attempt + 1;
      const inputs = Object.fromEntries(
        (dag[task]?.upstream ?? [])
          .filter((name) => stateOf(name) === "success")
          .map((name) => [name, entries.get(name)?.written ?? []]),
      );
      entries.set(task, { state: "running", attempt, written: [], sinceMs: context.now() });
      const worker = context.peers[Math.floor(context.random() * context.peers.length)] ?? "";
      context.send(worker, { type: "run", task, attempt, inputs });
    }
    if (!isOver(entries)) return;
    context.clearTimer("look");
    const states = Object.fromEntries([...entries].map(([task, { state }]) => [task, state as FinalState]));
    context.output({ type: "run", state: runStateOf(dag, states) });
  }
}

function isOver(entries: State["entries"]): boolean {
  return [...entries.values()].every(({ state }) => final.includes(state));
}
