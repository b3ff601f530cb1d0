/**
 * Chandy–Lamport: a photo of a system that does not stand still, taken by a marker on every channel.
 *
 * The bank is given. Edit `State` and `Marker`, the marked places in the handlers, and `record`. What a machine is asked,
 * the transfers and what it puts out are fixed.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer } from "@millrace/snapshots/bank.ts";

/** What a machine remembers. Yours, but for `balance`: plain data, in an object. */
export interface State {
  balance: number;
  // TODO(learner): for which snapshots has this machine recorded itself? What has come along each channel since?
}

/** Parts what was sent before its sender recorded from what was sent after. Yours; it must not look like a transfer. */
export interface Marker {
  readonly type: "marker";
  readonly snapshot: string;
}

/** What machines send each other. A transfer is `{ type: "transfer", amount }`; you may give it more fields. */
export type Message = Transfer | Marker;

/** One participant. */
export const chandyLamport: Machine<State, Message, Recording, BankInput> = defineMachine({
  // TODO(learner): the state before anything has happened.
  start: (): State => ({ balance: openingBalance }),

  onMessage(state, message, from, context) {
    if (message.type === "transfer") {
      state.balance += message.amount;
      // TODO(learner): in which snapshots was this money on its way?
    } else {
      // TODO(learner): is this the first that the machine hears of the snapshot? And the channel: what was on it?
      const { snapshot } = message;
      context.output({ type: "recorded", snapshot, balance: state.balance });
      context.output({ type: "channel", snapshot, from, to: context.self, transfers: [] });
    }
  },

  onInput(state, input, context) {
    if (input.type === "transfer") {
      state.balance -= input.amount;
      context.send(input.to, { type: "transfer", amount: input.amount });
    } else {
      record(state, input.snapshot, context);
    }
  },
});

/** Called when a machine is asked for a snapshot. */
function record(state: State, snapshot: string, context: Context<Message, Recording>): void {
  // TODO(learner): everybody takes a photo of himself when he is told to. Who looks at the money that is on its way?
  context.output({ type: "recorded", snapshot, balance: state.balance });
  for (const peer of context.peers) context.send(peer, { type: "marker", snapshot });
}
