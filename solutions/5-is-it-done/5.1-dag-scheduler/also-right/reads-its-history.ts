/**
 * Right as well: remembers what has happened, and nothing else; where a task stands is worked out from that each time. Its
 * timers are never cleared: each says what it was set for, and one that comes too late means nothing.
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

type Fact =
  | { readonly what: "started" | "heard" | "ready"; readonly task: TaskId }
  | { readonly what: "wrote"; readonly task: TaskId; readonly part: unknown }
  | { readonly what: "became"; readonly task: TaskId; readonly state: FinalState | "up_for_retry" };

interface State {
  /** Oldest first. */
  readonly facts: Fact[];
}

/** An attempt that may be silent, by how much had been heard of its task; or a task that rests, by its attempts. */
type Alarm = readonly [kind: "silent" | "rested", task: TaskId, count: number];

/** A worker is also told who asks: it takes no notice. */
type Message = (RunTask & { readonly by?: string }) | TaskReport;

type Reach = Context<Message, Told>;

export function decide(rule: TriggerRule, upstream: readonly TaskState[]): Decision {
  if (upstream.length === 0) return "run";
  const letters = upstream.map((state) => letterOf[state]).join("");
  return verdicts[rule].find(([pattern]) => pattern.test(letters))?.[1] ?? "wait";
}

/** s: success, f: failed, k: skipped, o: open. */
const letterOf: Record<TaskState, string> = {
  success: "s",
  failed: "f",
  upstream_failed: "f",
  skipped: "k",
  none: "o",
  queued: "o",
  running: "o",
  up_for_retry: "o",
};

const verdicts: Record<TriggerRule, readonly (readonly [RegExp, Decision])[]> = {
  all_success: [
    [/f/, "upstream_failed"],
    [/k/, "skipped"],
    [/^s+$/, "run"],
  ],
  all_done: [[/^[sfk]+$/, "run"]],
  none_failed: [
    [/f/, "upstream_failed"],
    [/^[sk]+$/, "run"],
  ],
  none_failed_min_one_success: [
    [/f/, "upstream_failed"],
    [/o/, "wait"],
    [/s/, "run"],
    [/k/, "skipped"],
  ],
  one_success: [
    [/s/, "run"],
    [/o/, "wait"],
    [/f/, "upstream_failed"],
    [/k/, "skipped"],
  ],
  one_failed: [
    [/f/, "run"],
    [/^[sk]+$/, "skipped"],
  ],
};

export function runStateOf(dag: Dag, states: Readonly<Record<TaskId, FinalState>>): RunState {
  const inner = Object.values(dag).flatMap(({ upstream }) => [...upstream]);
  const bad = Object.keys(states).filter((task) => states[task]?.includes("failed") === true);
  return bad.every((task) => inner.includes(task)) ? "success" : "failed";
}

export function hiddenFailures(dag: Dag, states: Readonly<Record<TaskId, FinalState>>): TaskId[] {
  const bad = Object.keys(states).filter((task) => states[task]?.includes("failed") === true);
  return runStateOf(dag, states) === "failed" ? [] : bad;
}

export function withWatcher(dag: Dag): Dag {
  const watched: Record<TaskId, Dag[string]> = { ...dag };
  watched["watcher"] = { upstream: Object.keys(dag), rule: "one_failed", retries: 0 };
  return watched;
}

