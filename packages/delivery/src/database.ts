/**
 * A small database behind a port: rows by table and key, and transactions that happen at one moment or not at all.
 *
 * Each call is one transaction: conditions, writes and reads. If every condition holds, all of it is written; else
 * nothing is. Then the reads are answered. Calls come one at a time, so that no transaction sees another one half done:
 * what databases call *serializable*. Rows are kept in the order of their keys.
 *
 * Beyond the book. Where we deviate from a real one: no transaction is open for longer than one call, so there are no
 * locks, no deadlocks and no isolation levels; a table's numbers are given out in the order of commits.
 */
import { type Resource, equal } from "@millrace/core";
import {
  type Answer,
  type Condition,
  type Entry,
  type Key,
  type Place,
  type Read,
  type Row,
  type Transaction,
  type Write,
  checkTransaction,
} from "./transaction.ts";

/** What a database keeps. */
export interface Database {
  /** In the order of tables and keys. */
  readonly rows: readonly Stored[];
  /** By table: the last number that was given out. Tables without numbers are absent. */
  readonly numbers: Readonly<Record<string, number>>;
  /** How many transactions have made a difference. */
  readonly commits: number;
}

/** What is sent back: the answer, and for laws to look at, the whole database as it is then. */
export interface Shown extends Answer {
  /** After the transaction. */
  readonly database: Database;
}

/** A row in its place. */
export interface Stored extends Place {
  /** Its columns. */
  readonly row: Row;
}

/**
 * A database that is empty at first, for `resources` of a system. It throws an Error for a call that is no transaction.
 *
 * @example
 * ```ts
 * import { database } from "@millrace/delivery";
 *
 * const place = {
 *   when: [{ table: "orders", key: "o1", is: "absent" }],
 *   write: [{ table: "orders", key: "o1", put: { status: "placed" } }],
 * };
 * const { start, onCall } = database();
 * const state = start();
 * const replies = [onCall(state, place, "shop"), onCall(state, place, "shop")];
 * if (replies.map((reply) => Object(reply).type).join() !== "committed,refused")
 *   throw new Error("there is only one order o1");
 * ```
 */
export function database(): Resource<Database> {
  return {
    start: () => ({ ...emptyDatabase }),
    onCall(state, request) {
      checkTransaction(request);
      const { after, answer } = transact(state, request);
      Object.assign(state, after);
      return { ...answer, database: after } satisfies Shown;
    },
  };
}

/** A database without a row. */
export const emptyDatabase: Database = { rows: [], numbers: {}, commits: 0 };

/**
 * What a transaction makes of a database, which it does not change, and what it is answered.
 *
 * @example
 * ```ts
 * import { emptyDatabase, transact } from "@millrace/delivery";
 *
 * const sale = { write: [{ table: "revenue", key: "ada", add: { total: 5 } }], read: [{ table: "revenue" }] };
 * const { answer } = transact(transact(emptyDatabase, sale).after, sale);
 * if (answer.found[0]?.[0]?.row["total"] !== 10 || answer.commits !== 2) throw new Error("two sales of 5");
 * ```
 */
export function transact(
  before: Database,
  { when = [], write = [], read = [] }: Transaction,
): { readonly after: Database; readonly answer: Answer } {
  const type = when.every((condition) => holds(before, condition)) ? "committed" : "refused";
  const written = type === "committed" ? write.reduce(change, before) : before;
  const changed = !isSame(before, written);
  const after = changed ? { ...written, commits: before.commits + 1 } : before;
  const found = read.map((wanted) => entries(after, wanted));
  return { after, answer: { type, changed, found, commits: after.commits } };
}

/** The rows of a table, in the order of their keys; with a key, the one that has it. */
export function entries({ rows }: Database, { table, key }: Read): readonly Entry[] {
  if (key === undefined)
    return rows.filter((stored) => stored.table === table).map((stored) => ({ key: stored.key, row: stored.row }));
  const stored = find(rows, { table, key });
  return stored === undefined ? [] : [{ key, row: stored.row }];
}

function holds({ rows }: Database, condition: Condition): boolean {
  const stored = find(rows, condition);
  if ("is" in condition) return (condition.is === "present") === (stored !== undefined);
  if (stored === undefined) return !("equals" in condition);
  const value = stored.row[condition.column];
  if ("equals" in condition) return equal(value, condition.equals);
  if ("differs" in condition) return !equal(value, condition.differs);
  return value === undefined || Number(value) < condition.below;
}

function change(database: Database, write: Write): Database {
  const { rows, numbers } = database;
  if ("append" in write) {
    const { table, append } = write;
    const key = (numbers[table] ?? 0) + 1;
    return { ...database, rows: store(rows, { table, key, row: append }), numbers: { ...numbers, [table]: key } };
  }
  const { table, key } = write;
  const old = find(rows, write);
  if ("remove" in write)
    return old === undefined ? database : { ...database, rows: rows.filter((stored) => stored !== old) };
  const row = "put" in write ? write.put : { ...old?.row, ...sums(old?.row ?? {}, write.add) };
  return { ...database, rows: store(rows, { table, key, row }) };
}

/** Rows that no write has touched are the same objects, so that there is little to compare. */
function isSame(before: Database, after: Database): boolean {
  if (before.rows.length !== after.rows.length || !equal(before.numbers, after.numbers)) return false;
  return before.rows.every((row, place) => equal(row, after.rows[place]));
}

function sums(row: Row, add: Readonly<Record<string, number>>): Row {
  return Object.fromEntries(Object.entries(add).map(([column, by]) => [column, Number(row[column] ?? 0) + by]));
}

function find(rows: readonly Stored[], place: Place): Stored | undefined {
  const stored = rows[placeOf(rows, place)];
  return stored !== undefined && inOrder(stored, place) === 0 ? stored : undefined;
}

function store(rows: readonly Stored[], stored: Stored): readonly Stored[] {
  const place = placeOf(rows, stored);
  return rows.toSpliced(place, find(rows, stored) === undefined ? 0 : 1, stored);
}

/** Where in these rows this place is, or would be: the number of rows before it. */
function placeOf(rows: readonly Stored[], place: Place): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const stored = rows[middle];
    if (stored !== undefined && inOrder(stored, place) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function inOrder(left: Place, right: Place): number {
  return compare(left.table, right.table) || compareKeys(left.key, right.key);
}

function compareKeys(left: Key, right: Key): number {
  if (typeof left !== typeof right) return typeof left === "number" ? -1 : 1;
  return compare(left, right);
}

function compare(left: Key, right: Key): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
