/**
 * FIFO delivery: each payload reaches the other side once, in the order in which its source was asked to send.
 *
 * Edit `FifoMessage`, `FifoState` and the three handlers. What goes in and what comes out is fixed.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a machine is asked to do: send `payload`, any JSON value, to the machine `to`. Fixed. */
export interface FifoInput {
  readonly to: MachineId;
  readonly payload: unknown;
}

/** What the outside sees: a payload reaches its application. Fixed. */
export interface FifoOutput {
  readonly type: "delivered";
  /** The machine that was asked to send it. */
  readonly from: MachineId;
  readonly payload: unknown;
}

/** What travels. Yours. */
export interface FifoMessage {
  // TODO(learner): what must the receiver know, besides the payload?
  readonly payload: unknown;
}

/** What a machine remembers. Yours: plain data, in an object. */
export interface FifoState {
  // TODO(learner): what does a sender count? What does a receiver wait for, and what does it hold back?
}

export const fifoDelivery: Machine<FifoState, FifoMessage, FifoOutput, FifoInput> = defineMachine({
  start(): FifoState {
    // TODO(learner): the state before anything has happened.
    return {};
  },

  onMessage(state, message, from, context) {
    // TODO(learner): this delivers whatever comes, as it comes. Deliver only what is due, and then all that waited for it.
    context.output({ type: "delivered", from, payload: message.payload });
  },

  onInput(state, { to, payload }, context) {
    // TODO(learner): send the payload with what its receiver must know.
    context.send(to, { payload });
  },
});
