/**
 * Workers for a scheduler: they make the attempts that they are sent, and fail, or fall silent, as they are told to.
 *
 * Any machine can be a worker that answers `run` by `beat` and `ended`.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import type { AttemptEnd, RunTask, TaskId, TaskReport } from "./dag.ts";

/** What comes of an attempt. */
export interface AttemptScript {
  /** Its beats, oldest first: what it has written when it sends each. */
  readonly beats: readonly (readonly unknown[])[];
  /** How it ends; `silent` says that it never does, and nobody is told. */
  readonly end: AttemptEnd | "silent";
}

/** What a worker remembers. */
export interface WorkerState {
  /** The attempts under way, oldest first. */
  readonly jobs: Job[];
}

/** An attempt under way. */
export interface Job extends AttemptScript {
  /** Who is to hear of it. */
  readonly to: MachineId;
  /** Which task it is at. */
  readonly task: TaskId;
  /** Which attempt. */
  readonly attempt: number;
}

/**
 * A worker that makes any number of attempts at once: `perform` says what comes of each. It sends a beat every `stepMs`,
 * and ends `stepMs` after the last; all at once if that is left out. A crash ends its attempts without a word.
 *
 * @example
 * ```ts
 * import { defineMachine, defineSystem, simulate } from "@millrace/core";
 * import { type RunTask, type TaskReport, taskWorker } from "@millrace/termination";
 *
 * const asker = defineMachine<{ seen: number }, RunTask | TaskReport>({
 *   start: (context) => (context.send("worker", { type: "run", task: "load", attempt: 1, inputs: {} }), { seen: 0 }),
 *   onMessage: (state) => void state.seen++,
 * });
 * const worker = taskWorker(() => ({ beats: [["a row"]], end: "success" }));
 * const { events } = simulate(defineSystem({ machines: { worker, asker } }));
 * if (JSON.stringify(events.at(-1)?.state) !== '{"seen":2}') throw new Error("a beat, and the end");
 * ```
 */
export function taskWorker(
  perform: (assignment: RunTask) => AttemptScript,
  options: { readonly stepMs?: number } = {},
): Machine<WorkerState, RunTask | TaskReport> {
  const { stepMs } = options;
  return defineMachine({
    start: (): WorkerState => ({ jobs: [] }),

    onMessage({ jobs }, message, from, context) {
      if (message.type !== "run") return;
      const { task, attempt } = message;
      const { beats, end } = perform(message);
      const job = { to: from, task, attempt, beats, end };
      if (stepMs === undefined) {
        for (const parts of beats) beat(job, parts, context);
        finish(job, context);
      } else {
        jobs.push(job);
        context.setTimer(nameOf(job), stepMs);
      }
    },

    onTimer({ jobs }, timer, context) {
      const place = jobs.findIndex((job) => nameOf(job) === timer);
      const [job] = jobs.splice(place, 1);
      if (job === undefined) return;
      const [parts, ...beats] = job.beats;
      if (parts === undefined) return finish(job, context);
      beat(job, parts, context);
      jobs.push({ ...job, beats });
      context.setTimer(timer, stepMs ?? 0);
    },
  });
}

/**
 * What tasks do, by name, attempt by attempt; the last one is what comes of all later attempts, too. A task that is not
 * listed succeeds and writes nothing; one that is called `watcher` fails.
 *
 * @example
 * ```ts
 * import { scripted } from "@millrace/termination";
 *
 * const perform = scripted({ load: [{ beats: [], end: "failed" }, { beats: [["a row"]], end: "success" }] });
 * if (perform({ type: "run", task: "load", attempt: 3, inputs: {} }).end !== "success") throw new Error("as the second");
 * ```
 */
export function scripted(script: Script): (assignment: RunTask) => AttemptScript {
  return ({ task, attempt }) => {
    const attempts = script[task] ?? [];
    const unlisted: AttemptScript = { beats: [], end: task === "watcher" ? "failed" : "success" };
    return attempts[Math.min(attempt, attempts.length) - 1] ?? unlisted;
  };
}

/** What comes of each task's attempts, the first one first. */
export type Script = Readonly<Record<TaskId, readonly AttemptScript[]>>;

type Reach = Context<RunTask | TaskReport, never>;

function beat({ to, task, attempt }: Job, parts: readonly unknown[], context: Reach): void {
  context.send(to, { type: "beat", task, attempt, parts });
}

function finish({ to, task, attempt, end }: Job, context: Reach): void {
  if (end !== "silent") context.send(to, { type: "ended", task, attempt, how: end });
}

function nameOf({ task, attempt }: Pick<Job, "task" | "attempt">): string {
  return `${attempt} ${task}`;
}
