/**
 * Lamport's scalar clock: numbers events so that no effect has a lower number than its cause, without any wall clock.
 *
 * State: `counter`, the stamp of this machine's last event, 0 before the first.
 * Message: `counter`, the stamp of the event that sent it.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 3, scalar time with d = 1; after Lamport (1978).
 * We deviate in one word: an event here is one run of a handler, so a request to send is itself the send event.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

/**
 * A machine that stamps its events. Each request and each message received is one event and puts out one stamp; each
 * `send` request puts one message on its way.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { lamportClock } from "@millrace/clocks";
 *
 * const world = new World(
 *   defineSystem({
 *     machines: { a: lamportClock, b: lamportClock },
 *     inputs: [at("a", { type: "local" }), at("a", { type: "send", to: "b" })],
 *   }),
 * );
 * world.apply({ kind: "input", machine: "a", input: 0 });
 * world.apply({ kind: "input", machine: "a", input: 1 });
 * const received = world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
 * if (JSON.stringify(received.outputs) !== '[{"type":"stamped","counter":3}]') throw new Error("after 1 and 2 comes 3");
 * ```
 */
export const lamportClock: Machine<LamportState, LamportMessage, LamportOutput, ClockInput> = defineMachine({
  start: () => ({ counter: 0 }),

  onMessage(state, message, _from, context) {
    state.counter = Math.max(state.counter, message.counter);
    stamp(state, context);
  },

  onInput(state, input, context) {
    stamp(state, context);
    if (input.type === "send") context.send(input.to, { counter: state.counter });
  },
});

/**
 * Puts two stamps in order: negative if `first` comes first, positive if `second` does, 0 only for one and the same
 * event. The lower counter comes first; between equal counters the machines' names decide, so that everyone who
 * merges the same stamps gets the same list. For `Array.prototype.sort`.
 *
 * @example
 * ```ts
 * import { compareStamps } from "@millrace/clocks";
 *
 * const merged = [{ counter: 10, machine: "a" }, { counter: 9, machine: "b" }, { counter: 9, machine: "a" }].sort(compareStamps);
 * if (merged.map(({ counter, machine }) => `${counter}${machine}`).join() !== "9a,9b,10a") throw new Error("9a, 9b, 10a");
 * ```
 */
export function compareStamps(first: Stamp, second: Stamp): number {
  if (first.counter !== second.counter) return first.counter - second.counter;
  if (first.machine === second.machine) return 0;
  return first.machine < second.machine ? -1 : 1;
}

/** What a clock is asked to do: have an event of its own, or one that sends a message to the machine `to`. */
export type ClockInput = { readonly type: "local" } | { readonly type: "send"; readonly to: MachineId };

/** A stamp with its machine's name: unique in the system, since a machine never gives a counter twice. */
export interface Stamp {
  /** A whole number from 1. */
  readonly counter: number;
  /** Whose event it is. */
  readonly machine: MachineId;
}

/** What a clock remembers. */
export interface LamportState {
  /** The stamp of the last event; 0 before the first. */
  counter: number;
}

/** What travels with a message. */
export interface LamportMessage {
  /** The stamp of the event that sent it. */
  readonly counter: number;
}

/** What the outside sees: one for each event. */
export interface LamportOutput {
  /** The only kind of output. */
  readonly type: "stamped";
  /** A whole number from 1. */
  readonly counter: number;
}

function stamp(state: LamportState, context: Context<LamportMessage, LamportOutput>): void {
  state.counter += 1;
  context.output({ type: "stamped", counter: state.counter });
}
