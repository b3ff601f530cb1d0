import type { Event, Execution } from "@millrace/core";
import { labelOf } from "@millrace/diagrams";
import { listJourneys } from "@millrace/diagrams/journeys.ts";

/** Where everything of an execution stands, in pixels: a column for each event, a row for each machine. */
export interface Geometry {
  /** The machines, resources last; before them the network, if it is ever cut. */
  readonly rows: readonly Row[];
  readonly lines: readonly MessageLine[];
  readonly spans: readonly Span[];
  readonly columnWidth: number;
  readonly width: number;
  readonly height: number;
}

/** One machine. */
export interface Row {
  /** The machine's name; "" for the network. */
  readonly machine: string;
  /** As it is shown. */
  readonly name: string;
  readonly y: number;
  /** Its events by id, in order. */
  readonly events: readonly number[];
}

/** A message from its sending to one of its ends, or to nowhere while it is under way. */
export interface MessageLine {
  readonly key: string;
  readonly fate: "arrives" | "lost" | "under way";
  readonly sentAt: number;
  /** The event at its end; of one under way, the one that sent it. */
  readonly endAt: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** What it carries, in a few characters; absent where there is no room. */
  readonly text?: string;
}

/** A stretch in which a machine is up or down. */
export interface Span {
  readonly row: number;
  readonly isUp: boolean;
  readonly x1: number;
  readonly x2: number;
}

const rowHeight = 64;
const margin = 32;

/** Lays out a whole execution. Takes time in proportion to its events. */
export function layOut(execution: Execution): Geometry {
  const { events, system } = execution;
  const columnWidth = events.length <= 40 ? 68 : events.length <= 400 ? 36 : 26;
  const hasNetworkRow = events.some(({ machine }) => machine === "");
  const names = [...(hasNetworkRow ? [""] : []), ...system.nodes.map(({ id }) => id)];
  const place = new Map(names.map((name, index) => [name, index]));
  const ids = names.map((): number[] => []);
  for (const event of events) ids[place.get(event.machine) ?? -1]?.push(event.id);
  const rows = names.map((name, index) => ({
    machine: name,
    name: name === "" ? "(network)" : name,
    y: margin + index * rowHeight,
    events: ids[index] ?? [],
  }));
  const at = (event: number): number => margin + event * columnWidth;
  const rowOf = (machine: string): number => rows[place.get(machine) ?? -1]?.y ?? 0;
  const width = at(Math.max(0, events.length - 1)) + margin + columnWidth;
  return {
    rows,
    lines: drawLines(execution, { at, rowOf, columnWidth }),
    spans: rows.flatMap((row, index) => drawSpans(row, index, { events, at, width })),
    columnWidth,
    width,
    height: 2 * margin + Math.max(0, rows.length - 1) * rowHeight,
  };
}

/** Where an event stands. */
export function placeOf(event: Event, { rows, columnWidth }: Geometry): { readonly x: number; readonly y: number } {
  const row = rows.find(({ machine }) => machine === event.machine);
  // What happens to a message in its channel is drawn above the receiver's line: it is no step of the receiver.
  const lift = event.kind === "drop" || event.kind === "duplicate" ? 16 : 0;
  return { x: margin + event.id * columnWidth, y: (row?.y ?? 0) - lift };
}

interface Frame {
  readonly at: (event: number) => number;
  readonly rowOf: (machine: string) => number;
  readonly columnWidth: number;
}

function drawLines(execution: Execution, { at, rowOf, columnWidth }: Frame): MessageLine[] {
  const hasRoom = columnWidth > 60;
  return listJourneys(execution, execution.events.length).flatMap((journey) => {
    const start = { sentAt: journey.sentAt, x1: at(journey.sentAt), y1: rowOf(journey.from) };
    const to = rowOf(journey.to);
    const text = hasRoom ? { text: labelOf(journey.message, 14) } : {};
    const lines = journey.ends
      .filter(({ kind }) => kind !== "doubled")
      .map(({ kind, event }, place): MessageLine => {
        const fate = kind === "lost" ? "lost" : "arrives";
        const end = { endAt: event, x2: at(event), y2: kind === "lost" ? to - 16 : to };
        return { key: `${journey.messageId}.${place}`, fate, ...start, ...end, ...text };
      });
    if (!journey.isInTransit) return lines;
    const end = {
      endAt: journey.sentAt,
      x2: start.x1 + columnWidth * 0.9,
      y2: start.y1 + Math.sign(to - start.y1) * 26,
    };
    return [...lines, { key: `${journey.messageId}.open`, fate: "under way" as const, ...start, ...end, ...text }];
  });
}

function drawSpans(
  row: Row,
  index: number,
  {
    events,
    at,
    width,
  }: { readonly events: readonly Event[]; readonly at: (event: number) => number; readonly width: number },
): Span[] {
  const spans: Span[] = [];
  let from = 0;
  let isUp = true;
  for (const id of row.events) {
    const kind = events[id]?.kind;
    if (kind !== "crash" && kind !== "restart") continue;
    spans.push({ row: index, isUp, x1: from, x2: at(id) });
    from = at(id);
    isUp = kind === "restart";
  }
  return [...spans, { row: index, isUp, x1: from, x2: width }];
}
