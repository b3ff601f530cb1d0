/**
 * What a scheduler owes its graph, its workers and whoever waits for the end, whoever wrote it. Reads what the scheduler
 * sends and puts out, what its workers report to it, and when a timer of its own goes off; never a machine's variables.
 *
 * The machine that gets the input `begin` is the scheduler. Of a message to a worker `type`, `task`, `attempt` and `inputs`
 * are read.
 */
import {
  type Broken,
  type Event,
  type ExecutionLaw,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  equal,
  eventually,
  exactly,
  executionLaw,
} from "@millrace/core";
import type {
  AttemptEnd,
  Dag,
  FinalState,
  RunState,
  RunTask,
  SchedulerOptions,
  TaskId,
  TaskReport,
  Told,
} from "./dag.ts";
import { ruleOf } from "./dag-scheduler.oracle.ts";

/** Nothing is said that nobody asked for, and all of it can be read. */
export function keepsToTheWords(dag: Dag): MonitorLaw<Books> {
  return schedulerLaw("the scheduler sends attempts to its workers and puts out states, and nothing else", dag, {
    send(_books, message, to) {
      const words = 'a message { type: "run", task, attempt, inputs }';
      if (readRun(message, dag) === undefined) return broken(words, `it sent ${to} ${describeValue(message)}`);
      return undefined;
    },
    output(_books, output) {
      const words = '{ type: "task", task, state } with a final state or up_for_retry, or { type: "run", state }';
      return readTold(output, dag) === undefined ? broken(words, describeValue(output)) : undefined;
    },
  });
}

/** Safety: no task starts, or is given up, before its rule says so. */
export function followsItsRules(dag: Dag): MonitorLaw<Books> {
  return schedulerLaw("a task starts, or never will, when its rule says so of its direct upstreams", dag, {
    run(books, { task }) {
      return standing(books, task) === "none" ? judgeRule(books, { dag, task, does: "run" }) : undefined;
    },
    told(books, { task, state }) {
      if (standing(books, task) !== "none") return undefined;
      if (state === "skipped" || state === "upstream_failed") return judgeRule(books, { dag, task, does: state });
      return broken(`"${task}" is ${state} after an attempt`, "no attempt at it was made");
    },
  });
}

/** Safety: an attempt begins when the one before it is over and has failed, and no more are made than the graph allows. */
export function makesOneAttemptAtATime(dag: Dag): MonitorLaw<Books> {
  return schedulerLaw("one attempt at a task is under way at a time, numbered from 1, and no more than allowed", dag, {
    run(books, { task, attempt }) {
      const { standing, attempt: last } = books.tasks[task] ?? noAccount();
      if (standing === "running")
        return broken(`"${task}" is started when attempt ${last} is over`, "it was still under way");
      if (attempt !== last + 1) return broken(`attempt ${last + 1} at "${task}"`, `attempt ${attempt}`);
      const most = 1 + (dag[task]?.retries ?? 0);
      return attempt > most ? broken(`at most ${most} attempts at "${task}"`, `attempt ${attempt}`) : undefined;
    },
  });
}

/**
 * Safety: what is said of a task is what its attempt said, and an attempt that says nothing is given up by a timer, not for
 * what another attempt says. A failure is tried again as often as the graph allows.
 */
export function heedsTheAttempt(dag: Dag): MonitorLaw<Books> {
  return schedulerLaw("what becomes of a task is what its present attempt says, or that a timer gave it up", dag, {
    watchesTimers: true,
    told(books, { task, state }) {
      const { standing, attempt, heard } = books.tasks[task] ?? noAccount();
      if (standing === "up_for_retry") {
        return broken(
          `"${task}" waits for attempt ${attempt + 1}, whatever attempt ${attempt} says now`,
          `it is told to be ${state}`,
        );
      }
      if (standing !== "running") return undefined;
      const how = heard === "nothing" && books.byTimer ? "failed" : heard;
      if (how === "nothing")
        return broken(`"${task}" is running: attempt ${attempt} has not ended`, `it is told to be ${state}`);
      const left = 1 + (dag[task]?.retries ?? 0) - attempt;
      const expected = how === "failed" && left > 0 ? "up_for_retry" : how;
      if (state === expected) return undefined;
      const why = heard === "nothing" ? "was given up" : `ended: ${heard}`;
      return broken(
        `"${task}" is ${expected}, as attempt ${attempt} ${why}, and ${left} more may follow`,
        `it is told to be ${state}`,
      );
    },
  });
}

