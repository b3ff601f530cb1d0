/**
 * Worker: Airflow's executor. It runs `extract`, which reads the source at one commit, and `bronze`, which puts the pages into
 * the store as they are. Where a topic lies between the two, it runs `publish` besides, and `bronze` reads the topic.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { TaskId } from "@millrace/termination/dag.ts";
import { extract, readExtracted } from "./extract.ts";
import { type JobMessage, type JobOptions, type JobState, type Work, jobsOf } from "./jobs.ts";
import type { BatchOutput, OrderVersion, Request, TaskReport } from "./messages.ts";
import { bronzeFromTopic, publish } from "./topic-work.ts";

/** How a worker goes about it. */
export interface WorkerOptions extends JobOptions {
  /** How many rows a page has at most: 1 or more. */
  readonly batchRows: number;
  /** How many partitions the topic between source and store has; without one if it is left out. */
  readonly partitions?: number;
}

/** The station "worker". */
export function worker({
  batchRows,
  partitions,
  ...options
}: WorkerOptions): Machine<JobState, JobMessage | Request | TaskReport, BatchOutput> {
  const topic = partitions === undefined ? undefined : { partitions, batchRows };
  const rest: Record<TaskId, Work> =
    topic === undefined ? { bronze } : { publish: publish(topic), bronze: bronzeFromTopic(topic) };
  const jobs = jobsOf({ extract: extract(batchRows), ...rest }, options);
  return defineMachine({
    start: (): JobState => ({ job: undefined }),
    // Nobody asks a worker anything: what comes is an order or an answer.
    onMessage: (state, message, from, context) => jobs.onMessage(state, message as JobMessage, from, context),
    onTimer: (state, timer, context) => jobs.onTimer(state, timer, context),
  });
}

/** The key of a page in bronze, and of what is made of it: in the order of the pages. */
export function batchKey(layer: "bronze" | "gold", run: number, place: number): string {
  return `${layer}/run-${run}/${String(place + 1).padStart(4, "0")}`;
}

interface Bronze {
  readonly run: number;
  readonly lsn: number;
  readonly pages: readonly (readonly OrderVersion[])[] | undefined;
  place: number;
}

const bronze: Work<Bronze> = {
  begin({ run, lsn }, disk) {
    return { run, lsn, pages: readExtracted(disk, run), place: 0 };
  },

  next({ run, lsn, pages, place }) {
    if (pages === undefined) return { type: "failed", why: `nothing of run ${run} was extracted here` };
    const rows = pages[place];
    if (rows === undefined) return { type: "done", result: { lsn, rowCount: pages.flat().length } };
    const key = batchKey("bronze", run, place);
    return { type: "ask", asks: [{ to: "s3", question: { type: "put", key, rows, lsn, ifAbsent: true } }] };
  },

  take(own) {
    // Kept now or before: it is the same page.
    own.place += 1;
  },
};
