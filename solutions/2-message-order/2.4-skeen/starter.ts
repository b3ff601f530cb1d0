/**
 * Total order without a leader: every machine of a group delivers the same messages in the same order.
 *
 * Edit `Message`, `State`, the handlers and whatever helpers you like. What goes in and what comes out is fixed.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a machine is asked to do: multicast `payload`, any JSON value, to all machines, itself among them. Fixed. */
export interface Multicast {
  readonly payload: unknown;
}

/** What the outside sees: a payload reaches the application of one machine. Fixed. */
export interface Delivered {
  readonly type: "delivered";
  /** The machine that was asked to multicast it. */
  readonly from: MachineId;
  readonly payload: unknown;
}

/** What machines send each other. Yours. */
export type Message =
  // TODO(learner): what does a proposal say? And the final number? How does a receiver know which message is meant?
  { readonly type: "announcement"; readonly payload: unknown };

/** What a machine remembers. Yours: plain data, in an object. */
export interface State {
  // TODO(learner): what has come and is not delivered, and under which number? Which proposals are missing for your own?
}

/** A member of the group. Its peers are all the others; there may be none. */
export const skeen: Machine<State, Message, Delivered, Multicast> = defineMachine({
  start(): State {
    // TODO(learner): the state before anything has happened.
    return {};
  },

  onMessage(state, message, from, context) {
    // TODO(learner): this delivers whatever comes, as it comes. Propose a number instead, and wait for the final one.
    context.output({ type: "delivered", from, payload: message.payload });
  },

  onInput(state, { payload }, context) {
    for (const peer of context.peers) {
      context.send(peer, { type: "announcement", payload });
    }
    // TODO(learner): this machine is a member, too: it queues its own message like everybody else.
    context.output({ type: "delivered", from: context.self, payload });
  },
});