/** Safety: final is final, of tasks and of the run. */
export function finalIsFinal(dag: Dag): MonitorLaw<Books> {
  return schedulerLaw("a final state is told once, and nothing happens to its task any more", dag, {
    run(books, { task }) {
      return judgeFinal(books, { task, does: "it was started again" });
    },
    told(books, { task, state }) {
      return judgeFinal(books, { task, does: `it is told to be ${state}` });
    },
    end({ run }, state) {
      return isRunState(run) ? broken(`the run is over, once: ${run}`, `it is told to be ${state}`) : undefined;
    },
  });
}

/** Safety: a slot is taken from the start of an attempt to the word that it is over. */
export function keepsToItsSlots(dag: Dag, { slots }: Pick<SchedulerOptions, "slots">): MonitorLaw<Books> {
  return schedulerLaw("no more attempts are under way than there are slots", dag, {
    run(books, { task }) {
      const busy = busyTasks(books).filter((name) => name !== task);
      return busy.length < slots
        ? undefined
        : broken(
            `"${task}" waits for one of ${slots} ${slots === 1 ? "slot" : "slots"}`,
            `it was started beside ${names(busy)}`,
          );
    },
  });
}

/** Promptness: a slot that is not given back shows here, too. */
export function leavesNothingUndone(dag: Dag, { slots }: Pick<SchedulerOptions, "slots">): MonitorLaw<Books> {
  return schedulerLaw("all that can be done now is done before the scheduler waits for more", dag, {
    holds(books) {
      if (books.run === "not begun") return undefined;
      for (const [task, { standing, heard, attempt }] of Object.entries(books.tasks)) {
        if (standing === "running" && heard !== "nothing")
          return broken(`what became of "${task}" is told, as attempt ${attempt} ended: ${heard}`, "nothing is told");
        if (standing !== "none") continue;
        const decision = ruleSays(dag, task, books);
        if (decision === "skipped" || decision === "upstream_failed")
          return broken(
            `"${task}" is ${decision} as soon as its rule says so: ${describeUpstreams(books, { dag, task })}`,
            "nothing is told of it",
          );
        if (decision === "run" && busyTasks(books).length < slots)
          return broken(
            `"${task}" is started, as its rule holds and a slot is free: ${describeUpstreams(books, { dag, task })}`,
            `it was not; under way ${busyTasks(books).length === 1 ? "is" : "are"} ${names(busyTasks(books))} of ${slots}`,
          );
      }
      const isOver = Object.values(books.tasks).every((account) => isFinal(account.standing));
      return isOver && books.run === "begun"
        ? broken("how the run ended is told, as every task is final", "nothing is told")
        : undefined;
    },
  });
}

/** A task is given what its upstreams wrote, and nothing of attempts that failed. */
export function handsOnWhatSucceeded(dag: Dag): MonitorLaw<Books> {
  return schedulerLaw(
    "a task is given what the successful attempts of its direct upstreams wrote, and nothing else",
    dag,
    {
      keepsParts: true,
      run(books, { task, inputs }) {
        const upstream = (dag[task]?.upstream ?? []).filter((name) => standing(books, name) === "success");
        const expected = Object.fromEntries(upstream.map((name) => [name, books.parts[name] ?? []]));
        return equal(inputs, expected)
          ? undefined
          : broken(`inputs of "${task}": ${describeValue(expected)}`, describeValue(inputs));
      },
    },
  );
}

/** The leaf rule, of a run that is over. */
export function endsByItsLeaves(dag: Dag): MonitorLaw<Books> {
  return schedulerLaw("the run ends when every task is final, and as its leaves do", dag, {
    end(books, state) {
      const [open] = Object.entries(books.tasks).find(([, account]) => !isFinal(account.standing)) ?? [];
      if (open !== undefined)
        return broken(`the run goes on while "${open}" is not final`, `it is told to be ${state}`);
      const leaves = Object.keys(dag).filter((task) =>
        Object.values(dag).every(({ upstream }) => !upstream.includes(task)),
      );
      const bad = leaves.find((task) => ["failed", "upstream_failed"].includes(standing(books, task)));
      const expected = bad === undefined ? "success" : "failed";
      if (state === expected) return undefined;
      const why =
        bad === undefined ? `no leaf failed: ${names(leaves)}` : `the leaf "${bad}" is ${standing(books, bad)}`;
      return broken(
        `the run is a ${expected === "failed" ? "failure" : "success"}, as ${why}`,
        `it is told to be ${state}`,
      );
    },
  });
}

