/**
 * Worker: Airflow's executor. It runs `extract`, which reads the source at one commit, page by page, and `bronze`, which puts
 * the pages into the store as they are.
 *
 * The first attempt of a run that gets as far says in the store at which commit the run reads; every later one reads there,
 * too. So all attempts find the same pages, and it does not matter which of them puts a page.
 */
import { type Machine, defineMachine } from "@millrace/core";
import { type Ask, type JobMessage, type JobOptions, type JobState, type Work, jobsOf } from "./jobs.ts";
import type { BatchOutput, OrderVersion, Request, TaskReport } from "./messages.ts";

/** How a worker goes about it. */
export interface WorkerOptions extends JobOptions {
  /** How many rows a page has at most: 1 or more. */
  readonly batchRows: number;
}

/** The station "worker". */
export function worker({ batchRows, ...options }: WorkerOptions): Machine<JobState, JobMessage | Request | TaskReport, BatchOutput> {
  const jobs = jobsOf({ extract: extract(batchRows), bronze }, options);
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

/** Under this key a run says at which commit it reads. */
export function snapshotKey(run: number): string {
  return `snapshots/run-${run}`;
}

interface Extract {
  readonly run: number;
  readonly afterLsn: number;
  lsn: number | undefined;
  isPinned: "no" | "somebody did" | "yes";
  rowCount: number;
  readonly pages: (readonly OrderVersion[])[];
  isOver: boolean;
}

interface Bronze {
  readonly run: number;
  readonly lsn: number;
  readonly pages: readonly (readonly OrderVersion[])[] | undefined;
  place: number;
}

function extract(batchRows: number): Work<Extract> {
  return {
    begin: ({ run, afterLsn }) => ({
      run,
      afterLsn,
      lsn: undefined,
      isPinned: "no",
      rowCount: 0,
      pages: [],
      isOver: false,
    }),

    next({ run, afterLsn, lsn, isPinned, pages, rowCount, isOver }, disk) {
      const key = snapshotKey(run);
      if (isPinned === "somebody did") return ask({ to: "s3", question: { type: "get", key } });
      if (lsn === undefined) return ask({ to: "postgres", question: { type: "open snapshot" } });
      if (isPinned === "no") return ask({ to: "s3", question: { type: "put", key, rows: [], lsn, ifAbsent: true } });
      if (isOver) {
        disk.write("extracted", { run, pages });
        return { type: "done", result: { lsn, rowCount } };
      }
      const page = { afterLsn, lsn, offset: pages.length * batchRows, limit: batchRows };
      return ask({ to: "postgres", question: { type: "read", ...page } });
    },

    take(own, [answer]) {
      if (answer?.type === "snapshot") own.lsn = answer.lsn;
      if (answer?.type === "stored") own.isPinned = answer.status === 200 ? "yes" : "somebody did";
      if (answer?.type === "object" && answer.status === 200) {
        own.lsn = answer.lsn;
        own.isPinned = "yes";
      }
      if (answer?.type !== "rows") return;
      if (answer.rows.length > 0) own.pages.push(answer.rows);
      own.rowCount += answer.rows.length;
      own.isOver = answer.isLast;
    },
  };
}

const bronze: Work<Bronze> = {
  begin({ run, lsn }, disk) {
    // Written by extract, above.
    const extracted = disk.read("extracted") as { readonly run: number; readonly pages: Bronze["pages"] } | undefined;
    return { run, lsn, pages: extracted?.run === run ? extracted.pages : undefined, place: 0 };
  },

  next({ run, lsn, pages, place }) {
    if (pages === undefined) return { type: "failed", why: `nothing of run ${run} was extracted here` };
    const rows = pages[place];
    if (rows === undefined) return { type: "done", result: { lsn, rowCount: pages.flat().length } };
    const key = batchKey("bronze", run, place);
    return ask({ to: "s3", question: { type: "put", key, rows, lsn, ifAbsent: true } });
  },

  take(own) {
    // Kept now or before: it is the same page.
    own.place += 1;
  },
};

function ask(...asks: readonly Ask[]): { readonly type: "ask"; readonly asks: readonly Ask[] } {
  return { type: "ask", asks };
}
