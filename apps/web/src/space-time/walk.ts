import type { Row } from "./geometry.ts";

/** Where a key leads from an event: along its machine, or to the next machine that has events; undefined for other keys. */
export function walk(key: string, from: number, rows: readonly Row[]): number | undefined {
  const here = rows.findIndex(({ events }) => events.includes(from));
  const own = rows[here]?.events ?? [];
  const place = own.indexOf(from);
  switch (key) {
    case "ArrowLeft":
      return own[place - 1] ?? from;
    case "ArrowRight":
      return own[place + 1] ?? from;
    case "Home":
      return own[0] ?? from;
    case "End":
      return own.at(-1) ?? from;
    case "ArrowUp":
      return nearest(from, rows.slice(0, Math.max(0, here)).findLast(hasEvents));
    case "ArrowDown":
      return nearest(from, rows.slice(here + 1).find(hasEvents));
    default:
      return undefined;
  }
}

function hasEvents({ events }: Row): boolean {
  return events.length > 0;
}

/** The event of a row that is closest in time; the same one if there is no such row. */
function nearest(from: number, row: Row | undefined): number {
  const later = row?.events.find((event) => event >= from);
  const earlier = row?.events.findLast((event) => event <= from);
  if (later === undefined || earlier === undefined) return later ?? earlier ?? from;
  return later - from < from - earlier ? later : earlier;
}
