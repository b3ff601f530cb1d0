import type { Event, EventKind, Execution } from "../execution.ts";
import type { Coverage } from "../exploration.ts";
import type { MachineId } from "../machine.ts";
import { encode } from "../plain.ts";
import type { Schedule } from "../schedule.ts";
import { machineNames, type System } from "../system.ts";

/** How the part of a run ended in which faults could happen: nothing was left to do, its steps were used up, or a law broke. */
export type RunEnd = "silent" | "cut off" | "broken";

/** Counts what the runs of a sample cover. */
export class CoverageCount {
  private readonly system: System;
  private readonly localStates = new Map<MachineId, Set<number>>();
  private readonly events = new Map<EventKind, { count: number; readonly different: Set<number> }>();
  private readonly ends = new Map<RunEnd, number>();
  private runs = 0;
  private newRuns = 0;
  private lastNewRun = 0;

  constructor(system: System) {
    this.system = system;
  }

  /** Adds a run; gives its schedule up to the last local state that no run reached before, undefined if it reached none. */
  add({ schedule, events }: Execution, end: RunEnd): Schedule | undefined {
    this.runs += 1;
    this.ends.set(end, (this.ends.get(end) ?? 0) + 1);
    let lastNew: Event | undefined;
    for (const event of events) {
      this.count(event);
      if (this.isNew(event)) lastNew = event;
    }
    if (lastNew === undefined) return undefined;
    this.newRuns += 1;
    this.lastNewRun = this.runs;
    // The starts come first, then an event for each choice.
    const starts = events.length - schedule.length;
    return schedule.slice(0, Math.max(0, lastNew.id + 1 - starts));
  }

  get total(): Coverage {
    const statesOf = (machine: MachineId): number => this.localStates.get(machine)?.size ?? 0;
    return {
      localStates: Object.fromEntries(machineNames(this.system).map((machine) => [machine, statesOf(machine)])),
      events: Object.fromEntries(
        [...this.events].map(([kind, { count, different }]) => [kind, { count, different: different.size }]),
      ),
      silentRuns: this.ends.get("silent") ?? 0,
      cutOffRuns: this.ends.get("cut off") ?? 0,
      newRuns: this.newRuns,
      lastNewRun: this.lastNewRun,
    };
  }

  private count(event: Event): void {
    const { kind, machine, from, input, message, reply, timer, byMs, cut } = event;
    let counted = this.events.get(kind);
    if (counted === undefined) this.events.set(kind, (counted = { count: 0, different: new Set() }));
    counted.count += 1;
    counted.different.add(fingerprint(encode([machine, from, input, message, reply, timer, byMs, cut])));
  }

  private isNew({ machine, state, disk, timers }: Event): boolean {
    if (timers === undefined) return false;
    let seen = this.localStates.get(machine);
    if (seen === undefined) this.localStates.set(machine, (seen = new Set()));
    const before = seen.size;
    seen.add(fingerprint(encode([state, disk, timers.map(({ name, afterMs }) => [name, afterMs])])));
    return seen.size > before;
  }
}

/**
 * 53 bits of a text. Two texts may share them, once in a very long while: good enough to count by, and long runs would
 * keep too much text otherwise. What is proved never rests on it.
 */
function fingerprint(text: string): number {
  let high = 0x85ebca6b;
  let low = 0x9e3779b9;
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    high = Math.imul(high ^ code, 0x735a2d97);
    high ^= high >>> 15;
    low = Math.imul(low ^ code, 0x21f0aaad);
    low ^= low >>> 13;
  }
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}