/** Liveness: there is an end, and it is told. */
export function isOverInTheEnd(dag: Dag): MonitorLaw<Books> {
  return eventually("in the end every task is final, and how the run ended is told", {
    of: schedulerLaw("the books are kept", dag, {}),
    holds({ run, tasks }) {
      if (isRunState(run)) return undefined;
      const [open] = Object.entries(tasks).find(([, account]) => !isFinal(account.standing)) ?? [];
      return broken(
        "the run comes to its end",
        open === undefined
          ? "every task is final, and it never does"
          : `"${open}" stays ${tasks[open]?.standing}, and nothing is left to happen`,
      );
    },
  });
}

/** The cost, of a run that needs so many attempts. */
export function makesAttempts(count: number): MonitorLaw<{ counted: number; expected: number }> {
  return exactly("one message to a worker for each attempt, and no attempt too many", {
    counts: ({ kind, ...seen }) => (kind === "send" && "message" in seen && hasType(seen.message, "run") ? 1 : 0),
    of: count,
    unit: "attempts",
  });
}

/** All of them, but for the cost and the clock. */
export function dagSchedulerLaws(dag: Dag, options: Pick<SchedulerOptions, "slots">): MonitorLaw[] {
  return [
    ...stateLaws(dag),
    makesOneAttemptAtATime(dag),
    keepsToItsSlots(dag, options),
    leavesNothingUndone(dag, options),
    handsOnWhatSucceeded(dag),
  ];
}

/** Those that say which states are told, and when. */
export function stateLaws(dag: Dag): MonitorLaw[] {
  return [
    keepsToTheWords(dag),
    heedsTheAttempt(dag),
    followsItsRules(dag),
    finalIsFinal(dag),
    endsByItsLeaves(dag),
    isOverInTheEnd(dag),
  ];
}

/**
 * For sampled runs with a slot for everybody, not to be shrunk: an attempt is given up when it has not been heard of for
 * `timeoutMs`, and a task is tried again after `retryDelayMs`; neither earlier, and neither twice as late.
 */
export function keepsTime({
  timeoutMs,
  retryDelayMs,
}: Pick<SchedulerOptions, "timeoutMs" | "retryDelayMs">): ExecutionLaw {
  return executionLaw("an attempt is given up, and a task tried again, when it is time", ({ events }) => {
    const since: Record<TaskId, { readonly atMs: number; readonly attempt: number }> = {};
    for (const event of events) {
      for (const seen of event.observations) {
        if (seen.kind === "send" && hasType(seen.message, "run")) {
          const { task, attempt } = seen.message as RunTask;
          const late =
            attempt > 1
              ? judgeWait(event, since[task], { leastMs: retryDelayMs, what: `attempt ${attempt} at "${task}"` })
              : undefined;
          if (late !== undefined) return late;
          since[task] = { atMs: event.atMs ?? 0, attempt };
        } else if (seen.kind === "deliver" && isReport(seen.message)) {
          const { task, attempt } = seen.message;
          if (since[task]?.attempt === attempt) since[task] = { atMs: event.atMs ?? 0, attempt };
        } else if (seen.kind === "output" && hasType(seen.output, "task")) {
          const { task } = seen.output as Told & { readonly type: "task" };
          const { attempt = 0 } = since[task] ?? {};
          const isGivenUp = event.kind === "timer" && attempt > 0;
          const late = isGivenUp
            ? judgeWait(event, since[task], { leastMs: timeoutMs, what: `the end of attempt ${attempt} at "${task}"` })
            : undefined;
          if (late !== undefined) return late;
          since[task] = { atMs: event.atMs ?? 0, attempt };
        }
      }
    }
    return undefined;
  });
}

/** The end of the run is told, and it is this one. */
export function endsAs(dag: Dag, state: RunState): MonitorLaw<Books> {
  return eventually(`in the end the run is told to be a ${state === "failed" ? "failure" : "success"}`, {
    of: schedulerLaw("the books are kept", dag, {}),
    holds: ({ run }) => (run === state ? undefined : broken(`the run is told to be ${state}`, `it is ${run}`)),
  });
}

