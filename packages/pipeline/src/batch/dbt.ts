/**
 * dbt: runs the models. `silver` is incremental: it cleans what is in bronze and has no counterpart yet. `gold` is made anew of
 * all silver; the warehouse merges it by its unique key. Both read objects and put objects, and rows are neither in memory
 * nor on a disk of dbt's when it is over.
 *
 * An attempt ends with the exit code 0, or 1 if a test finds rows that cannot be used.
 */
import { type Machine, defineMachine } from "@millrace/core";
import { type JobMessage, type JobOptions, type JobState, type Work, jobsOf } from "./jobs.ts";
import type { BatchOutput, OrderVersion, Request, Revenue, TaskReport } from "./messages.ts";
import { type Models, models as ourModels } from "./models.ts";
import { batchKey } from "./worker.ts";

/** How dbt goes about it. */
export interface DbtOptions extends JobOptions {
  /** How many rows an object of gold has at most: 1 or more. */
  readonly batchRows: number;
  /** What it runs: ours if it is left out. */
  readonly models?: Models;
}

/** The station "dbt". */
export function dbt({
  batchRows,
  models = ourModels,
  ...options
}: DbtOptions): Machine<JobState, JobMessage | Request | TaskReport, BatchOutput> {
  const jobs = jobsOf({ silver: silver(models), gold: gold(models, batchRows) }, options);
  return defineMachine({
    start: (): JobState => ({ job: undefined }),
    // Nobody asks dbt anything: what comes is an order or an answer.
    onMessage: (state, message, from, context) => jobs.onMessage(state, message as JobMessage, from, context),
    onTimer: (state, timer, context) => jobs.onTimer(state, timer, context),
  });
}

interface Silver {
  readonly lsn: number;
  /** The keys of bronze that are to do; undefined before they are known. */
  keys: string[] | undefined;
  /** The rows of the first of them. */
  rows: OrderVersion[] | undefined;
  rowCount: number;
}

function silver({ silverOf, findFault }: Models): Work<Silver> {
  return {
    begin: ({ lsn }) => ({ lsn, keys: undefined, rows: undefined, rowCount: 0 }),

    next({ lsn, keys, rows, rowCount }) {
      if (keys === undefined) {
        const lists = ["bronze/", "silver/"].map((prefix) => ({
          to: "s3",
          question: { type: "list", prefix } as const,
        }));
        return { type: "ask", asks: lists };
      }
      const [key] = keys;
      if (key === undefined) return { type: "done", result: { lsn, rowCount, exitCode: 0 } };
      if (rows === undefined) return { type: "ask", asks: [{ to: "s3", question: { type: "get", key } }] };
      const fault = findFault(rows);
      if (fault !== undefined) return { type: "failed", why: fault, exitCode: 1 };
      const question = { type: "put", key: silverKey(key), rows, lsn, ifAbsent: true } as const;
      return { type: "ask", asks: [{ to: "s3", question }] };
    },

    take(own, [answer, second]) {
      if (answer?.type === "keys" && second?.type === "keys")
        own.keys = answer.keys.filter((key) => !second.keys.includes(silverKey(key)));
      // What stands in bronze was put there by bronze.
      if (answer?.type === "object" && answer.status === 200) own.rows = silverOf(answer.rows as OrderVersion[]);
      if (answer?.type !== "stored") return;
      own.rowCount += own.rows?.length ?? 0;
      own.rows = undefined;
      own.keys?.shift();
    },
  };
}

interface Gold {
  readonly run: number;
  readonly lsn: number;
  /** The keys of silver that are to be read; undefined before they are known. */
  keys: string[] | undefined;
  readonly silver: OrderVersion[];
  /** The rows of gold; undefined before all silver is read. */
  rows: Revenue[] | undefined;
  /** How many objects are put. */
  place: number;
}

function gold({ goldOf }: Models, batchRows: number): Work<Gold> {
  return {
    begin: ({ run, lsn }) => ({ run, lsn, keys: undefined, silver: [], rows: undefined, place: 0 }),

    next({ run, lsn, keys, rows, place }) {
      if (keys === undefined)
        return { type: "ask", asks: [{ to: "s3", question: { type: "list", prefix: "silver/" } }] };
      const [key] = keys;
      if (key !== undefined) return { type: "ask", asks: [{ to: "s3", question: { type: "get", key } }] };
      const page = rows?.slice(place * batchRows, (place + 1) * batchRows) ?? [];
      if (page.length === 0) return { type: "done", result: { lsn, rowCount: rows?.length ?? 0, exitCode: 0 } };
      const question = { type: "put", key: batchKey("gold", run, place), rows: page, lsn, ifAbsent: true } as const;
      return { type: "ask", asks: [{ to: "s3", question }] };
    },

    take(own, [answer]) {
      if (answer?.type === "keys") own.keys = [...answer.keys];
      if (answer?.type === "object") {
        // What stands in silver was put there by silver.
        if (answer.status === 200) own.silver.push(...(answer.rows as OrderVersion[]));
        own.keys?.shift();
      }
      if (answer?.type === "stored") own.place += 1;
      if (own.keys?.length === 0) own.rows ??= goldOf(own.silver);
    },
  };
}

function silverKey(bronzeKey: string): string {
  return `silver/${bronzeKey.slice("bronze/".length)}`;
}
