/**
 * A database to capture changes from: one table, and the log of what was written to it.
 *
 * A model of what PostgreSQL offers: an upsert or a delete is one transaction and one entry of the log; a mark is an
 * entry that changes no row (`pg_logical_emit_message`); a select sees the table as it is at that moment and does not say
 * where in the log that moment is. Log sequence numbers (LSNs) rise, with gaps. What was in the table at the beginning has
 * no entry: that part of the log was removed long ago.
 *
 * Source: beyond the book; after A. Andreakis, I. Papapanagiotou, "DBLog: A Watermark Based Change-Data-Capture
 * Framework" (2020).
 */
import type { Resource } from "@millrace/core";

/** A row of the table. */
export interface Row {
  /** The primary key: a whole number, 0 or more. */
  readonly id: number;
  /** All its other columns. */
  readonly value: string;
}

/** One change of one row. */
export type Change = { readonly type: "upsert"; readonly row: Row } | { readonly type: "delete"; readonly id: number };

/** What the log holds: a change or a mark, each with its place. A larger LSN is later; all are above 0. */
export type LogEntry = { readonly lsn: number } & (Change | { readonly type: "mark"; readonly text: string });

/**
 * What the database can be asked:
 * - `mark` writes an entry with this text to the log;
 * - `select` reads rows by rising id: those above `after` (`null`: from the first), at most `limit` of them, 1 or more;
 * - `read` reads the log: the next entries above the LSN `after`, oldest first, as many as fit into one reply;
 * - an upsert or a delete changes the table. To delete a row that is not there changes nothing and leaves no entry.
 */
export type SourceRequest =
  | { readonly type: "mark"; readonly text: string }
  | { readonly type: "select"; readonly after: number | null; readonly limit: number }
  | { readonly type: "read"; readonly after: number }
  | Change;

/**
 * What it answers, in the order of the requests above; and that it has not understood. Of the log, `isOver` says that the
 * application has been switched off, and that nothing comes after these entries.
 */
export type SourceAnswer =
  | { readonly type: "marked"; readonly text: string; readonly lsn: number }
  | { readonly type: "rows"; readonly rows: readonly Row[] }
  | { readonly type: "entries"; readonly entries: readonly LogEntry[]; readonly isOver: boolean }
  | { readonly type: "written" }
  | { readonly type: "refused"; readonly reason: string };

/** What the database remembers. */
export interface SourceState {
  /** By rising id. */
  rows: Row[];
  /** Oldest first. */
  readonly log: LogEntry[];
  /** How many writes there have been, those that changed nothing among them. */
  writes: number;
}

/**
 * A database with these rows and an empty log. A reply to `read` holds `entriesMax` entries at most, 2 by default. After
 * `writesMax` writes the application is switched off; never, by default.
 *
 * @example
 * ```ts
 * import { sourceDatabase } from "@millrace/snapshots";
 *
 * const { start, onCall } = sourceDatabase({ rows: [{ id: 7, value: "a" }] });
 * const state = start();
 * onCall(state, { type: "upsert", row: { id: 7, value: "b" } }, "app");
 * const answer = JSON.stringify(onCall(state, { type: "read", after: 0 }, "capturer"));
 * const entry = { lsn: 90, type: "upsert", row: { id: 7, value: "b" } };
 * if (answer !== JSON.stringify({ type: "entries", entries: [entry], isOver: false })) throw new Error("one write, one entry");
 * ```
 */
export function sourceDatabase({
  rows,
  entriesMax = 2,
  writesMax = Infinity,
}: {
  readonly rows: readonly Row[];
  readonly entriesMax?: number;
  readonly writesMax?: number;
}): Resource<SourceState> {
  return {
    start: () => ({ rows: rows.toSorted(byId), log: [], writes: 0 }),
    onCall(state, asked): SourceAnswer {
      const request = readRequest(asked);
      if (typeof request === "string") return { type: "refused", reason: request };
      switch (request.type) {
        case "select": {
          const { after, limit } = request;
          return { type: "rows", rows: state.rows.filter(({ id }) => after === null || id > after).slice(0, limit) };
        }
        case "read": {
          const entries = state.log.filter(({ lsn }) => lsn > request.after);
          const isOver = state.writes >= writesMax && entries.length <= entriesMax;
          return { type: "entries", entries: entries.slice(0, entriesMax), isOver };
        }
        case "mark":
          return { type: "marked", text: request.text, lsn: append(state.log, request) };
        default:
          apply(state, request);
          return { type: "written" };
      }
    },
  };
}

