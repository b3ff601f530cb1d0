/**
 * The words in which the stations of the batch pipeline speak to one another. Every message has a `type`; one that carries
 * data has its `rows`.
 */
import type { TaskId } from "@millrace/termination/dag.ts";

/** A row of the shop's table. */
export interface Order {
  /** The primary key. A row that comes again under its id is a newer version of it. */
  readonly id: number;
  /** Who ordered. */
  readonly customer: string;
  /** The day of the order, as text: "2026-05-04". */
  readonly day: string;
  /** What it costs: a whole number. */
  readonly amount: number;
}

/** A row with the commit that wrote it. */
export interface OrderVersion extends Order {
  /** The log sequence number of that commit, from 1. */
  readonly lsn: number;
}

/** A row of gold: what one customer ordered on one day. */
export interface Revenue {
  /** The unique key: customer and day. */
  readonly key: string;
  /** Who ordered, as silver spells it. */
  readonly customer: string;
  /** When. */
  readonly day: string;
  /** How many orders. */
  readonly orders: number;
  /** What they cost together. */
  readonly revenue: number;
}

/** What an object of the store holds. */
export interface StoredObject {
  /** Its rows, of whatever layer. */
  readonly rows: readonly unknown[];
  /** Up to which commit of the source it goes. */
  readonly lsn: number;
}

/** What an attempt leaves for the tasks behind it. */
export interface TaskResult {
  /** Up to which commit of the source the attempt has gone. */
  readonly lsn: number;
  /** How many rows it has written. */
  readonly rowCount: number;
  /** Of dbt: 0 if every model ran, 1 if one did not. */
  readonly exitCode?: 0 | 1;
}

/** The scheduler to whoever runs the task. */
export interface RunTask {
  /** The only message to whoever runs tasks. */
  readonly type: "run";
  /** The number of the run, from 1. */
  readonly run: number;
  /** Which task. */
  readonly task: TaskId;
  /** Which attempt at it, from 1. */
  readonly attempt: number;
  /** Up to which commit earlier runs have gone. */
  readonly afterLsn: number;
  /** Up to which commit this one goes; 0 before that is known. */
  readonly lsn: number;
}

/** Which attempt somebody speaks of. */
export interface Attempt {
  /** Which run. */
  readonly run: number;
  /** Which task. */
  readonly task: TaskId;
  /** Which attempt at it. */
  readonly attempt: number;
}

/** Whoever runs a task, to the scheduler. */
export type TaskReport =
  | ({ readonly type: "started" } & Attempt)
  | ({ readonly type: "heartbeat" } & Attempt)
  | ({ readonly type: "ended"; readonly how: "success"; readonly result: TaskResult } & Attempt)
  | ({ readonly type: "ended"; readonly how: "failed"; readonly why: string; readonly exitCode?: 0 | 1 } & Attempt);

/** What a station is asked. The answer carries the same `request`. */
export type Request =
  /** To postgres: which commit is the last one? What is read at that commit does not change any more. */
  | { readonly type: "open snapshot"; readonly request: string }
  /** To postgres: a page of the rows as they stood after commit `lsn`, as far as they were written after `afterLsn`. */
  | {
      readonly type: "read";
      readonly request: string;
      readonly afterLsn: number;
      readonly lsn: number;
      readonly offset: number;
      readonly limit: number;
    }
  /** To s3: keep this, if there is nothing under the key ("If-None-Match: *"). */
  | ({ readonly type: "put"; readonly request: string; readonly key: string; readonly ifAbsent: true } & StoredObject)
  /** To s3. */
  | { readonly type: "get"; readonly request: string; readonly key: string }
  /** To s3: which keys begin like this? */
  | { readonly type: "list"; readonly request: string; readonly prefix: string }
  /** To kafka: append these, if they are the next of their producer in their partition. */
  | {
      readonly type: "produce";
      readonly request: string;
      readonly producer: string;
      readonly epoch: number;
      readonly partition: number;
      readonly sequence: number;
      readonly rows: readonly OrderVersion[];
    }
  /** To kafka: records of a partition, from an offset on. */
  | {
      readonly type: "fetch";
      readonly request: string;
      readonly partition: number;
      readonly offset: number;
      readonly limit: number;
    }
  /** To kafka: how far is each partition, and how far are its readers? */
  | { readonly type: "list offsets"; readonly request: string }
  /** To kafka: all records below the offset are where they should be. */
  | { readonly type: "commit"; readonly request: string; readonly partition: number; readonly offset: number }
  /** To a node: these rows take the place of those with the same keys. */
  | { readonly type: "merge"; readonly request: string; readonly rows: readonly Revenue[] }
  /** To redshift: how many orders are there, and what do they cost? */
  | { readonly type: "query"; readonly request: string }
  /** To a node: the same, of the rows that it has. */
  | { readonly type: "aggregate"; readonly request: string };

