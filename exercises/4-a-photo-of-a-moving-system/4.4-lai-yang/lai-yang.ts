/**
 * Lai–Yang: a photo of a system whose messages overtake each other. The marker rides on the messages.
 *
 * The bank is given. Edit `State`, `Message`, the marked places in the handlers, and `record`. What a machine is asked, the
 * type and amount of a transfer, and what it puts out are fixed.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer } from "@millrace/snapshots/bank.ts";

/** What a machine remembers. Yours, but for `balance`: plain data, in an object. */
export interface State {
  balance: number;
  // TODO(learner): for which snapshots has this machine recorded itself? What has it sent and received, and to and from whom?
}

/** What machines send each other. A transfer has `type` and `amount`; all else is yours. */
export type Message = (Transfer | { readonly type: "wake"; readonly snapshot: string }) & {
  // TODO(learner): what does every message have to say of its sender? And how does the one that was asked hear of channels?
};

/** One participant. */
export const laiYang: Machine<State, Message, Recording, BankInput> = defineMachine({
  // TODO(learner): the state before anything has happened.
  start: (): State => ({ balance: openingBalance }),

  onMessage(state, message, from, context) {
    // TODO(learner): what comes first, if the sender had recorded itself and this machine has not?
    if (message.type === "transfer") {
      // TODO(learner): somebody will want to know what came from `from`.
      state.balance += message.amount;
    } else {
      record(state, message.snapshot, context);
    }
  },

  onInput(state, input, context) {
    if (input.type === "transfer") {
      state.balance -= input.amount;
      // TODO(learner): somebody will want to know what went there. And what does the receiver want to know of this machine?
      context.send(input.to, { type: "transfer", amount: input.amount });
    } else {
      record(state, input.snapshot, context);
      for (const peer of context.peers) context.send(peer, { type: "wake", snapshot: input.snapshot });
    }
  },
});

/** Called when a machine hears of a snapshot. */
function record(state: State, snapshot: string, context: Context<Message, Recording>): void {
  // TODO(learner): once. And who is told what this machine had sent and received by now?
  context.output({ type: "recorded", snapshot, balance: state.balance });
}