export function dagScheduler(dag: Dag, options: SchedulerOptions): Machine<State, Message, Told, BeginRun> {
  checkDag(dag);
  const tasks = Object.keys(dag);
  return defineMachine({
    start: (): State => ({ facts: [] }),

    onMessage({ facts }, message, _from, context) {
      const { task, attempt } = message;
      if (stateOf(facts, task) !== "running" || attemptsAt(facts, task) !== attempt) return;
      if (message.type === "beat") {
        facts.push({ what: "heard", task }, ...message.parts.map((part): Fact => ({ what: "wrote", task, part })));
        watch(facts, task, context);
      } else if (message.type === "ended") {
        end(facts, task, { how: message.how, context });
        goOn(facts, context);
      }
    },

    onTimer({ facts }, timer, context) {
      const [kind, task, count] = JSON.parse(timer) as Alarm;
      if (kind === "silent" && stateOf(facts, task) === "running" && count === wordsOf(facts, task)) {
        end(facts, task, { how: "failed", context });
        goOn(facts, context);
      }
      if (kind === "rested" && stateOf(facts, task) === "up_for_retry" && count === attemptsAt(facts, task)) {
        facts.push({ what: "ready", task });
        goOn(facts, context);
      }
    },

    onInput({ facts }, _begin, context) {
      goOn(facts, context);
    },
  });

  function end(
    facts: Fact[],
    task: TaskId,
    { how, context }: { how: "success" | "failed" | "skipped"; context: Reach },
  ): void {
    const attempts = attemptsAt(facts, task);
    const mayFollow = how === "failed" && attempts <= (dag[task]?.retries ?? 0);
    become(facts, task, { state: mayFollow ? "up_for_retry" : how, context });
    if (mayFollow) setAlarm(["rested", task, attempts], options.retryDelayMs, context);
  }

  function goOn(facts: Fact[], context: Reach): void {
    const undecided = (): [TaskId, Decision][] =>
      tasks
        .filter((task) => stateOf(facts, task) === "none")
        .map((task) => [
          task,
          decide(
            dag[task]?.rule ?? "all_success",
            upstreamOf(task).map((name) => stateOf(facts, name)),
          ),
        ]);
    for (let next = undecided(); next.some(([, decision]) => decision !== "wait"); next = undecided()) {
      const [task, decision] = next.findLast((each) => each[1] !== "wait") ?? ["", "wait"];
      if (decision === "run") facts.push({ what: "ready", task });
      else if (decision !== "wait") become(facts, task, { state: decision, context });
    }
    for (const task of tasks.toReversed()) {
      const running = tasks.filter((name) => stateOf(facts, name) === "running").length;
      if (stateOf(facts, task) === "queued" && running < options.slots) start(facts, task, context);
    }
    const states = tasks.map((task) => [task, stateOf(facts, task)] as const);
    if (states.every(([, state]) => "sfk".includes(letterOf[state])))
      context.output({ type: "run", state: runStateOf(dag, Object.fromEntries(states) as Record<TaskId, FinalState>) });
  }

  function start(facts: Fact[], task: TaskId, context: Reach): void {
    const inputs = Object.fromEntries(
      upstreamOf(task)
        .filter((name) => stateOf(facts, name) === "success")
        .map((name) => [name, writtenBy(facts, name)]),
    );
    facts.push({ what: "started", task });
    const worker = context.peers.at(-1) ?? "";
    context.send(worker, { type: "run", task, attempt: attemptsAt(facts, task), inputs, by: context.self });
    watch(facts, task, context);
  }

  function watch(facts: readonly Fact[], task: TaskId, context: Reach): void {
    setAlarm(["silent", task, wordsOf(facts, task)], options.timeoutMs, context);
  }

  function upstreamOf(task: TaskId): readonly TaskId[] {
    return dag[task]?.upstream ?? [];
  }
}

function become(
  facts: Fact[],
  task: TaskId,
  { state, context }: { state: FinalState | "up_for_retry"; context: Reach },
): void {
  facts.push({ what: "became", task, state });
  context.output({ type: "task", task, state });
}

function setAlarm(alarm: Alarm, afterMs: number, context: Reach): void {
  context.setTimer(JSON.stringify(alarm), afterMs);
}

function stateOf(facts: readonly Fact[], task: TaskId): TaskState {
  const last = facts.findLast((fact) => fact.task === task && fact.what !== "heard" && fact.what !== "wrote");
  if (last === undefined) return "none";
  if (last.what === "became") return last.state;
  return last.what === "started" ? "running" : "queued";
}

function attemptsAt(facts: readonly Fact[], task: TaskId): number {
  return facts.filter((fact) => fact.task === task && fact.what === "started").length;
}

/** How often it was started or heard of. */
function wordsOf(facts: readonly Fact[], task: TaskId): number {
  return facts.filter((fact) => fact.task === task && (fact.what === "started" || fact.what === "heard")).length;
}

/** What its last attempt has written. */
function writtenBy(facts: readonly Fact[], task: TaskId): unknown[] {
  const start = facts.findLastIndex((fact) => fact.task === task && fact.what === "started");
  return facts.slice(start).flatMap((fact) => (fact.task === task && fact.what === "wrote" ? [fact.part] : []));
}
