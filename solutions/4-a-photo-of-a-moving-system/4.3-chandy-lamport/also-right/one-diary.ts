/**
 * Right as well: keeps one diary of all money that ever came along each channel, and of each snapshot only the page at which
 * it began. A marker is the snapshot's name and nothing more.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer } from "@millrace/snapshots/bank.ts";

interface State {
  balance: number;
  readonly diaries: Map<MachineId, number[]>;
  /** By snapshot: how long each diary was when this machine recorded itself. */
  readonly pages: Map<string, Map<MachineId, number>>;
}

type Message = Transfer | string;

export const chandyLamport: Machine<State, Message, Recording, BankInput> = defineMachine({
  start: (): State => ({ balance: openingBalance, diaries: new Map(), pages: new Map() }),

  onMessage(state, message, from, context) {
    const diary = state.diaries.get(from) ?? [];
    if (typeof message === "string") {
      begin(state, message, context);
      const transfers = diary.slice(state.pages.get(message)?.get(from) ?? 0);
      context.output({ type: "channel", snapshot: message, from, to: context.self, transfers });
    } else {
      state.balance += message.amount;
      state.diaries.set(from, [...diary, message.amount]);
    }
  },

  onInput(state, input, context) {
    if (input.type === "snapshot") return begin(state, input.snapshot, context);
    state.balance -= input.amount;
    context.send(input.to, { type: "transfer", amount: input.amount });
  },
});

function begin({ balance, diaries, pages }: State, snapshot: string, context: Context<Message, Recording>): void {
  if (pages.has(snapshot)) return;
  pages.set(snapshot, new Map([...diaries].map(([from, diary]) => [from, diary.length])));
  for (const peer of context.peers) context.send(peer, snapshot);
  context.output({ type: "recorded", snapshot, balance });
}
