import type { Event, MachineId } from "@millrace/core";
import type { BatchOutput, TaskState } from "@millrace/pipeline/batch/messages.ts";
import { stationOf } from "@millrace/pipeline/batch-pipeline.world.ts";
import { batchLayout } from "../../live/batch-layout.ts";
import type { Fold } from "../../live/feed.ts";
import { titleOf } from "../../live/layout.ts";
import { type NewsLine, withNews } from "../../live/news-lines.ts";

/** What has happened so far, as the machines' events tell it. Times are milliseconds since the start. */
export interface RunTally {
  /** The run that is under way or was the last; 0 before the first. */
  readonly run: number;
  readonly runState: "none" | "running" | "success" | "failed";
  readonly runStartedMs: number;
  readonly runEndedMs: number;
  /** The tasks of that run, in the graph's order. */
  readonly tasks: readonly TaskLine[];
  readonly kills: number;
  /** What the people at the end see. */
  readonly dashboard: { readonly rowCount: number; readonly total: number } | undefined;
  /** When each machine was last killed. */
  readonly killedMs: Readonly<Record<MachineId, number>>;
  readonly news: readonly NewsLine[];
}

/** A task of a run. */
export interface TaskLine {
  readonly task: string;
  readonly state: TaskState;
  readonly attempts: readonly AttemptLine[];
}

/** An attempt, with the times that Airflow saw. */
export interface AttemptLine {
  readonly attempt: number;
  readonly startedMs?: number;
  readonly endedMs?: number;
  readonly how?: "success" | "silent" | "failed";
}

/** Follows runs, attempts and kills. */
export const runTally: Fold<RunTally> = {
  start: () => ({
    run: 0,
    runState: "none",
    runStartedMs: 0,
    runEndedMs: 0,
    tasks: [],
    kills: 0,
    dashboard: undefined,
    killedMs: {},
    news: [],
  }),

  add(before, event) {
    const atMs = event.atMs ?? 0;
    let tally = before;
    const say = (text: string): void => {
      tally = { ...tally, news: withNews(tally.news, { text, atMs }) };
    };
    const title = titleOf(batchLayout, event.machine);
    if (event.kind === "crash") {
      const killedMs = { ...tally.killedMs, [event.machine]: atMs };
      tally = { ...tally, kills: tally.kills + 1, killedMs };
      say(`${title} is killed: its worker is gone, and with it what it had in memory.`);
    }
    if (event.kind === "restart") {
      const afterMs = atMs - (tally.killedMs[event.machine] ?? atMs);
      say(`${title} is up again after ${seconds(afterMs)}, in a new worker, with its old disk.`);
    }
    // What stations put out; of what else there may be, nothing is read but its type.
    for (const output of event.outputs as readonly BatchOutput[]) {
      if (output.type === "dashboard") {
        const { rowCount, total } = output;
        tally = { ...tally, dashboard: { rowCount, total } };
      } else if (output.type === "run") {
        tally = { ...tally, runState: output.state, runEndedMs: atMs };
        const how = output.state === "success" ? "All tasks have succeeded" : "A task has failed for good";
        say(`Run ${output.run} is over after ${seconds(atMs - tally.runStartedMs)}. ${how}.`);
      } else if (output.type === "task") {
        tally = { ...withTask(tally, output, event), news: tally.news };
        const text = tellTask(output, event, tally);
        if (text !== undefined) say(text);
      }
    }
    return tally;
  },
};

type TaskOutput = Extract<BatchOutput, { readonly type: "task" }>;

function withTask(tally: RunTally, { run, task, state, attempt }: TaskOutput, { atMs = 0, kind }: Event): RunTally {
  if (run !== tally.run)
    return withTask(
      { ...tally, run, runState: "running", runStartedMs: atMs, tasks: [] },
      { type: "task", run, task, state, attempt },
      { atMs, kind } as Event,
    );
  const line = tally.tasks.find((line) => line.task === task);
  if (line === undefined) return { ...tally, tasks: [...tally.tasks, { task, state, attempts: [] }] };
  const next = {
    ...line,
    state,
    attempts: withAttempt(line.attempts, { state, attempt, atMs, isSilent: kind === "timer" }),
  };
  return { ...tally, tasks: tally.tasks.map((one) => (one === line ? next : one)) };
}

function withAttempt(
  attempts: readonly AttemptLine[],
  {
    state,
    attempt,
    atMs,
    isSilent,
  }: { readonly state: TaskState; readonly attempt: number; readonly atMs: number; readonly isSilent: boolean },
): readonly AttemptLine[] {
  if (state === "queued") return [...attempts, { attempt }];
  const change = changeOf(state, { atMs, isSilent });
  return change === undefined
    ? attempts
    : attempts.map((one) => (one.attempt === attempt ? { ...one, ...change } : one));
}

function changeOf(
  state: TaskState,
  { atMs, isSilent }: { readonly atMs: number; readonly isSilent: boolean },
): Partial<AttemptLine> | undefined {
  if (state === "running") return { startedMs: atMs };
  if (state === "success") return { endedMs: atMs, how: "success" };
  if (state === "up_for_retry" || state === "failed") return { endedMs: atMs, how: isSilent ? "silent" : "failed" };
  return undefined;
}

function tellTask({ task, state, attempt }: TaskOutput, event: Event, tally: RunTally): string | undefined {
  const station = stationOf[task] ?? "";
  const title = titleOf(batchLayout, station);
  if (state === "up_for_retry" && event.kind === "timer") {
    const killedMs = tally.killedMs[station];
    const since = killedMs === undefined ? "" : ` ${title} was killed ${seconds((event.atMs ?? 0) - killedMs)} ago.`;
    return `Airflow misses the heartbeats of ${task}, attempt ${attempt}, and gives it up.${since}`;
  }
  if (state === "up_for_retry") return `${title} reports that attempt ${attempt} of ${task} has failed.`;
  if (state === "queued" && attempt > 1) return `Airflow gives ${task} to ${title} once more: attempt ${attempt}.`;
  if (state === "success")
    return attempt > 1 ? `${capital(task)} has succeeded, on attempt ${attempt}.` : `${capital(task)} has succeeded.`;
  return undefined;
}

/** Milliseconds as readers read them. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
