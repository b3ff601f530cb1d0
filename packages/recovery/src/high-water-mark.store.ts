/**
 * A small store behind a port: tables of rows that have an id and a time stamp. A source is one, a warehouse is another.
 *
 * Each call is one transaction: all of its writes and reads happen at one moment. Rows that are read come in the order of
 * time stamp and id, a page at a time.
 *
 * Beyond the book. Where we deviate from a real one: nothing can be refused, and no transaction is open for longer than one
 * call; what begins early and commits late is a row with a time stamp that is older than its commit.
 */
import { type Resource, describeValue } from "@millrace/core";

/** A row. It may have more columns than these. */
export interface Row {
  /** A whole number: no other row of its table in the source has it. */
  readonly id: number;
  /** When it was made or changed last, in milliseconds: a whole number from 0. */
  readonly ts: number;
  /** Any plain data. */
  readonly [column: string]: unknown;
}

/** The place of a row in the order of time stamp and id. */
export interface Position {
  /** In milliseconds. */
  readonly ts: number;
  /** Decides between rows of one time stamp. */
  readonly id: number;
}

/** Where a page begins or ends. Without an id, it is all rows of that time stamp. */
export type Edge = Pick<Position, "ts"> & Partial<Position>;

/** Everything in it happens at one moment. */
export interface Transaction {
  /** In this order: a later one sees the earlier ones. */
  readonly write?: readonly Write[];
  /** What the reply shows, as it is after the writes. */
  readonly read?: readonly Read[];
}

/** Under which a row is kept. A number and its digits are two keys. */
export type Key = number | string;

/** One change. */
export type Write =
  /** A new row, or in the place of the one that has this key. */
  | { readonly table: string; readonly key: Key; readonly put: Row }
  /** One more row, whatever is there, under a key that the store makes up. */
  | { readonly table: string; readonly append: Row }
  /** Removes the row, if there is one. */
  | { readonly table: string; readonly key: Key; readonly remove: true };

/** One question. Tables without rows need not be created. */
export type Read =
  /** The row with this key, or none. */
  | { readonly table: string; readonly key: Key }
  /** The row with the highest time stamp, and the highest id among these; or none. */
  | { readonly table: string; readonly newest: true }
  /** The first rows of the table, or the first that are at or after an edge, or after it; none that are after `upTo`. */
  | { readonly table: string; readonly from?: Edge; readonly after?: Edge; readonly upTo?: Edge };

/** The answer to a transaction. */
export interface Answer {
  /** The only answer there is. */
  readonly type: "committed";
  /** For each read, in the order of `read`, its rows in the order of time stamp and id. */
  readonly found: readonly (readonly Row[])[];
}

/** What a store keeps. */
export interface Tables {
  /** By table: its rows by key, in the order of time stamp and id. */
  readonly rows: Readonly<Record<string, readonly Stored[]>>;
  /** How many rows were ever appended. */
  readonly appended: number;
}

/** A row with its key. */
export interface Stored {
  /** No other row of the table has it. */
  readonly key: Key;
  /** All of its columns. */
  readonly row: Row;
}

/**
 * A store that is empty at first, for `resources` of a system. A page has `pageRows` rows at most. It throws an Error for a
 * call that is no transaction.
 *
 * @example
 * ```ts
 * import { store } from "@millrace/recovery";
 *
 * const { start, onCall } = store({ pageRows: 1 });
 * const state = start();
 * const write = [{ table: "orders", key: 7, put: { id: 7, ts: 1000 } }];
 * const { found } = Object(onCall(state, { write, read: [{ table: "orders", after: { ts: 999 } }] }, "loader"));
 * if (found[0][0].id !== 7) throw new Error("the reads see what was written");
 * ```
 */
export function store({ pageRows = Infinity }: { readonly pageRows?: number } = {}): Resource<Tables> {
  return {
    start: () => ({ ...emptyTables }),
    onCall(state, request) {
      checkTransaction(request);
      Object.assign(state, request.write?.reduce(applyWrite, state) ?? {});
      const found = request.read?.map((wanted) => rowsOf(state, wanted).slice(0, pageRows)) ?? [];
      return { type: "committed", found } satisfies Answer;
    },
  };
}

/** A store without a row. */
export const emptyTables: Tables = { rows: {}, appended: 0 };

/**
 * What a write makes of tables, which it does not change.
 *
 * @example
 * ```ts
 * import { applyWrite, emptyTables, rowsOf } from "@millrace/recovery";
 *
 * const append = { table: "orders", append: { id: 7, ts: 1000 } };
 * const twice = applyWrite(applyWrite(emptyTables, append), append);
 * if (rowsOf(twice, { table: "orders" }).length !== 2) throw new Error("an append adds a row each time");
 * ```
 */
export function applyWrite({ rows, appended }: Tables, write: Write): Tables {
  const { table } = write;
  const key = "append" in write ? `row ${appended + 1}` : write.key;
  const others = (rows[table] ?? []).filter((stored) => stored.key !== key);
  const row = "put" in write ? write.put : "append" in write ? write.append : undefined;
  const changed = row === undefined ? others : [...others, { key, row }].toSorted(inOrder);
  return { rows: { ...rows, [table]: changed }, appended: appended + ("append" in write ? 1 : 0) };
}

