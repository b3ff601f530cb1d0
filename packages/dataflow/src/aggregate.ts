/**
 * Aggregates in two phases: every machine makes parts of its own rows, and parts are put together until one is left.
 *
 * It works for any aggregate whose parts can be put together in any order and in any groups: `combine` is associative and
 * commutative. A count, a sum, a maximum are their own parts. An average is not: its part is a sum and a count.
 *
 * Source: J. Gray and others, "Data Cube" (1997), which calls such aggregates distributive or algebraic. Beyond
 * Kshemkalyani & Singhal, Distributed Computing (2008).
 */

/** An aggregate in two phases. `Part` is plain data, and no larger for many rows than for one. */
export interface Aggregate<Row, Part, Result> {
  /** The part of one row. */
  of(row: Row): Part;
  /** One part for the rows of both. It may change `left`, never `right`. */
  combine(left: Part, right: Part): Part;
  /** What is shown of all rows. */
  result(part: Part): Result;
}

/** A part for each key. A key without rows has none. */
export type Groups<Part> = Map<string, Part>;

/**
 * The parts of these rows, one for each key, in the order in which the keys first come.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { type Aggregate, groupRows } from "@millrace/dataflow";
 *
 * const sum: Aggregate<number, number, number> = { of: (row) => row, combine: (a, b) => a + b, result: (part) => part };
 * const groups = groupRows([1, 2, 3], { key: (row) => (row % 2 === 0 ? "even" : "odd"), aggregate: sum });
 * assert.deepEqual([...groups], [["odd", 4], ["even", 2]]);
 * ```
 */
export function groupRows<Row, Part>(
  rows: readonly Row[],
  {
    key,
    aggregate,
  }: { readonly key: (row: Row) => string; readonly aggregate: Pick<Aggregate<Row, Part, unknown>, "of" | "combine"> },
): Groups<Part> {
  const groups: Groups<Part> = new Map();
  for (const row of rows) addPart(groups, [key(row), aggregate.of(row)], aggregate);
  return groups;
}

/**
 * Puts the parts of `others` into `groups`, which it changes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mergeGroups } from "@millrace/dataflow";
 *
 * const groups = new Map([["a", 1]]);
 * mergeGroups(groups, new Map([["a", 2], ["b", 3]]), { combine: (left: number, right: number) => left + right });
 * assert.deepEqual([...groups], [["a", 3], ["b", 3]]);
 * ```
 */
export function mergeGroups<Part>(
  groups: Groups<Part>,
  others: ReadonlyMap<string, Part>,
  aggregate: Pick<Aggregate<never, Part, unknown>, "combine">,
): void {
  for (const entry of others) addPart(groups, entry, aggregate);
}

function addPart<Part>(
  groups: Groups<Part>,
  [key, part]: readonly [string, Part],
  aggregate: Pick<Aggregate<never, Part, unknown>, "combine">,
): void {
  const known = groups.get(key);
  groups.set(key, known === undefined ? part : aggregate.combine(known, part));
}
