import type { Event } from "@millrace/core";
import type { Row } from "./rows.ts";
import type { StageOutput } from "./stage-machine.ts";

/** What there is at the two ends of a pipeline, counted from what happened. */
export interface Ends {
  readonly source: Table;
  readonly warehouse: Table;
  /** Orders of the source that are not in the warehouse. */
  readonly missing: number;
  /** Rows of the warehouse beyond one for each order. */
  readonly doubled: number;
  /** Repeats that the warehouse recognised. */
  readonly recognised: number;
  /** Orders that first came after a later order of the same customer. */
  readonly lateForCustomer: number;
}

/** One end. */
export interface Table {
  readonly rows: number;
  /** How many different orders. */
  readonly orders: number;
  readonly cents: number;
}

/** Counts the ends of a run of a designed system. */
export function countEnds(events: readonly Pick<Event, "kind" | "machine" | "input" | "outputs">[]): Ends {
  // A designed system takes rows, and puts out what its stages put out.
  const placed = events.filter(({ kind }) => kind === "input").map(({ input }) => input as Row);
  const outputs = events.flatMap((event) => event.outputs as readonly StageOutput[]);
  const stored = outputs.filter(({ type }) => type === "stored").map(({ row }) => row);
  const source = tableOf(placed);
  const warehouse = tableOf(stored);
  return {
    source,
    warehouse,
    missing: source.orders - warehouse.orders,
    doubled: warehouse.rows - warehouse.orders,
    recognised: outputs.length - stored.length,
    lateForCustomer: countLate(stored),
  };
}

function tableOf(rows: readonly Row[]): Table {
  return {
    rows: rows.length,
    orders: new Set(rows.map(({ id }) => id)).size,
    cents: rows.reduce((sum, { cents }) => sum + cents, 0),
  };
}

function countLate(stored: readonly Row[]): number {
  const seen = new Set<number>();
  const newest = new Map<string, number>();
  let late = 0;
  for (const { id, customer } of stored) {
    if (seen.has(id)) continue;
    seen.add(id);
    const last = newest.get(customer) ?? 0;
    if (id < last) late += 1;
    else newest.set(customer, id);
  }
  return late;
}

/** What the counts say, as sentences. */
export function describeEnds({ missing, doubled, recognised, source, warehouse }: Ends): readonly string[] {
  const said = [
    ...(missing > 0 ? [`${orders(missing)} never arrived: they are in the source and not in the warehouse.`] : []),
    ...(doubled > 0
      ? [
          `The warehouse has ${doubled === 1 ? "1 row" : `${doubled} rows`} too many: ${warehouse.rows} rows for ${orders(warehouse.orders)}.`,
        ]
      : []),
    ...(recognised > 0
      ? [
          `${recognised === 1 ? "1 row" : `${recognised} rows`} came a second time. The warehouse recognised them by their key, and they changed nothing.`,
        ]
      : []),
  ];
  const agree = missing === 0 && doubled === 0;
  return agree ? [`The counts at both ends agree: ${orders(source.orders)}, each once.`, ...said] : said;
}

function orders(count: number): string {
  return count === 1 ? "1 order" : `${count} orders`;
}
