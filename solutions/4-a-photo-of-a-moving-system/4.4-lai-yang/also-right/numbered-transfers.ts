/**
 * Right as well: numbers its transfers, each channel from 0, and keeps them all in one diary; a report is a page of it, and is
 * sent late. What was in transit is found by number, not by amount.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer } from "@millrace/snapshots/bank.ts";

interface Entry {
  readonly from: MachineId;
  readonly to: MachineId;
  readonly number: number;
  readonly amount: number;
}

interface State {
  balance: number;
  /** All transfers of this machine, in and out. */
  readonly diary: Entry[];
  readonly known: Map<string, Known>;
}

/** A snapshot that this machine has recorded itself for. */
interface Known {
  readonly asker: MachineId;
  /** How many entries the diary had then. */
  readonly page: number;
  isReported: boolean;
  /** At the asker: what the others wrote. */
  readonly reports: Map<MachineId, readonly Entry[]>;
}

type Message = { readonly news: readonly (readonly [string, MachineId])[] } & (
  | (Transfer & { readonly number: number })
  | { readonly type: "news" }
  | { readonly type: "diary"; readonly of: string; readonly entries: readonly Entry[] }
);

type Reach = Context<Message, Recording>;

export const laiYang: Machine<State, Message, Recording, BankInput> = defineMachine({
  start: (): State => ({ balance: openingBalance, diary: [], known: new Map() }),

  onMessage(state, message, from, context) {
    for (const [snapshot, asker] of message.news) learn(state, { snapshot, asker }, context);
    if (message.type === "transfer") {
      const { amount, number } = message;
      state.balance += amount;
      state.diary.push({ from, to: context.self, number, amount });
    } else if (message.type === "diary") {
      state.known.get(message.of)?.reports.set(from, message.entries);
      finish(state, message.of, context);
    }
  },

  onTimer(state, _timer, context) {
    report(state, context);
  },

  onInput(state, input, context) {
    if (input.type === "snapshot") {
      learn(state, { snapshot: input.snapshot, asker: context.self }, context);
      for (const peer of context.peers) context.send(peer, { type: "news", news: newsOf(state) });
      return;
    }
    const { to, amount } = input;
    const number = state.diary.filter((entry) => entry.from === context.self && entry.to === to).length;
    state.balance -= amount;
    state.diary.push({ from: context.self, to, number, amount });
    context.send(to, { type: "transfer", amount, number, news: newsOf(state) });
  },
});

function newsOf({ known }: State): [string, MachineId][] {
  return [...known].map(([snapshot, { asker }]) => [snapshot, asker]);
}

function learn(
  state: State,
  { snapshot, asker }: { readonly snapshot: string; readonly asker: MachineId },
  context: Reach,
): void {
  if (state.known.has(snapshot)) return;
  state.known.set(snapshot, { asker, page: state.diary.length, isReported: false, reports: new Map() });
  context.output({ type: "recorded", snapshot, balance: state.balance });
  context.setTimer("report", 30);
}

function report(state: State, context: Reach): void {
  for (const [snapshot, known] of state.known) {
    if (known.isReported) continue;
    known.isReported = true;
    const entries = state.diary.slice(0, known.page);
    if (known.asker !== context.self) {
      context.send(known.asker, { type: "diary", of: snapshot, entries, news: newsOf(state) });
    } else {
      known.reports.set(context.self, entries);
      finish(state, snapshot, context);
    }
  }
}

function finish(state: State, snapshot: string, context: Reach): void {
  const reports = state.known.get(snapshot)?.reports ?? new Map<MachineId, readonly Entry[]>();
  if (reports.size < context.peers.length + 1) return;
  for (const from of reports.keys()) {
    for (const to of reports.keys()) {
      if (from === to) continue;
      const isHere = (entry: Entry): boolean => entry.from === from && entry.to === to;
      const arrived = new Set((reports.get(to) ?? []).filter(isHere).map(({ number }) => number));
      const left = (reports.get(from) ?? []).filter((entry) => isHere(entry) && !arrived.has(entry.number));
      context.output({ type: "channel", snapshot, from, to, transfers: left.map(({ amount }) => amount) });
    }
  }
}
