import type { Event } from "@millrace/core";
import type { RunTask, Told } from "@millrace/termination";

/** What became of one task so far. */
export interface TaskStory {
  /** How often it was begun; the machine that does everything begins each once. */
  readonly attempts: number;
  /** Who has the last attempt. */
  readonly at: string | undefined;
  /** When it was done, in milliseconds after the run began. */
  readonly doneAfterMs: number | undefined;
}

/** A run, read from what happened. */
export interface RunStory {
  readonly tasks: Readonly<Record<string, TaskStory>>;
  readonly done: number;
  /** When the run ended, in milliseconds after it began. */
  readonly endedAfterMs: number | undefined;
}

/** Tells the run from its messages and outputs. */
export function storyOf(events: readonly Event[]): RunStory {
  const tasks: Record<string, TaskStory> = {};
  let beganAtMs = 0;
  let endedAfterMs: number | undefined;
  for (const { kind, machine, sends, outputs, atMs = 0 } of events) {
    if (kind === "input") beganAtMs = atMs;
    for (const { to, message } of sends) {
      if (!isAttempt(message)) continue;
      tasks[message.task] = { attempts: message.attempt, at: to, doneAfterMs: undefined };
    }
    // Only the scheduler and the box put something out, and nothing else than this.
    for (const told of outputs as readonly Told[]) {
      if (told.type === "run") endedAfterMs = atMs - beganAtMs;
      else if (told.state === "success") {
        const { attempts, at } = tasks[told.task] ?? { attempts: 1, at: machine };
        tasks[told.task] = { attempts, at, doneAfterMs: atMs - beganAtMs };
      }
    }
  }
  const done = Object.values(tasks).filter(({ doneAfterMs }) => doneAfterMs !== undefined).length;
  return { tasks, done, endedAfterMs };
}

function isAttempt(message: unknown): message is RunTask {
  return typeof message === "object" && message !== null && "type" in message && message.type === "run";
}
