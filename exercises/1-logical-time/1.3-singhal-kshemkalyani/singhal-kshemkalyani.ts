/**
 * Singhal and Kshemkalyani's differential technique: a vector clock whose messages carry only the entries that have
 * changed since the last message to the same machine.
 *
 * As it comes, the file is a vector clock that sends its whole vector each time. Edit the state and the handlers. What goes
 * in, what comes out and the form of a message are fixed.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a clock is asked to do: have an event of its own, or one that sends a message to the machine `to`. Fixed. */
export type ClockInput = { readonly type: "local" } | { readonly type: "send"; readonly to: MachineId };

/** How many events of each machine are known; a machine without an entry counts as 0. Fixed. */
export type Vector = Readonly<Record<MachineId, number>>;

/** What the outside sees: one for each event. Fixed. */
export interface VectorOutput {
  readonly type: "stamped";
  readonly vector: Vector;
}

/** What travels with a message: the entries that are news to its receiver, and no other field. Fixed. */
export interface DifferentialMessage {
  readonly entries: Vector;
}

/** What a clock remembers. Yours: plain data, in an object. */
export interface DifferentialState {
  readonly vector: Record<MachineId, number>;
  // TODO(learner): what tells you later which entries a machine has been told?
}

export const singhalKshemkalyani: Machine<DifferentialState, DifferentialMessage, VectorOutput, ClockInput> =
  defineMachine({
    start: (): DifferentialState => ({ vector: {} }),

    onMessage(state, message, from, context) {
      for (const [machine, count] of Object.entries(message.entries)) {
        // TODO(learner): an entry that grows here is news for others. How will you know, at the next sending?
        state.vector[machine] = Math.max(state.vector[machine] ?? 0, count);
      }
      countEvent(state, context);
      context.output({ type: "stamped", vector: state.vector });
    },

    onInput(state, input, context) {
      countEvent(state, context);
      context.output({ type: "stamped", vector: state.vector });
      // TODO(learner): send what `input.to` has not been told yet, and take note that it has been told.
      if (input.type === "send") context.send(input.to, { entries: state.vector });
    },
  });

/** Counts one more event of this machine. */
function countEvent({ vector }: DifferentialState, { self }: Context<DifferentialMessage, VectorOutput>): void {
  vector[self] = (vector[self] ?? 0) + 1;
}
