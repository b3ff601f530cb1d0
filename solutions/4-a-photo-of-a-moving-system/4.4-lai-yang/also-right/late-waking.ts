/**
 * Right as well: nobody is woken at once. The machine that was asked waits a while for reports, as money may carry the news
 * anyway, and wakes only those that it has not heard from. Each transfer has a stamp of its own, and reports are lists of
 * stamps; those that are in one list and not in the other were in transit.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer } from "@millrace/snapshots/bank.ts";

/** Amount by stamp: "from to number". */
type Money = Map<string, number>;

interface State {
  balance: number;
  sent: Money;
  received: Money;
  /** Snapshots that this machine is in, each with whoever was asked for it. */
  red: Map<string, MachineId>;
  /** Snapshots that this machine was asked for and that are not complete. */
  open: Map<string, Map<MachineId, { readonly sent: Money; readonly received: Money }>>;
}

type Message = { readonly red: ReadonlyMap<string, MachineId> } & (
  | (Transfer & { readonly stamp: string })
  | { readonly call: string }
  | { readonly answerTo: string; readonly sent: Money; readonly received: Money }
);

type Reach = Context<Message, Recording>;

const patienceMs = 60;

export const laiYang: Machine<State, Message, Recording, BankInput> = defineMachine({
  start: (): State => ({
    balance: openingBalance,
    sent: new Map(),
    received: new Map(),
    red: new Map(),
    open: new Map(),
  }),

  onMessage(state, message, from, context) {
    for (const [snapshot, asker] of message.red) turnRed(state, { snapshot, asker }, context);
    if ("stamp" in message) {
      state.balance += message.amount;
      state.received.set(message.stamp, message.amount);
    } else if ("answerTo" in message) {
      const { answerTo, sent, received } = message;
      state.open.get(answerTo)?.set(from, { sent, received });
      compare(state, answerTo, context);
    }
  },

  onTimer({ open, red }, snapshot, context) {
    for (const peer of context.peers) {
      if (open.get(snapshot)?.has(peer) === false) context.send(peer, { call: snapshot, red });
    }
  },

  onInput(state, input, context) {
    if (input.type === "transfer") {
      const stamp = `${context.self} ${input.to} ${state.sent.size}`;
      state.sent.set(stamp, input.amount);
      state.balance -= input.amount;
      context.send(input.to, { type: "transfer", amount: input.amount, stamp, red: state.red });
    } else {
      state.open.set(input.snapshot, new Map());
      turnRed(state, { snapshot: input.snapshot, asker: context.self }, context);
      context.setTimer(input.snapshot, patienceMs);
    }
  },
});

function turnRed(
  state: State,
  { snapshot, asker }: { readonly snapshot: string; readonly asker: MachineId },
  context: Reach,
): void {
  if (state.red.has(snapshot)) return;
  state.red.set(snapshot, asker);
  context.output({ type: "recorded", balance: state.balance, snapshot });
  const { sent, received, red } = state;
  if (asker !== context.self) {
    context.send(asker, { answerTo: snapshot, sent, received, red });
  } else {
    state.open.get(snapshot)?.set(asker, { sent: new Map(sent), received: new Map(received) });
  }
  compare(state, snapshot, context);
}

function compare({ open }: State, snapshot: string, context: Reach): void {
  const answers = open.get(snapshot);
  if (answers === undefined || answers.size <= context.peers.length) return;
  open.delete(snapshot);
  const left = new Map([...answers.values()].flatMap(({ sent }) => [...sent]));
  for (const { received } of answers.values()) for (const stamp of received.keys()) left.delete(stamp);
  for (const from of answers.keys()) {
    for (const to of answers.keys()) {
      if (from === to) continue;
      const onTheWay = [...left].filter(([stamp]) => stamp.startsWith(`${from} ${to} `));
      context.output({ type: "channel", snapshot, from, to, transfers: onTheWay.map(([, amount]) => amount) });
    }
  }
}