/** What is known from outside. */
export interface Books {
  /** The machine that got `begin`; empty until then. */
  scheduler: MachineId;
  /** How far the run is. */
  run: "not begun" | "begun" | RunState;
  /** Every task of the graph. */
  readonly tasks: Record<TaskId, Account>;
  /** Of every task, what its last attempt has reported to be written; empty where nobody asks. */
  readonly parts: Record<TaskId, unknown[]>;
  /** Whether the last thing that happened to the scheduler is that a timer went off; false where nobody asks. */
  byTimer: boolean;
}

/** What is known of one task. */
export interface Account {
  /** As it was told; `running` from the start of an attempt until something is told. */
  standing: Standing;
  /** The last one that was started; 0 before the first. */
  attempt: number;
  /** How that one has reported to have ended, until it is told. */
  heard: AttemptEnd | "nothing";
}

/** Where a task stands, as far as others know. */
export type Standing = "none" | "running" | "up_for_retry" | FinalState;

/** What a law looks at, before the books take note of it. */
interface Judges {
  readonly watchesTimers?: boolean;
  readonly keepsParts?: boolean;
  send?(books: Books, message: unknown, to: MachineId): Broken | undefined;
  output?(books: Books, output: unknown): Broken | undefined;
  run?(books: Books, run: RunTask): Broken | undefined;
  told?(books: Books, told: Told & { readonly type: "task" }): Broken | undefined;
  end?(books: Books, state: RunState): Broken | undefined;
  holds?(books: Books): Broken | undefined;
}

function schedulerLaw(name: string, dag: Dag, judges: Judges): MonitorLaw<Books> {
  const { watchesTimers = false, keepsParts = false, holds } = judges;
  return {
    kind: "monitor",
    name,
    start: () => openBooks(dag, keepsParts),
    observe(books, seen) {
      if (seen.kind === "input" && hasType(seen.input, "begin")) {
        books.scheduler = seen.machine;
        books.run = "begun";
      }
      if (seen.machine !== books.scheduler) return undefined;
      if (seen.kind === "send") return judgeSend(books, seen, { dag, judges });
      if (seen.kind === "output") return judgeOutput(books, seen.output, { dag, judges });
      if (seen.kind === "deliver") noteReport(books, seen.message);
      if (watchesTimers && isBeginning(seen.kind)) books.byTimer = seen.kind === "timer";
      return undefined;
    },
    ...(holds === undefined ? {} : { always: holds }),
  };
}

function judgeSend(
  books: Books,
  { message, to }: { message: unknown; to: MachineId },
  { dag, judges }: { dag: Dag; judges: Judges },
): Broken | undefined {
  const run = readRun(message, dag);
  const result = judges.send?.(books, message, to) ?? (run === undefined ? undefined : judges.run?.(books, run));
  const account = books.tasks[run?.task ?? ""];
  if (run !== undefined && account !== undefined) {
    Object.assign(account, { standing: "running", attempt: run.attempt, heard: "nothing" });
    forgetParts(books, run.task);
  }
  return result;
}

function judgeOutput(books: Books, output: unknown, { dag, judges }: { dag: Dag; judges: Judges }): Broken | undefined {
  const told = readTold(output, dag);
  const result = judges.output?.(books, output);
  if (result !== undefined || told === undefined) return result;
  if (told.type === "run") {
    const end = judges.end?.(books, told.state);
    books.run = told.state;
    return end;
  }
  const judged = judges.told?.(books, told);
  const account = books.tasks[told.task];
  if (account !== undefined) {
    account.standing = told.state;
    account.heard = "nothing";
    // Nobody is ever given what a failed attempt wrote.
    if (told.state !== "success") forgetParts(books, told.task);
  }
  return judged;
}

function noteReport(books: Books, message: unknown): void {
  if (!isReport(message)) return;
  const account = books.tasks[message.task];
  if (account?.standing !== "running" || account.attempt !== message.attempt) return;
  if (message.type === "beat") books.parts[message.task]?.push(...message.parts);
  else account.heard = message.how;
}

function isBeginning(kind: string): boolean {
  return kind === "input" || kind === "deliver" || kind === "timer";
}

