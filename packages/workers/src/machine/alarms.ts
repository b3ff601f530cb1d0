import { sharedNowMs } from "../clock.ts";

interface Alarm {
  readonly name: string;
  readonly dueMs: number;
  readonly order: number;
}

/**
 * A machine's timers against the clock. They go off in the order of their moments, whatever the host's own timers do;
 * of two with the same moment, the one that was set first.
 */
export class Alarms {
  readonly #set = new Map<string, Alarm>();
  #order = 0;

  set(name: string, afterMs: number): void {
    this.#set.set(name, { name, dueMs: sharedNowMs() + afterMs, order: this.#order++ });
  }

  clear(name: string): void {
    this.#set.delete(name);
  }

  /** The timer that is to go off now; undefined if none is due. */
  next(nowMs: number): string | undefined {
    const first = this.#first();
    return first !== undefined && first.dueMs <= nowMs ? first.name : undefined;
  }

  /** When the next one is due; Infinity if none is set. */
  get nextMs(): number {
    return this.#first()?.dueMs ?? Infinity;
  }

  #first(): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#set.values()) {
      const isEarlier =
        first === undefined || alarm.dueMs < first.dueMs || (alarm.dueMs === first.dueMs && alarm.order < first.order);
      if (isEarlier) first = alarm;
    }
    return first;
  }
}