/**
 * A request as the database understands it; else, as text, what is wrong with it.
 *
 * @example
 * ```ts
 * import { readRequest } from "@millrace/snapshots";
 *
 * if (typeof readRequest({ type: "select", after: null, limit: 0 }) !== "string") throw new Error("0 rows are no chunk");
 * ```
 */
export function readRequest(request: unknown): SourceRequest | string {
  const { type, text, after, limit, row, id } = Object(request) as Readonly<Record<string, unknown>>;
  switch (type) {
    case "mark":
      return typeof text === "string" ? { type, text } : "a mark needs { text }, a string";
    case "select":
      if (after !== null && !Number.isFinite(after)) return "a select needs { after }, an id or null";
      if (!(Number.isSafeInteger(limit) && Number(limit) > 0)) return "a select needs { limit }, a whole number from 1";
      return { type, after: after === null ? null : Number(after), limit: Number(limit) };
    case "read":
      return Number.isFinite(after) ? { type, after: Number(after) } : "a read needs { after }, an LSN or 0";
    case "upsert": {
      const { id, value } = Object(row) as Readonly<Record<string, unknown>>;
      if (!Number.isSafeInteger(id) || typeof value !== "string") return "an upsert needs { row: { id, value } }";
      return { type, row: { id: Number(id), value } };
    }
    case "delete":
      return Number.isSafeInteger(id) ? { type, id: Number(id) } : "a delete needs { id }, a whole number";
    default:
      return 'a request has the type "mark", "select", "read", "upsert" or "delete"';
  }
}

/**
 * The database's reply, with its type. Throws an Error if the database has refused, or if this is no reply of one.
 *
 * @example
 * ```ts
 * import { readAnswer } from "@millrace/snapshots";
 *
 * const answer = readAnswer({ type: "rows", rows: [] });
 * if (answer.type !== "rows" || answer.rows.length !== 0) throw new Error("no rows");
 * ```
 */
export function readAnswer(reply: unknown): Exclude<SourceAnswer, { readonly type: "refused" }> {
  const answer = Object(reply) as SourceAnswer;
  if (answer.type === "refused") {
    throw new Error(`Cannot ask the source this as ${answer.reason}. Look at the call.`);
  }
  if (["marked", "rows", "entries", "written"].includes(answer.type)) return answer;
  throw new Error("Cannot read the source's answer as it has no type that a source gives. Look at the source.");
}

/**
 * A change as it was written, without its place in the log.
 *
 * @example
 * ```ts
 * import { changeOf } from "@millrace/snapshots";
 *
 * const entry = { lsn: 90, type: "delete", id: 7 } as const;
 * if ("lsn" in changeOf(entry)) throw new Error("a change is put out without its LSN");
 * ```
 */
export function changeOf(change: Change): Change {
  return change.type === "upsert" ? { type: change.type, row: change.row } : { type: change.type, id: change.id };
}

/**
 * Which row a change is about.
 *
 * @example
 * ```ts
 * import { idOf } from "@millrace/snapshots";
 *
 * if (idOf({ type: "upsert", row: { id: 7, value: "a" } }) !== 7) throw new Error("the id of its row");
 * ```
 */
export function idOf(change: Change): number {
  return change.type === "upsert" ? change.row.id : change.id;
}

/** Where the log begins: what was written before that has been removed. */
const removedUpTo = 80;

/** How much the log grows with each entry. */
const entryBytes = 10;

function append(log: LogEntry[], content: Change | { readonly type: "mark"; readonly text: string }): number {
  const lsn = (log.at(-1)?.lsn ?? removedUpTo) + entryBytes;
  log.push({ lsn, ...content });
  return lsn;
}

function apply(state: SourceState, request: Change): void {
  state.writes += 1;
  const others = state.rows.filter((row) => row.id !== idOf(request));
  if (request.type === "delete" && others.length === state.rows.length) return;
  state.rows = request.type === "upsert" ? [...others, request.row].sort(byId) : others;
  append(state.log, request);
}

function byId(one: Row, other: Row): number {
  return one.id - other.id;
}
