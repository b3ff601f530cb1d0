/**
 * A task's attempt, at whoever runs it: it says that it has begun, sends heartbeats, asks other stations one thing after the
 * other, and says how it ended.
 *
 * The attempt is in memory only. A crash ends it without a word, and the scheduler misses its heartbeats.
 */
import type { Context, Disk, MachineId } from "@millrace/core";
import type { TaskId } from "@millrace/termination/dag.ts";
import type { Answer, BatchOutput, Request, Reset, RunTask, TaskReport, TaskResult } from "./messages.ts";

/** What a task does: functions of plain data that is its own, and of the station's disk. */
export interface Work<Own = unknown> {
  /** What the attempt remembers at first. */
  begin(order: RunTask, disk: Disk): Own;
  /** What is to be done next. */
  next(own: Own, disk: Disk): Step;
  /** Takes in the answers to what was asked, in the order of the questions. */
  take(own: Own, answers: readonly Answer[], disk: Disk): void;
}

/** One step of a task. */
export type Step =
  | { readonly type: "ask"; readonly asks: readonly Ask[] }
  | { readonly type: "done"; readonly result: TaskResult; readonly shows?: BatchOutput }
  | { readonly type: "failed"; readonly why: string; readonly exitCode?: 0 | 1 };

/** A question before it has its number. */
export interface Ask {
  readonly to: MachineId;
  readonly question: Question;
}

/** A request without its number. */
export type Question = Request extends infer Each ? (Each extends Request ? Omit<Each, "request"> : never) : never;

/** How a station goes about its tasks. */
export interface JobOptions {
  /** The time from one heartbeat to the next, in milliseconds. */
  readonly heartbeatMs: number;
  /** How long each step takes, in milliseconds; 0 for no time at all. */
  readonly workMs: number;
}

/** What a station that runs tasks remembers. */
export interface JobState {
  /** The attempt that is under way. */
  job: Job | undefined;
}

/** An attempt under way. */
export interface Job {
  readonly order: RunTask;
  /** What its work remembers. */
  readonly own: unknown;
  /** How many questions it has asked. */
  asked: number;
  /** The questions without an answer, and whom they were put to. */
  readonly open: Record<string, MachineId>;
  /** The answers to this step's questions, by their number. */
  answers: Record<string, Answer>;
}

/** What a station that runs tasks may hear. */
export type JobMessage = RunTask | Answer | Reset;

/** Handlers for a station's tasks. Each says whether what came was for a task. */
export interface Jobs {
  onMessage(state: JobState, message: JobMessage, from: MachineId, context: JobContext): void;
  onTimer(state: JobState, timer: string, context: JobContext): void;
}

/** What the handlers ask of the world. */
export type JobContext = Context<Request | TaskReport, BatchOutput>;

/** Runs these tasks, one at a time. A new attempt takes the place of the one before. */
export function jobsOf(works: Readonly<Record<TaskId, Work>>, { heartbeatMs, workMs }: JobOptions): Jobs {
  function begin(state: JobState, order: RunTask, context: JobContext): void {
    const work = works[order.task];
    if (work === undefined)
      throw new Error(
        `Cannot run the task "${order.task}" here as this station knows ${Object.keys(works).join(", ")}. Look at the graph.`,
      );
    state.job = { order, own: work.begin(order, context.disk), asked: 0, open: {}, answers: {} };
    context.send("airflow", { type: "started", ...attemptOf(order) });
    context.setTimer("heartbeat", heartbeatMs);
    goOn(state, context);
  }

  function goOn(state: JobState, context: JobContext): void {
    if (workMs > 0) context.setTimer("work", workMs);
    else step(state, context);
  }

  function step(state: JobState, context: JobContext): void {
    const { job } = state;
    const work = job && works[job.order.task];
    if (job === undefined || work === undefined) return;
    const next = work.next(job.own, context.disk);
    if (next.type === "ask") {
      job.answers = {};
      for (const { to, question } of next.asks) {
        const { run, task, attempt } = job.order;
        job.asked += 1;
        const request = `${run}/${task}/${attempt}/${job.asked}`;
        job.open[request] = to;
        // A question and its number make a request: TypeScript does not see that through the union.
        context.send(to, { ...question, request } as Request);
      }
    } else {
      end(state, next, context);
    }
  }

  function end(state: JobState, how: Exclude<Step, { readonly type: "ask" }>, context: JobContext): void {
    const { job } = state;
    if (job === undefined) return;
    const attempt = attemptOf(job.order);
    state.job = undefined;
    context.clearTimer("heartbeat");
    context.clearTimer("work");
    if (how.type === "done") {
      if (how.shows !== undefined) context.output(how.shows);
      context.send("airflow", { type: "ended", ...attempt, how: "success", result: how.result });
    } else {
      const { type: _failed, ...reason } = how;
      context.send("airflow", { type: "ended", ...attempt, how: "failed", ...reason });
    }
  }

  return {
    onMessage(state, message, from, context) {
      const { job } = state;
      if (message.type === "run") {
        begin(state, message, context);
      } else if (message.type === "reset") {
        if (job === undefined || !Object.values(job.open).includes(from)) return;
        end(state, { type: "failed", why: `the connection to ${from} is gone` }, context);
      } else if (job?.open[message.request] !== undefined) {
        delete job.open[message.request];
        job.answers[message.request] = message;
        if (Object.keys(job.open).length > 0) return;
        works[job.order.task]?.take(job.own, inOrder(job.answers), context.disk);
        goOn(state, context);
      }
    },

    onTimer(state, timer, context) {
      if (state.job === undefined) return;
      if (timer === "work") {
        step(state, context);
      } else if (timer === "heartbeat") {
        context.send("airflow", { type: "heartbeat", ...attemptOf(state.job.order) });
        context.setTimer("heartbeat", heartbeatMs);
      }
    },
  };
}

function attemptOf({ run, task, attempt }: RunTask): {
  readonly run: number;
  readonly task: TaskId;
  readonly attempt: number;
} {
  return { run, task, attempt };
}

/** By the number at the end of the request. */
function inOrder(answers: Readonly<Record<string, Answer>>): Answer[] {
  const numberOf = ({ request }: Answer): number => Number(request.slice(request.lastIndexOf("/") + 1));
  return Object.values(answers).toSorted((one, other) => numberOf(one) - numberOf(other));
}
