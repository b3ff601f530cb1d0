/** What a {@link database} is asked, and how a request that is no transaction is refused. */
import { describeValue } from "@millrace/core";

/** Everything in it happens at one moment, or nothing does. */
export interface Transaction {
  /** What must be so. If anything is not, nothing is written. */
  readonly when?: readonly Condition[];
  /** What is written, in this order: a later one sees the earlier ones. */
  readonly write?: readonly Write[];
  /** What the reply shows, as it is afterwards, written or not. */
  readonly read?: readonly Read[];
}

/** Where a row is. A number and its digits are two keys: 1 is not "1". */
export interface Place {
  /** The name of a table. There is no need to create it. */
  readonly table: string;
  /** One row for each key. */
  readonly key: Key;
}

/** Numbers come before texts, and go by their size. */
export type Key = string | number;

/** The columns of a row: plain data. */
export type Row = Readonly<Record<string, unknown>>;

/** What can be asked of one row. */
export type Condition = Place &
  (
    | { readonly is: "absent" | "present" }
    /** There is such a row, and its column has this value. */
    | { readonly column: string; readonly equals: unknown }
    /** There is no such row, or its column has another value. */
    | { readonly column: string; readonly differs: unknown }
    /** There is no such row, or its column is below this number. */
    | { readonly column: string; readonly below: number }
  );

/** One change. */
export type Write =
  /** The whole row: a new one, or in the place of the old one. */
  | (Place & { readonly put: Row })
  /** Adds to columns; what is not there counts as 0. */
  | (Place & { readonly add: Readonly<Record<string, number>> })
  /** Removes the row, if there is one. */
  | (Place & { readonly remove: true })
  /** A new row, whose key is the table's next number: 1, 2, 3 … A number that was removed does not come again. */
  | { readonly table: string; readonly append: Row };

/** One row, or without a key a whole table. */
export interface Read {
  /** The name of a table; without rows, if there is none. */
  readonly table: string;
  /** Which row. */
  readonly key?: Key;
}

/** A row with its key. */
export interface Entry {
  /** No other row of the table has it. */
  readonly key: Key;
  /** Its columns. */
  readonly row: Row;
}

/** The answer to a transaction. */
export interface Answer {
  /** Committed: all conditions held, and everything was written. Refused: one did not, and nothing was. */
  readonly type: "committed" | "refused";
  /** Whether it made any difference: to put what is there makes none. */
  readonly changed: boolean;
  /** For each read, in the order of `read`, the rows that are there, in the order of their keys. */
  readonly found: readonly (readonly Entry[])[];
  /** How many transactions have changed the database so far, this one among them. */
  readonly commits: number;
}

/**
 * The reply of a database, for `onReply`. Throws an Error if it is none.
 *
 * @example
 * ```ts
 * import { asAnswer } from "@millrace/delivery";
 *
 * const reply: unknown = { type: "committed", changed: false, found: [], commits: 0 };
 * if (asAnswer(reply).type !== "committed") throw new Error("there was nothing to refuse");
 * ```
 */
export function asAnswer(reply: unknown): Answer {
  const { type, found } = Object(reply) as Partial<Answer>;
  if ((type === "committed" || type === "refused") && Array.isArray(found)) return reply as Answer;
  throw new Error(`Cannot read ${describeValue(reply)} as it is no database's reply. Which port does it come from?`);
}

/** Throws an Error, which says what to change, for what is no transaction. */
export function checkTransaction(request: unknown): asserts request is Transaction {
  if (typeof request !== "object" || request === null)
    throw new Error(
      `Cannot run ${describeValue(request)} as a transaction is an object: { when: […], write: […], read: […] }. Each part may be left out.`,
    );
  for (const [part, list] of Object.entries(request)) {
    const check = parts[part];
    if (check === undefined)
      throw new Error(`Cannot run a transaction with "${part}" as its parts are when, write and read. Use these.`);
    if (!Array.isArray(list))
      throw new Error(`Cannot run a transaction as ${part} is ${describeValue(list)}. Make it a list: [{ … }].`);
    for (const item of list) check(item);
  }
}

const parts: Readonly<Record<string, (item: unknown) => void>> = {
  when(item) {
    const { is, column, below, ...rest } = place(item, { keyed: true });
    const comparisons = [is !== undefined, "equals" in rest, "differs" in rest, below !== undefined];
    const isOne = comparisons.filter(Boolean).length === 1;
    const isRow = is === "absent" || is === "present";
    const isColumn = typeof column === "string" && is === undefined && (below === undefined || isNumber(below));
    if (isOne && (isRow || isColumn)) return;
    throw new Error(
      `Cannot ask ${describeValue(item)} as a condition has one of: is: "absent" | "present"; column and equals, differs or below (a number).`,
    );
  },
  write(item) {
    const { put, add, remove, append } = place(item, { keyed: !("append" in Object(item)) });
    const given = [put, add, remove, append].filter((what) => what !== undefined);
    const isRow = isObject(put) || isObject(append) || (isObject(add) && Object.values(add).every(isNumber));
    if (given.length === 1 && (isRow || remove === true)) return;
    throw new Error(
      `Cannot write ${describeValue(item)} as a write has one of: put: { … }, add: { column: number }, remove: true, append: { … }.`,
    );
  },
  read(item) {
    place(item, { keyed: "key" in Object(item) });
  },
};

function place(item: unknown, { keyed }: { readonly keyed: boolean }): Readonly<Record<string, unknown>> {
  if (isObject(item) && typeof item["table"] === "string" && (!keyed || isKey(item["key"]))) return item;
  throw new Error(
    `Cannot find the place of ${describeValue(item)}. It needs a table, which is a text${keyed ? ", and a key, which is a text or a number" : ""}.`,
  );
}

function isKey(value: unknown): boolean {
  return typeof value === "string" || isNumber(value);
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
