import { type Event, type Execution, happensBefore } from "@millrace/core";
import type { Mark } from "../space-time/marks.ts";

/** Marks for all that could have led to an event, and for the event itself if a law is broken at it. */
export function markPast(
  { events }: Execution,
  event: Event | undefined,
  isBroken: boolean,
): ReadonlyMap<number, Mark> {
  const marks = new Map<number, Mark>();
  if (event === undefined) return marks;
  for (const other of events.slice(0, event.id)) if (happensBefore(other, event)) marks.set(other.id, "past");
  if (isBroken) marks.set(event.id, "broken");
  return marks;
}
