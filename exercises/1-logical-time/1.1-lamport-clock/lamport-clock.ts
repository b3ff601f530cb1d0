/**
 * Lamport's scalar clock: numbers events so that no effect has a lower number than its cause.
 *
 * Edit the message, the state, the handlers and `compareStamps`. What goes in and what comes out is fixed.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a clock is asked to do: have an event of its own, or one that sends a message to the machine `to`. Fixed. */
export type ClockInput = { readonly type: "local" } | { readonly type: "send"; readonly to: MachineId };

/** What the outside sees: one for each event. Fixed. */
export interface LamportOutput {
  readonly type: "stamped";
  /** A whole number; a machine's first event has 1, unless a message says more. */
  readonly counter: number;
}

/** A stamp with its machine's name. Fixed. */
export interface Stamp {
  readonly counter: number;
  readonly machine: MachineId;
}

/** What travels with a message. Yours. */
export interface LamportMessage {
  // TODO(learner): what must the receiver know of the sender's clock?
}

/** What a clock remembers. Yours: plain data, in an object. */
export interface LamportState {
  counter: number;
}

export const lamportClock: Machine<LamportState, LamportMessage, LamportOutput, ClockInput> = defineMachine({
  start: () => ({ counter: 0 }),

  onMessage(state, message, from, context) {
    // TODO(learner): a receipt is an event too: let the clock catch up with the message, then count, then stamp.
    context.output({ type: "stamped", counter: state.counter });
  },

  onInput(state, input, context) {
    // TODO(learner): count before you stamp, then send what a "send" request asks for: context.send(input.to, …).
    context.output({ type: "stamped", counter: state.counter });
  },
});

/**
 * Puts two stamps in order: negative if `first` comes first, positive if `second` does, 0 only if they are the same.
 * For `Array.prototype.sort`.
 */
export function compareStamps(first: Stamp, second: Stamp): number {
  // TODO(learner): this leaves ties open. Who comes first when two machines gave the same counter?
  return first.counter - second.counter;
}
