/** dbt's models, as functions from rows to rows. */
import type { OrderVersion, Revenue } from "./messages.ts";

/** The models that dbt runs, and the test between them. */
export interface Models {
  /** The rows of an object in silver, of those of its counterpart in bronze. */
  silverOf(bronze: readonly OrderVersion[]): OrderVersion[];
  /** Why rows of silver cannot be used; undefined if they can. */
  findFault(silver: readonly OrderVersion[]): string | undefined;
  /** All rows of gold, of all those of silver. */
  goldOf(silver: readonly OrderVersion[]): Revenue[];
}

/** Ours. */
export const models: Models = { silverOf, findFault, goldOf };

/** Silver: names are spelt in one way, and of each order only its newest version is left. */
export function silverOf(rows: readonly OrderVersion[]): OrderVersion[] {
  const cleaned = rows.map((row) => ({ ...row, customer: row.customer.trim().toLowerCase() }));
  return newestOf(cleaned);
}

/** The test on silver: an order without a customer cannot be used. In dbt's terms, `not_null`. */
export function findFault(rows: readonly OrderVersion[]): string | undefined {
  const nameless = rows.find(({ customer }) => customer === "");
  return nameless === undefined ? undefined : `not_null: order ${nameless.id} has no customer`;
}

/**
 * Gold: what each customer ordered on each day, by key. Each order counts once, in its newest version. Where an older one
 * stood under another key, that key stays, with nothing in it if need be: merged, it takes the place of what was there.
 */
export function goldOf(silver: readonly OrderVersion[]): Revenue[] {
  const gold = new Map<string, Revenue>();
  for (const { customer, day } of silver) {
    const key = `${customer} ${day}`;
    gold.set(key, { key, customer, day, orders: 0, revenue: 0 });
  }
  for (const { customer, day, amount } of newestOf(silver)) {
    const key = `${customer} ${day}`;
    const before = gold.get(key) ?? { key, customer, day, orders: 0, revenue: 0 };
    gold.set(key, { ...before, orders: before.orders + 1, revenue: before.revenue + amount });
  }
  return [...gold.values()].toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

function newestOf(rows: readonly OrderVersion[]): OrderVersion[] {
  const newest = new Map<number, OrderVersion>();
  for (const row of rows) {
    const known = newest.get(row.id);
    if (known === undefined || known.lsn < row.lsn) newest.set(row.id, row);
  }
  return [...newest.values()].toSorted((one, other) => one.id - other.id);
}