function openBooks(dag: Dag, keepsParts: boolean): Books {
  const names = Object.keys(dag);
  const tasks = Object.fromEntries(names.map((task) => [task, noAccount()]));
  const parts = Object.fromEntries(keepsParts ? names.map((task) => [task, []]) : []);
  return { scheduler: "", run: "not begun", tasks, parts, byTimer: false };
}

function forgetParts({ parts }: Books, task: TaskId): void {
  if (parts[task] !== undefined) parts[task] = [];
}

function noAccount(): Account {
  return { standing: "none", attempt: 0, heard: "nothing" };
}

function standing({ tasks }: Books, task: TaskId): Standing {
  return tasks[task]?.standing ?? "none";
}

function ruleSays(dag: Dag, task: TaskId, books: Books): ReturnType<typeof ruleOf> {
  const { rule = "all_success", upstream = [] } = dag[task] ?? {};
  return ruleOf(
    rule,
    upstream.map((name) => standing(books, name)),
  );
}

function judgeRule(books: Books, { dag, task, does }: { dag: Dag; task: TaskId; does: string }): Broken | undefined {
  const decision = ruleSays(dag, task, books);
  if (decision === does) return undefined;
  const words = { wait: "waits", run: "is started", skipped: "is skipped", upstream_failed: "is upstream_failed" };
  return broken(
    `"${task}" ${words[decision]}: ${describeUpstreams(books, { dag, task })}`,
    does === "run" ? "it was started" : `it is told to be ${does}`,
  );
}

function judgeFinal(books: Books, { task, does }: { task: TaskId; does: string }): Broken | undefined {
  const state = standing(books, task);
  return isFinal(state) ? broken(`"${task}" is ${state} for good`, does) : undefined;
}

function judgeWait(
  event: Event,
  since: { readonly atMs: number } | undefined,
  { leastMs, what }: { leastMs: number; what: string },
): (Broken & { event: number }) | undefined {
  if (event.atMs === undefined || since === undefined) return undefined;
  const waitedMs = event.atMs - since.atMs;
  // A clock may be read in whole milliseconds.
  if (waitedMs >= leastMs - 1 && waitedMs <= 2 * leastMs) return undefined;
  return {
    ...broken(`${what} after ${leastMs} ms, and before ${2 * leastMs}`, `after ${Math.round(waitedMs)} ms`),
    event: event.id,
  };
}

function describeUpstreams(books: Books, { dag, task }: { dag: Dag; task: TaskId }): string {
  const { rule = "all_success", upstream = [] } = dag[task] ?? {};
  const states = upstream.map((name) => `"${name}" is ${standing(books, name)}`);
  return states.length === 0 ? "it has no upstream" : `${rule}, and ${states.join(", ")}`;
}

function busyTasks({ tasks }: Books): TaskId[] {
  return Object.keys(tasks).filter((task) => tasks[task]?.standing === "running");
}

function names(tasks: readonly TaskId[]): string {
  return tasks.length === 0 ? "none" : tasks.map((task) => `"${task}"`).join(", ");
}

function readRun(message: unknown, dag: Dag): RunTask | undefined {
  if (!hasType(message, "run")) return undefined;
  const { task, attempt, inputs } = message as { task?: unknown; attempt?: unknown; inputs?: unknown };
  const isRead = isTask(task, dag) && typeof attempt === "number" && typeof inputs === "object" && inputs !== null;
  return isRead ? (message as unknown as RunTask) : undefined;
}

function readTold(output: unknown, dag: Dag): Told | undefined {
  const { task, state } = Object(output) as { task?: unknown; state?: unknown };
  if (hasType(output, "run") && isRunState(state)) return { type: "run", state };
  if (!hasType(output, "task") || !isTask(task, dag)) return undefined;
  return isFinal(state) || state === "up_for_retry" ? { type: "task", task, state } : undefined;
}

function isReport(message: unknown): message is TaskReport {
  return hasType(message, "beat") || hasType(message, "ended");
}

function isTask(task: unknown, dag: Dag): task is TaskId {
  return typeof task === "string" && Object.hasOwn(dag, task);
}

function isFinal(state: unknown): state is FinalState {
  return state === "success" || state === "failed" || state === "skipped" || state === "upstream_failed";
}

function isRunState(state: unknown): state is RunState {
  return state === "success" || state === "failed";
}

function hasType<Type extends string>(value: unknown, type: Type): value is { readonly type: Type } {
  return typeof value === "object" && value !== null && "type" in value && value.type === type;
}
