/**
 * Metabase: runs `refresh`, which asks the warehouse and shows what it answers. Whoever looks sees the last answer, as it was.
 */
import { type Machine, defineMachine } from "@millrace/core";
import { type JobMessage, type JobOptions, type JobState, type Work, jobsOf } from "./jobs.ts";
import type { BatchOutput, Request, Totals, TaskReport } from "./messages.ts";

/** What metabase shows of itself. */
export interface MetabaseState extends JobState {
  /** The last answer; undefined before the first. */
  dashboard: (Totals & { readonly run: number }) | undefined;
}

/** The station "metabase". */
export function metabase(options: JobOptions): Machine<MetabaseState, JobMessage | Request | TaskReport, BatchOutput> {
  const jobs = jobsOf({ refresh }, options);
  return defineMachine({
    start: ({ disk }): MetabaseState => ({ job: undefined, dashboard: readDashboard(disk.read("dashboard")) }),

    onMessage(state, message, from, context) {
      // Nobody asks Metabase anything: what comes is an order or an answer.
      jobs.onMessage(state, message as JobMessage, from, context);
      state.dashboard = readDashboard(context.disk.read("dashboard"));
    },

    onTimer(state, timer, context) {
      jobs.onTimer(state, timer, context);
      state.dashboard = readDashboard(context.disk.read("dashboard"));
    },
  });
}

interface Refresh {
  readonly run: number;
  readonly lsn: number;
  result: Totals | undefined;
}

const refresh: Work<Refresh> = {
  begin: ({ run, lsn }) => ({ run, lsn, result: undefined }),

  next({ run, lsn, result }, disk) {
    if (result === undefined) return { type: "ask", asks: [{ to: "redshift", question: { type: "query" } }] };
    disk.write("dashboard", { run, ...result });
    return {
      type: "done",
      result: { lsn, rowCount: result.rowCount },
      shows: { type: "dashboard", run, lsn, ...result },
    };
  },

  take(own, [answer]) {
    if (answer?.type === "result") own.result = { rowCount: answer.rowCount, total: answer.total };
  },
};

function readDashboard(kept: unknown): MetabaseState["dashboard"] {
  // Nobody else writes under this key.
  return kept as MetabaseState["dashboard"];
}
