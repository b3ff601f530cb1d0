import type { Event, Execution } from "@millrace/core";
import { type Vector, type VectorOutput, compareVectors } from "@millrace/clocks/vector-clock.ts";

/** An event that its machine has stamped. Starts are not: the clock's count begins after them. */
export interface StampedEvent {
  readonly event: Event;
  readonly vector: Vector;
  /** "extract 2": its machine's second. */
  readonly name: string;
  /** "sends to load". */
  readonly deed: string;
}

/** The events that carry a stamp, in the order in which they were reported. */
export function stampedEvents({ events }: Pick<Execution, "events">): StampedEvent[] {
  return events.flatMap((event) => {
    // Clocks put out nothing else: their output is typed in the library.
    const [output] = event.outputs as readonly VectorOutput[];
    if (output === undefined) return [];
    const { vector } = output;
    return [{ event, vector, name: `${event.machine} ${vector[event.machine] ?? 0}`, deed: deedOf(event) }];
  });
}

/**
 * A way from one event to a later one that it could have influenced: event by event on a machine, letter by letter
 * between machines, and no longer than it must be. Both ends are part of it; empty if there is no way.
 */
export function findWay(events: readonly Event[], [from, to]: readonly [number, number]): Event[] {
  const cameFrom = new Map<number, number | undefined>([[from, undefined]]);
  const left = [from];
  for (let id = left.shift(); id !== undefined && id !== to; id = left.shift()) {
    for (const next of nextOf(events, id)) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, id);
      left.push(next);
    }
  }
  const way: Event[] = [];
  for (let id = cameFrom.has(to) ? to : undefined; id !== undefined; id = cameFrom.get(id)) {
    const event = events[id];
    if (event !== undefined) way.unshift(event);
  }
  return way;
}

/** How many pairs of events there are in both runs, and how many of them stand otherwise to each other. */
export function countChangedPairs(one: Pick<Execution, "events">, other: Pick<Execution, "events">): PairCount {
  const others = vectorsByIdentity(other);
  const shared = [...vectorsByIdentity(one)].flatMap(([identity, vector]) => {
    const otherVector = others.get(identity);
    return otherVector === undefined ? [] : [{ vector, otherVector }];
  });
  const count = { pairs: 0, changed: 0 };
  for (const [place, first] of shared.entries())
    for (const second of shared.slice(place + 1)) {
      const isSame =
        compareVectors(first.vector, second.vector) === compareVectors(first.otherVector, second.otherVector);
      count.pairs += 1;
      if (!isSame) count.changed += 1;
    }
  return count;
}

/** See {@link countChangedPairs}. */
export interface PairCount {
  readonly pairs: number;
  readonly changed: number;
}

function deedOf({ kind, from, sends, machine }: Event): string {
  if (kind === "deliver") return `receives from ${from ?? ""}`;
  const [send] = sends;
  return send === undefined ? "does something of its own" : `sends to ${send.to === machine ? "itself" : send.to}`;
}

/** The next event of the machine, and the receipts of what was sent. */
function nextOf(events: readonly Event[], id: number): number[] {
  const machine = events[id]?.machine;
  const next = events.find((event) => event.id > id && event.machine === machine);
  const receipts = events.filter(({ kind, cause }) => kind === "deliver" && cause === id);
  return [...receipts, ...(next === undefined ? [] : [next])].map((event) => event.id);
}

/** Stamps by what is the same in every run: which letter is received, or which of its requests a machine takes. */
function vectorsByIdentity(execution: Pick<Execution, "events">): Map<string, Vector> {
  const requests: Record<string, number> = {};
  return new Map(
    stampedEvents(execution).map(({ event: { kind, machine, messageId }, vector }) => {
      if (kind === "deliver") return [`letter ${messageId ?? ""}`, vector];
      const turn = (requests[machine] = (requests[machine] ?? 0) + 1);
      return [`request ${turn} of ${machine}`, vector];
    }),
  );
}
