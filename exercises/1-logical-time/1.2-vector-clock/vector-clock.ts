/**
 * Vector clock: stamps each event with how many events of every machine it knows of.
 *
 * Edit the message, the state, the handlers and `compareVectors`. What goes in and what comes out is fixed.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a clock is asked to do: have an event of its own, or one that sends a message to the machine `to`. Fixed. */
export type ClockInput = { readonly type: "local" } | { readonly type: "send"; readonly to: MachineId };

/** How many events of each machine are known: whole numbers; a machine without an entry counts as 0. Fixed. */
export type Vector = Readonly<Record<MachineId, number>>;

/** How one vector stands to another. Fixed. */
export type VectorOrder = "before" | "after" | "equal" | "concurrent";

/** What the outside sees: one for each event. Fixed. */
export interface VectorOutput {
  readonly type: "stamped";
  readonly vector: Vector;
}

/** What travels with a message. Yours. */
export interface VectorMessage {
  // TODO(learner): what must the receiver know of what the sender knows?
}

/** What a clock remembers. Yours: plain data, in an object. */
export interface VectorState {
  vector: Vector;
}

export const vectorClock: Machine<VectorState, VectorMessage, VectorOutput, ClockInput> = defineMachine({
  start: () => ({ vector: {} }),

  onMessage(state, message, from, context) {
    // TODO(learner): a receipt is an event too: first know all that the sender knew, then count, then stamp.
    context.output({ type: "stamped", vector: state.vector });
  },

  onInput(state, input, context) {
    // TODO(learner): count before you stamp, then send what a "send" request asks for: context.send(input.to, …).
    context.output({ type: "stamped", vector: state.vector });
  },
});

/** How `first` stands to `second`: a machine that is missing in one of them counts as 0 there. */
export function compareVectors(first: Vector, second: Vector): VectorOrder {
  // TODO(learner): this sees a conflict everywhere. When is there none?
  return "concurrent";
}
