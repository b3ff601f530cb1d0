/**
 * Right as well: each transfer says for which snapshots its sender has recorded itself, so that it is known by itself on
 * which side of the marker it was sent. The marker is left with one thing to say: that nothing more comes.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer } from "@millrace/snapshots/bank.ts";

interface State {
  balance: number;
  /** The snapshots that this machine has recorded itself for. */
  readonly mine: Set<string>;
  /** All money that came after some recording of this machine. */
  readonly came: Arrival[];
}

interface Arrival {
  readonly from: MachineId;
  readonly amount: number;
  /** The snapshots that had this machine's part and not the sender's. */
  readonly inTransitFor: readonly string[];
}

type Message = (Transfer & { readonly after: ReadonlySet<string> }) | { readonly last: true; readonly of: string };

export const chandyLamport: Machine<State, Message, Recording, BankInput> = defineMachine({
  start: (): State => ({ balance: openingBalance, mine: new Set(), came: [] }),

  onMessage(state, message, from, context) {
    if ("last" in message) {
      record(state, message.of, context);
      const arrivals = state.came.filter((each) => each.from === from && each.inTransitFor.includes(message.of));
      const transfers = arrivals.map(({ amount }) => amount);
      context.output({ type: "channel", snapshot: message.of, from, to: context.self, transfers });
      return;
    }
    const { amount, after } = message;
    for (const snapshot of after) record(state, snapshot, context);
    state.balance += amount;
    const inTransitFor = [...state.mine].filter((snapshot) => !after.has(snapshot));
    if (inTransitFor.length > 0) state.came.push({ from, amount, inTransitFor });
  },

  onInput(state, input, context) {
    if (input.type === "snapshot") return record(state, input.snapshot, context);
    state.balance -= input.amount;
    context.send(input.to, { type: "transfer", amount: input.amount, after: state.mine });
  },
});

function record(state: State, snapshot: string, context: Context<Message, Recording>): void {
  if (state.mine.has(snapshot)) return;
  state.mine.add(snapshot);
  context.output({ type: "recorded", snapshot, balance: state.balance });
  for (const peer of context.peers) context.send(peer, { last: true, of: snapshot });
}
