/**
 * Causal broadcast: what could have caused a message is delivered before it.
 *
 * Edit `BroadcastMessage`, `BroadcastState` and the three handlers. What goes in and what comes out is fixed.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a machine is asked to do: send `payload`, any JSON value, to all others (`context.peers`). Fixed. */
export interface BroadcastInput {
  readonly payload: unknown;
}

/** What the outside sees: a payload of another machine reaches the application here. Fixed. */
export interface BroadcastOutput {
  readonly type: "delivered";
  /** The machine that was asked to send it. */
  readonly from: MachineId;
  readonly payload: unknown;
}

/** What travels. Yours. */
export interface BroadcastMessage {
  // TODO(learner): what did the sender know? The receiver has to wait until it knows as much.
  readonly payload: unknown;
}

/** What a machine remembers. Yours: plain data, in an object. */
export interface BroadcastState {
  // TODO(learner): what has been delivered here, and what is held back?
}

export const causalBroadcast: Machine<BroadcastState, BroadcastMessage, BroadcastOutput, BroadcastInput> =
  defineMachine({
    start(): BroadcastState {
      // TODO(learner): the state before anything has happened. `({ self, peers })` names all the machines.
      return {};
    },

    onMessage(state, message, from, context) {
      // TODO(learner): this delivers whatever comes, as it comes. Deliver only what is due, then whatever waited for it.
      context.output({ type: "delivered", from, payload: message.payload });
    },

    onInput(state, { payload }, context) {
      // TODO(learner): send the payload with what its receivers must know.
      for (const to of context.peers) context.send(to, { payload });
    },
  });
