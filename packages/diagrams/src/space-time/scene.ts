import type { Event, Execution, MachineId } from "@millrace/core";
import type { Journey } from "../journeys.ts";
import type { Excerpt, Shown } from "../relevance.ts";
import { assignLanes, planRoutes, type Route } from "./routes.ts";
import { planRows, type RowPlan } from "./rows.ts";

/** What a diagram shows and in which order, before anything has a place from left to right. */
export interface Scene {
  readonly rows: readonly MachineId[];
  readonly columns: readonly Shown[];
  readonly lanes: ReadonlyMap<Route, number>;
  /** For each column where a message arrives, the direction in which it does. */
  readonly arrivals: ReadonlyMap<number, Route["arrives"]>;
  readonly plan: RowPlan;
  readonly broken: Event | undefined;
  /** For each column, the machines that are down after it. */
  readonly down: readonly ReadonlySet<MachineId>[];
}

/** Arranges the shown events. `hasNote` says which of them have a note above their machine. */
export function arrange(
  execution: Execution,
  {
    excerpt,
    journeys,
    columns,
    hasNote,
  }: { excerpt: Excerpt; journeys: readonly Journey[]; columns: readonly Shown[]; hasNote(event: Event): boolean },
): Scene {
  const rows = execution.system.nodes.map(({ id }) => id);
  const lanes = assignLanes(planRoutes(journeys, columns, rows));
  const events = columns.flatMap((item) => ("event" in item ? [item.event] : []));
  const broken = excerpt.broken?.event;
  const noted = events.filter((event) => event !== broken && hasNote(event));
  const hasNotes = rows.map((id) => noted.some((event) => event.machine === id));
  const hasTop = events.length < columns.length || events.some(({ machine }) => machine === "");
  return {
    rows,
    columns,
    lanes,
    arrivals: arrivalsOf(lanes.keys()),
    plan: planRows(lanes, { hasNotes, hasTop }),
    broken,
    down: downAfter(columns),
  };
}

/** The line of a route's lane. */
export function laneOf(route: Route, { plan, lanes }: Scene): number {
  return (plan.lanes[route.gap] ?? 0) + (lanes.get(route) ?? 0);
}

/** How far right of an event its outgoing messages leave its row: beside a message that arrives from the same side. */
export function leavingOffset({ arrivals }: Scene, column: number, direction: Route["leaves"]): number {
  return arrivals.get(column) === (direction === "down" ? "up" : "down") ? 2 : 0;
}

function arrivalsOf(routes: Iterable<Route>): ReadonlyMap<number, Route["arrives"]> {
  const arrivals = new Map<number, Route["arrives"]>();
  for (const { ends, arrives } of routes) {
    for (const { kind, column } of ends) if (kind === "arrives") arrivals.set(column, arrives);
  }
  return arrivals;
}

function downAfter(columns: readonly Shown[]): ReadonlySet<MachineId>[] {
  const down = new Set<MachineId>();
  return columns.map((item) => {
    for (const { kind, machine } of "folded" in item ? item.folded : [item.event]) {
      if (kind === "crash") down.add(machine);
      if (kind === "restart") down.delete(machine);
    }
    return new Set(down);
  });
}
