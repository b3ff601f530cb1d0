/**
 * Raynal–Schiper–Toueg: causal order for messages that each go to one machine.
 *
 * Edit `RstMessage`, `RstState` and the three handlers. What goes in and what comes out is fixed.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a machine is asked to do: send `payload`, any JSON value, to the machine `to`. Fixed. */
export interface RstInput {
  readonly to: MachineId;
  readonly payload: unknown;
}

/** What the outside sees: a payload reaches its application. Fixed. */
export interface RstOutput {
  readonly type: "delivered";
  /** The machine that was asked to send it. */
  readonly from: MachineId;
  readonly payload: unknown;
}

/** What travels. Yours. */
export interface RstMessage {
  // TODO(learner): which messages might its receiver lack? What does the sender know of them?
  readonly payload: unknown;
}

/** What a machine remembers. Yours: plain data, in an object. */
export interface RstState {
  // TODO(learner): what is known to have been sent, by whom and to whom? What has been delivered here, what is held back?
}

export const raynalSchiperToueg: Machine<RstState, RstMessage, RstOutput, RstInput> = defineMachine({
  start(): RstState {
    // TODO(learner): the state before anything has happened. `({ self, peers })` names all the machines.
    return {};
  },

  onMessage(state, message, from, context) {
    // TODO(learner): this delivers whatever comes, as it comes. Deliver only what is due, then whatever waited for it.
    context.output({ type: "delivered", from, payload: message.payload });
  },

  onInput(state, { to, payload }, context) {
    // TODO(learner): send the payload with what its receiver must know.
    context.send(to, { payload });
  },
});
