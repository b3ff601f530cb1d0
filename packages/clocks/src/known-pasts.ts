import { type Event, type MachineId, happensBefore } from "@millrace/core";
import type { Entries } from "./stamped-vectors.ts";

/**
 * For each of the events, by its number: how many of them, by machine, are that event or came before it. Counted by the
 * engine's own happens-before, whatever the machines say.
 */
export function countPasts(events: readonly Event[]): ReadonlyMap<number, Entries> {
  return new Map(
    events.map((event) => {
      const counts = new Map<MachineId, number>();
      for (const other of events)
        if (other === event || happensBefore(other, event))
          counts.set(other.machine, (counts.get(other.machine) ?? 0) + 1);
      return [event.id, counts];
    }),
  );
}
