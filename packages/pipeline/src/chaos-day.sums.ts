/** Sums and versions, as the source has them and as the sink's tables say. */
import { type Shown, entries } from "@millrace/delivery/database.ts";
import type { Business } from "./chaos-day.world.ts";
import type { CustomerRow, PaymentRow } from "./source-rows.ts";

/** By customer: what the tables say. */
export interface Sums {
  /** What he has paid. */
  readonly revenue: Readonly<Record<string, number>>;
  /** The version of his row. */
  readonly versions: Readonly<Record<string, number>>;
}

/** What the sink's tables say, by a reply of its database. */
export function readSums(reply: unknown): Sums {
  const { database } = reply as Shown;
  const revenue = entries(database, { table: "revenue" }).map(
    ({ key, row }) => [String(key), Number(row["total"])] as const,
  );
  const versions = entries(database, { table: "customers" }).map(
    ({ key, row }) => [String(key), Number(row["version"])] as const,
  );
  return { revenue: Object.fromEntries(revenue), versions: Object.fromEntries(versions) };
}

/** All payments of a day. */
export function paymentsOf({ rows, writes }: Business): PaymentRow[] {
  return [...rows, ...writes].filter((row) => row.kind === "payment");
}

/** The customers, each as in its newest version. */
export function newestOf({ rows, writes }: Business): CustomerRow[] {
  const newest = new Map<number, CustomerRow>();
  for (const row of [...rows, ...writes]) if (row.kind === "customer") newest.set(row.id, row);
  return [...newest.values()];
}

/** What payments add up to. */
export function sumByCustomer(rows: readonly PaymentRow[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { customer, amount } of rows) add(sums, customer, amount);
  return sums;
}

/** A customer's payments, in words. */
export function listPayments(rows: Readonly<Record<string, PaymentRow>>, name: string): string {
  return Object.values(rows)
    .filter(({ customer }) => customer === name)
    .map(({ id, amount }) => `${amount} in payment ${id}`)
    .join(", ");
}

/** What amounts add up to. */
export function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

/** Adds to a sum. */
export function add(sums: Record<string, number>, customer: string, amount: number): void {
  sums[customer] = (sums[customer] ?? 0) + amount;
}