/** What a station answers. */
export type Answer =
  | { readonly type: "snapshot"; readonly request: string; readonly lsn: number; readonly rowCount: number }
  | {
      readonly type: "rows";
      readonly request: string;
      readonly lsn: number;
      readonly rows: readonly OrderVersion[];
      readonly isLast: boolean;
    }
  /** 200: it is kept. 412: something was there before, and stays. */
  | { readonly type: "stored"; readonly request: string; readonly key: string; readonly status: 200 | 412 }
  | ({ readonly type: "object"; readonly request: string; readonly key: string; readonly status: 200 } & StoredObject)
  | { readonly type: "object"; readonly request: string; readonly key: string; readonly status: 404 }
  | { readonly type: "keys"; readonly request: string; readonly keys: readonly string[] }
  /** A duplicate that is too old to be remembered has the offset -1. */
  | {
      readonly type: "produced";
      readonly request: string;
      readonly partition: number;
      readonly status: "appended" | "duplicate";
      readonly offset: number;
    }
  | {
      readonly type: "produced";
      readonly request: string;
      readonly partition: number;
      readonly status: "out of order" | "fenced";
    }
  | {
      readonly type: "records";
      readonly request: string;
      readonly partition: number;
      readonly offset: number;
      readonly rows: readonly OrderVersion[];
    }
  /** By partition: the offset below which all is committed, and the one that the next record will have. */
  | {
      readonly type: "offsets";
      readonly request: string;
      readonly offsets: readonly { readonly committed: number; readonly end: number }[];
    }
  | { readonly type: "committed"; readonly request: string; readonly partition: number; readonly offset: number }
  | { readonly type: "merged"; readonly request: string; readonly rowCount: number }
  /** Totals, of redshift as a whole. */
  | { readonly type: "result"; readonly request: string; readonly rowCount: number; readonly total: number }
  /** Totals, of one node's slices. */
  | {
      readonly type: "partial";
      readonly request: string;
      readonly rowCount: number;
      readonly total: number;
      readonly slices: readonly Totals[];
    };

/** A count and a sum. */
export interface Totals {
  /** How many orders. */
  readonly rowCount: number;
  /** What they cost together. */
  readonly total: number;
}

/** Who was asked has been away and remembers nothing of it: the connection is gone. */
export interface Reset {
  /** The only word there is. */
  readonly type: "reset";
}

/** What the stations put out. */
export type BatchOutput =
  /** airflow: a task has come to stand there. */
  | {
      readonly type: "task";
      readonly run: number;
      readonly task: TaskId;
      readonly state: TaskState;
      readonly attempt: number;
    }
  /** airflow: a run is over; it went up to commit `lsn`. */
  | { readonly type: "run"; readonly run: number; readonly state: "success" | "failed"; readonly lsn: number }
  /** metabase: what the people at the end see, as of commit `lsn`. */
  | ({ readonly type: "dashboard"; readonly run: number; readonly lsn: number } & Totals);

/** Where a task stands. */
export type TaskState =
  | "none"
  | "scheduled"
  | "queued"
  | "running"
  | "success"
  | "failed"
  | "up_for_retry"
  | "upstream_failed"
  | "skipped";
