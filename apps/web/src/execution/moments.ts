import type { Event, Execution, MachineId, TimerSet } from "@millrace/core";
import { type Journey, listJourneys } from "@millrace/diagrams/journeys.ts";

/** A machine as it is right after some event. */
export interface MachineAt {
  readonly machine: MachineId;
  readonly condition: "not started" | "up" | "down";
  /** Absent while it is not up: a crash forgets it. */
  readonly state?: unknown;
  /** What survives a crash, by key. */
  readonly disk: ReadonlyMap<string, unknown>;
  readonly timers: readonly TimerSet[];
  /** The last event in which it did something, or crashed. */
  readonly since?: number;
}

/** Every machine and resource right after an event, in the system's order. */
export function machinesAt({ system, events }: Execution, moment: number): MachineAt[] {
  return system.nodes.map(({ id }) => {
    const last = lastStep(events, id, moment);
    if (last === undefined) return { machine: id, condition: "not started", disk: new Map(), timers: [] };
    const ran = last.kind === "crash" ? lastRun(events, id, last.id) : last;
    const disk = ran?.disk ?? new Map<string, unknown>();
    if (last.kind === "crash") return { machine: id, condition: "down", disk, timers: [], since: last.id };
    return { machine: id, condition: "up", state: last.state, disk, timers: last.timers ?? [], since: last.id };
  });
}

/** The machine of an event right before it; undefined if the event is at none, or it has done nothing before. */
export function machineBefore(execution: Execution, event: Event): MachineAt | undefined {
  return machinesAt(execution, event.id - 1).find(({ machine }) => machine === event.machine);
}

/**
 * The messages that are in their channels right after an event, in the order in which they were sent. `journeys` are those
 * of the whole execution: whoever asks for many moments lists them once.
 */
export function inFlightAt(
  execution: Execution,
  moment: number,
  journeys: readonly Journey[] = listJourneys(execution, execution.events.length),
): Journey[] {
  const kept = new Set(
    execution.system.channels.filter(({ kind }) => kind === "duplicating").map(({ from, to }) => `${from} ${to}`),
  );
  return journeys.filter(
    (journey) => journey.sentAt <= moment && copiesLeft(journey, moment, kept.has(`${journey.from} ${journey.to}`)) > 0,
  );
}

/** How many copies of a message are in its channel; one that keeps what it delivers holds none that has arrived. */
function copiesLeft({ ends }: Journey, moment: number, isKept: boolean): number {
  let copies = 1;
  for (const { kind, event } of ends) {
    if (event > moment) continue;
    if (isKept && kind === "arrives") return 0;
    copies += kind === "doubled" ? 1 : -1;
  }
  return copies;
}

function lastStep(events: readonly Event[], machine: MachineId, moment: number): Event | undefined {
  for (let id = Math.min(moment, events.length - 1); id >= 0; id--) {
    const event = events[id];
    if (event?.machine === machine && (event.kind === "crash" || event.timers !== undefined)) return event;
  }
  return undefined;
}

function lastRun(events: readonly Event[], machine: MachineId, before: number): Event | undefined {
  for (let id = before - 1; id >= 0; id--) {
    const event = events[id];
    if (event?.machine === machine && event.timers !== undefined) return event;
  }
  return undefined;
}
