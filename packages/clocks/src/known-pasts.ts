import type { Event, MachineId } from "@millrace/core";
import type { Entries } from "./stamped-vectors.ts";

/**
 * For each of the events, by its number: how many of them, by machine, are that event or came before it. Counted by the
 * engine's own happens-before, whatever the machines say: its hidden vectors count all events of a machine, so it is enough
 * to know how many of these are among the ones asked about. The events are machines' own, in the order of their execution: a
 * message that is lost or doubled is nobody's.
 */
export function countPasts(events: readonly Event[]): ReadonlyMap<number, Entries> {
  const asked = new Map<MachineId, AskedEvents>();
  const pasts = new Map<number, Entries>();
  for (const { id, machine, vector } of events) {
    const own = asked.get(machine) ?? { count: 0, byPlace: [] };
    asked.set(machine, own);
    own.count += 1;
    own.byPlace[vector[machine] ?? 0] = own.count;
    const past = new Map<MachineId, number>();
    for (const [other, { byPlace }] of asked) {
      const count = countUpTo(byPlace, vector[other] ?? 0);
      if (count > 0) past.set(other, count);
    }
    pasts.set(id, past);
  }
  return pasts;
}

/** The events of one machine that are asked about. */
interface AskedEvents {
  count: number;
  /** By an event's place among all of its machine's: how many of those asked about come up to it. Others have no entry. */
  readonly byPlace: (number | undefined)[];
}

function countUpTo(byPlace: AskedEvents["byPlace"], last: number): number {
  for (let place = Math.min(last, byPlace.length - 1); place > 0; place--) {
    const count = byPlace[place];
    if (count !== undefined) return count;
  }
  return 0;
}
