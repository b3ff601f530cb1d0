import type { System } from "@millrace/core";
import type { LiveSystem } from "@millrace/workers";

/**
 * Gives a system its own requests slowly enough to be watched: at their times, stretched until there are `gapMs` between
 * two of them on average. For a system that was spawned without them.
 */
export class RequestFeed {
  readonly #system: System;
  readonly #timers: NodeJS.Timeout[];
  #given = 0;

  constructor(live: LiveSystem, { gapMs }: { readonly gapMs: number }) {
    const { inputs } = live.system;
    this.#system = live.system;
    const lastMs = Math.max(1, ...inputs.map(({ atMs }) => atMs));
    const stretch = Math.max(1, (gapMs * (inputs.length - 1)) / lastMs);
    this.#timers = inputs.map(({ machine, input, atMs }) =>
      setTimeout(() => {
        this.#given += 1;
        // A machine that is down has it when it is up again; one that never is, never.
        live.input(machine, input).catch(() => undefined);
      }, atMs * stretch),
    );
  }

  /** How many are still to be given. */
  get toCome(): number {
    return this.#system.inputs.length - this.#given;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
