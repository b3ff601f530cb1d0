import type { MachineId } from "@millrace/core";
import type { Journey } from "../journeys.ts";
import type { Shown } from "../relevance.ts";

/**
 * The way of a message through the diagram. It leaves its sender's row into the gap beside it, runs along a lane of
 * that gap, and turns off at the column of its arrival, straight to the receiver's row.
 *
 * Rows are machines, from 0; gap `n` lies above row `n`, the last gap below all rows. Columns are events or folds,
 * from 0; the column after the last is the diagram's end.
 */
export interface Route {
  readonly journey: Journey;
  readonly fromRow: number;
  readonly toRow: number;
  readonly gap: number;
  /** Where it leaves the sender's row: down, or up. A message to oneself leaves down, and comes back up. */
  readonly leaves: "down" | "up";
  readonly arrives: "down" | "up";
  readonly start: number;
  /** Whether the sending is not shown itself. */
  readonly startsInFold: boolean;
  readonly ends: readonly RouteEnd[];
}

/** Where a route turns off, or ends. */
export interface RouteEnd {
  readonly kind: "arrives" | "lost" | "doubled" | "folded" | "in transit";
  readonly column: number;
}

/** The routes of the messages that can be seen: those with an end, or a beginning, that is not folded. */
export function planRoutes(
  journeys: readonly Journey[],
  columns: readonly Shown[],
  rows: readonly MachineId[],
): Route[] {
  const columnOf = new Map(
    columns.flatMap((item, column) => eventsOf(item).map((event) => [event.id, column] as const)),
  );
  const isFold = (column: number): boolean => "folded" in (columns[column] ?? {});
  return journeys.flatMap((journey): Route[] => {
    const start = columnOf.get(journey.sentAt);
    const [fromRow, toRow] = [rows.indexOf(journey.from), rows.indexOf(journey.to)];
    if (start === undefined || fromRow < 0 || toRow < 0) return [];
    const startsInFold = isFold(start);
    const ends = journey.ends.map(({ kind, event }): RouteEnd => {
      const column = columnOf.get(event) ?? start;
      return { kind: isFold(column) ? "folded" : kind, column };
    });
    if (journey.isInTransit) ends.push({ kind: "in transit", column: columns.length });
    const isSeen = ends.some(({ kind }) => kind !== "folded" && (kind !== "in transit" || !startsInFold));
    if (startsInFold ? !isSeen : ends.length === 0) return [];
    const leaves = toRow >= fromRow ? "down" : "up";
    const arrives = toRow > fromRow ? "down" : "up";
    const gap = leaves === "down" ? fromRow + 1 : fromRow;
    return [{ journey, fromRow, toRow, gap, leaves, arrives, start, startsInFold, ends: withoutRepeats(ends) }];
  });
}

/** The last column that a route reaches. */
export function endOf(route: Route): number {
  return route.ends.at(-1)?.column ?? route.start;
}

/**
 * A lane for each route, from 0 at the top of its gap. Two routes share a lane if they do not overlap. The order keeps
 * crossings to those that mean something, messages that overtake or meet each other: of messages down, the one sent
 * later runs nearer to its sender, and all of them run above the messages up.
 */
export function assignLanes(routes: readonly Route[]): ReadonlyMap<Route, number> {
  const lanes = new Map<Route, number>();
  for (const route of [...routes].sort(fromTop)) {
    const above = [...lanes].filter(([other]) => other.gap === route.gap && overlap(other, route));
    lanes.set(
      route,
      above.reduce((lowest, [, lane]) => Math.max(lowest, lane + 1), 0),
    );
  }
  return lanes;
}

function eventsOf(item: Shown): readonly { readonly id: number }[] {
  return "folded" in item ? item.folded : [item.event];
}

/** Several ends in one fold are one. */
function withoutRepeats(ends: readonly RouteEnd[]): RouteEnd[] {
  return ends.filter(({ column }, index) => column !== ends[index + 1]?.column);
}

function fromTop(one: Route, other: Route): number {
  if (one.leaves !== other.leaves) return one.leaves === "down" ? -1 : 1;
  const later = other.start - one.start || endOf(other) - endOf(one);
  return one.leaves === "down" ? later : -later;
}

function overlap(one: Route, other: Route): boolean {
  const [first, second] = one.start <= other.start ? [one, other] : [other, one];
  // What arrives at an event and what the event sends can share a lane: they are drawn beside each other.
  return (
    endOf(first) > second.start ||
    first.start === second.start ||
    (endOf(first) === second.start && second.startsInFold)
  );
}
