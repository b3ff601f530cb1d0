/** The rows of the source's one table: customers, whose rows change, and payments, whose rows never do. */
import type { Change, Row } from "@millrace/snapshots/source-database.ts";

/** A row as the stations hand it on. */
export type SourceRow = CustomerRow | PaymentRow;

/** A customer. Rows of customers change, and are never deleted. */
export interface CustomerRow {
  /** The primary key: no other row of the table has it, whatever its kind. */
  readonly id: number;
  /** Tells it from a payment. */
  readonly kind: "customer";
  /** The customer's own name in all tables. */
  readonly customer: string;
  /** 1 at first, and one more with each change. */
  readonly version: number;
  /** What the row says. */
  readonly name: string;
}

/** A payment. Once it is there, nothing about it changes. */
export interface PaymentRow {
  /** As for {@link CustomerRow}. */
  readonly id: number;
  /** Tells it from a customer. */
  readonly kind: "payment";
  /** Who paid. */
  readonly customer: string;
  /** A whole number; below 0, money goes back. */
  readonly amount: number;
  /** When it was made, by the shop's clock. It may be written much later: late rows. */
  readonly madeMs: number;
}

/** The row as the source's table keeps it: its columns as text. */
export function storedRow({ id, ...columns }: SourceRow): Row {
  return { id, value: JSON.stringify(columns) };
}

/** The change that writes a row. */
export function upsertOf(row: SourceRow): Change {
  return { type: "upsert", row: storedRow(row) };
}

/**
 * The row that the source's table keeps. Throws an Error if it is none of ours.
 *
 * @example
 * ```ts
 * import { readRow, storedRow } from "@millrace/pipeline/source-rows.ts";
 *
 * const row = { id: 7, kind: "payment", customer: "ada", amount: 5, madeMs: 10 } as const;
 * if (JSON.stringify(readRow(storedRow(row))) !== JSON.stringify(row)) throw new Error("there and back");
 * ```
 */
export function readRow({ id, value }: Row): SourceRow {
  const columns: unknown = JSON.parse(value);
  if (typeof columns === "object" && columns !== null && "kind" in columns) {
    if (columns.kind === "customer" || columns.kind === "payment") return { id, ...columns } as SourceRow;
  }
  throw new Error(
    `Cannot read row ${id} of the source as it is neither a customer nor a payment: ${value}. Hand on rows as they came.`,
  );
}

/** A customer's row, in short. */
export function customer(id: number, name: string, version: number): CustomerRow {
  return { id, kind: "customer", customer: name, version, name: `${name} ${version}` };
}

/** A payment, in short. */
export function payment(
  id: number,
  name: string,
  { amount, madeMs }: { readonly amount: number; readonly madeMs: number },
): PaymentRow {
  return { id, kind: "payment", customer: name, amount, madeMs };
}
