import {
  type AnyMachine,
  type Context,
  type Execution,
  type MachineId,
  type TimerSet,
  defineMachine,
} from "@millrace/core";

/** What every clock shows at first, in milliseconds: no clock that is put back by less shows 0 or less. */
export const firstMs = 1_000;

/** The same machine, but its clock shows so much more than the engine's. */
export function startingLater(machine: AnyMachine): AnyMachine {
  // What is no machine is for the system to refuse, in its own words.
  if (typeof machine?.start !== "function") return machine;
  return defineMachine<unknown, unknown, unknown, unknown>({
    start: (context) => machine.start(later(context)),
    onMessage: (state, message, from, context) => machine.onMessage?.(state, message, from, later(context)),
    onTimer: (state, timer, context) => machine.onTimer?.(state, timer, later(context)),
    onInput: (state, input, context) => machine.onInput?.(state, input, later(context)),
    onReply: (state, reply, call, context) => machine.onReply?.(state, reply, call, later(context)),
  });
}

/**
 * What the clock of its machine showed at each event of a system of such machines, by the event's number, in milliseconds.
 *
 * Where the schedule says what a clock showed, it is that. Elsewhere a clock stands still, but for jumps and timers: it is
 * a matter of its own machine alone, and the same in all executions that differ only in the order of concurrent events.
 */
export function readWallClocks({ schedule, events }: Execution): readonly number[] {
  const clocks = new Map<MachineId, number>();
  const timers = new Map<MachineId, readonly TimerSet[]>();
  const starts = events.filter(({ kind }) => kind === "start").length;
  return events.map((event) => {
    const { id, machine, kind, timer, byMs = 0 } = event;
    const { nowMs } = (schedule[id - starts] ?? {}) as { readonly nowMs?: number };
    const waited = kind === "timer" ? timers.get(machine)?.find(({ name }) => name === timer)?.afterMs : 0;
    const clockMs = nowMs ?? (clocks.get(machine) ?? 0) + (waited ?? 0) + byMs;
    clocks.set(machine, clockMs);
    if (event.timers !== undefined) timers.set(machine, event.timers);
    return clockMs + firstMs;
  });
}

/** A method, as the engine's own contexts have: tools that keep the names of functions do so at a cost for each arrow function. */
function later(context: Context): Context {
  return {
    ...context,
    now() {
      return context.now() + firstMs;
    },
  };
}