/** The rows that a question asks for, all of them, in the order of time stamp and id. */
export function rowsOf({ rows }: Tables, wanted: Read): readonly Row[] {
  const all = rows[wanted.table] ?? [];
  if ("key" in wanted) return all.filter(({ key }) => key === wanted.key).map(({ row }) => row);
  const inTable = all.map(({ row }) => row);
  if ("newest" in wanted) return inTable.slice(-1);
  const { from, after, upTo } = wanted;
  return inTable.filter(
    (row) =>
      (from === undefined || comparePositions(row, from) >= 0) &&
      (after === undefined || comparePositions(row, after) > 0) &&
      (upTo === undefined || comparePositions(row, upTo) <= 0),
  );
}

/**
 * Below 0 if a row comes before an edge, 0 if it stands at it, above 0 if it comes after it. An edge without an id stands
 * at all rows of its time stamp.
 *
 * @example
 * ```ts
 * import { comparePositions } from "@millrace/recovery";
 *
 * if (comparePositions({ ts: 5, id: 1 }, { ts: 5, id: 2 }) >= 0) throw new Error("the id decides");
 * if (comparePositions({ ts: 5, id: 1 }, { ts: 5 }) !== 0) throw new Error("without an id, the time stamp alone");
 * ```
 */
export function comparePositions(position: Position, edge: Edge): number {
  return position.ts - edge.ts || (edge.id === undefined ? 0 : position.id - edge.id);
}

/**
 * The reply of a store, for `onReply`. Throws an Error if it is none.
 *
 * @example
 * ```ts
 * import { asAnswer } from "@millrace/recovery";
 *
 * const reply: unknown = { type: "committed", found: [[]] };
 * if (asAnswer(reply).found[0]?.length !== 0) throw new Error("there is no such row");
 * ```
 */
export function asAnswer(reply: unknown): Answer {
  const { type, found } = Object(reply) as Partial<Answer>;
  if (type === "committed" && Array.isArray(found)) return reply as Answer;
  throw new Error(`Cannot read ${describeValue(reply)} as it is no store's reply. Which port does it come from?`);
}

/** Throws an Error, which says what to change, for what is no transaction. */
export function checkTransaction(request: unknown): asserts request is Transaction {
  if (!isObject(request) || Object.keys(request).some((part) => part !== "write" && part !== "read"))
    throw new Error(
      `Cannot run ${describeValue(request)} as a transaction is { write: […], read: […] }. Either part may be left out.`,
    );
  for (const item of list(request, "write")) checkWrite(item);
  for (const item of list(request, "read")) checkRead(item);
}

function inOrder(left: Stored, right: Stored): number {
  return comparePositions(left.row, right.row);
}

function list(request: Readonly<Record<string, unknown>>, part: string): readonly unknown[] {
  const items = request[part] ?? [];
  if (Array.isArray(items)) return items;
  throw new Error(`Cannot run a transaction as ${part} is ${describeValue(items)}. Make it a list: [{ … }].`);
}

function checkWrite(item: unknown): void {
  const { key, put, append, remove } = atTable(item);
  const isOne = [put, append, remove].filter((what) => what !== undefined).length === 1;
  const isRow = (put === undefined || isPosition(put)) && (append === undefined || isPosition(append));
  if (isOne && isRow && (append !== undefined) === (key === undefined) && (key === undefined || isKey(key))) return;
  throw new Error(
    `Cannot write ${describeValue(item)} as a write is { table, key, put: row }, { table, append: row } or { table, key, remove: true }, and a row has two numbers, id and ts.`,
  );
}

function checkRead(item: unknown): void {
  const { table: _table, ...wanted } = atTable(item);
  const edges = [wanted["from"], wanted["after"], wanted["upTo"]];
  const isRange =
    Object.keys(wanted).every((name) => name === "from" || name === "after" || name === "upTo") &&
    edges.every((edge) => edge === undefined || isEdge(edge));
  const isSingle = Object.keys(wanted).length === 1 && (isKey(wanted["key"]) || wanted["newest"] === true);
  if (isRange || isSingle) return;
  throw new Error(
    `Cannot read ${describeValue(item)} as a read is { table, key }, { table, newest: true } or { table, from, after, upTo }, and each of the last three is { ts } or { ts, id }, or left out.`,
  );
}

function atTable(item: unknown): Readonly<Record<string, unknown>> {
  if (isObject(item) && typeof item["table"] === "string") return item;
  throw new Error(`Cannot find the table of ${describeValue(item)}. Give its name: table: "orders".`);
}

function isKey(value: unknown): boolean {
  return typeof value === "string" || isNumber(value);
}

function isPosition(value: unknown): boolean {
  return isObject(value) && isNumber(value["ts"]) && isNumber(value["id"]);
}

function isEdge(value: unknown): boolean {
  return isObject(value) && isNumber(value["ts"]) && (value["id"] === undefined || isNumber(value["id"]));
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
