import type { TimerSet } from "./execution.ts";
import { type Context, type Disk, type Machine, defineMachine } from "./machine.ts";
import { SystemError } from "./system-error.ts";

/** What a durable machine remembers, in memory and on its disk alike. */
export interface DurableState<State> {
  /** What the machine itself remembers. */
  readonly inner: State;
  /** Its timers that are set, in the order in which they were set. */
  readonly timers: TimerSet[];
}

/**
 * The same machine, but a crash takes nothing from it: after every handler its state and timers are on its disk, and when
 * it restarts it goes on from there. The machine's own `start` runs at the first boot only. Its timers are set again, in
 * the order in which they were set and in full length, as nobody knows how long it was away.
 *
 * What a handler sends and puts out, and what it writes to the disk, happen together or not at all, here as for any
 * machine. So nothing is sent twice or forgotten. Replies to calls that it made before a crash are lost, as for any machine.
 *
 * The disk's key "durable" is taken: a handler that reads or writes it throws an Error. All other keys are the machine's own.
 * Throws a {@link SystemError} for what is no machine.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { World, at, defineMachine, defineSystem, durable } from "@millrace/core";
 *
 * const counter = defineMachine<{ sum: number }, never, number, number>({
 *   start: () => ({ sum: 0 }),
 *   onInput(state, input, context) {
 *     state.sum += input;
 *     context.output(state.sum);
 *   },
 * });
 * const inputs = [at("a", 2), at("a", 3)];
 * const world = new World(defineSystem({ machines: { a: durable(counter) }, inputs, faults: { crashes: 1 } }));
 * world.apply({ kind: "input", machine: "a", input: 0 });
 * world.apply({ kind: "crash", machine: "a" });
 * world.apply({ kind: "restart", machine: "a" });
 * assert.deepEqual(world.apply({ kind: "input", machine: "a", input: 1 }).outputs, [5], "2 is remembered");
 * ```
 */
export function durable<State, Message, Output, Input>(
  machine: Machine<State, Message, Output, Input>,
): Machine<DurableState<State>, Message, Output, Input> {
  if (typeof machine?.start !== "function") {
    throw new SystemError(
      "Cannot make a machine durable as it has no start handler. Is it exported from its file, with start: (context) => ({ … })?",
    );
  }
  return defineMachine({
    start(context): DurableState<State> {
      const kept = readKept<State>(context.disk);
      if (kept === undefined) return boot(machine, context);
      for (const { name, afterMs } of kept.timers) context.setTimer(name, afterMs);
      return kept;
    },

    onMessage: (state, message, from, context) =>
      keepAfter(state, context, (inner, own) => machine.onMessage?.(inner, message, from, own)),

    onTimer(state, timer, context) {
      // It is forgotten first, so that the handler may set it again.
      remove(state.timers, timer);
      return keepAfter(state, context, (inner, own) => machine.onTimer?.(inner, timer, own));
    },

    onInput: (state, input, context) => keepAfter(state, context, (inner, own) => machine.onInput?.(inner, input, own)),

    onReply: (state, reply, call, context) =>
      keepAfter(state, context, (inner, own) => machine.onReply?.(inner, reply, call, own)),
  });
}

const key = "durable";

function readKept<State>(disk: Disk): DurableState<State> | undefined {
  // Nobody else writes this key.
  return disk.read(key) as DurableState<State> | undefined;
}

function boot<State, Message, Output>(
  machine: Machine<State, Message, Output>,
  context: Context<Message, Output>,
): DurableState<State> {
  const timers: TimerSet[] = [];
  const inner = machine.start(noting(timers, context));
  const state = { inner, timers };
  // What is no state is not kept: it goes to the engine as it is, which refuses it in its own words.
  if (typeof inner !== "object" || inner === null || inner instanceof Promise) return inner as typeof state;
  context.disk.write(key, state);
  return state;
}

/** Gives what the handler returned, as the engine refuses a promise. */
function keepAfter<State, Message, Output>(
  state: DurableState<State>,
  context: Context<Message, Output>,
  handle: (inner: State, own: Context<Message, Output>) => void,
): void {
  const result = handle(state.inner, noting(state.timers, context));
  context.disk.write(key, state);
  return result;
}

/** The context of the machine itself: it takes note of timers, and keeps the reserved key to us. */
function noting<Message, Output>(timers: TimerSet[], context: Context<Message, Output>): Context<Message, Output> {
  return {
    ...context,
    setTimer(name, afterMs) {
      context.setTimer(name, afterMs);
      remove(timers, name);
      timers.push({ name, afterMs });
    },
    clearTimer(name) {
      context.clearTimer(name);
      remove(timers, name);
    },
    disk: {
      read: (own) => context.disk.read(refuseReserved(own, context)),
      write: (own, value) => context.disk.write(refuseReserved(own, context), value),
    },
  };
}

function remove(timers: TimerSet[], name: string): void {
  const place = timers.findIndex((timer) => timer.name === name);
  if (place >= 0) timers.splice(place, 1);
}

function refuseReserved(own: string, { self }: Pick<Context, "self">): string {
  if (own !== key) return own;
  throw new Error(
    `Cannot use the key "${key}" of the disk of ${self} as its memory is kept there. Choose another key.`,
  );
}
