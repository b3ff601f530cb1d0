/**
 * Right as well: a machine that is active when it is visited answers when it has become passive. Waves and answers are
 * numbered, and the root keeps an account for each machine instead of sums: all is over when what each machine has sent in
 * the second wave adds up to what each had received in the first.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Terminated,
  type Work,
  type Workload,
  workTimer,
} from "@millrace/termination/workload.ts";

interface State {
  counts: Account;
  workload: Workload;
  /** The visit that waits for an answer. */
  visit?: { from: MachineId; wave: number };
  wave: number;
  accounts: Record<MachineId, Account>;
  last?: Record<MachineId, Account>;
}

interface Account {
  sent: number;
  received: number;
}

type Message =
  | Work
  | { readonly type: "visit"; readonly wave: number }
  | ({ readonly type: "account"; readonly wave: number } & Readonly<Account>);

type Own = Context<Message, Terminated>;

export const fourCounter: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ counts: { sent: 0, received: 0 }, workload: [], wave: 0, accounts: {} }),

  onMessage(state, message, from, context) {
    if (message.type === "work") {
      state.counts.received++;
      takeOn(state.workload, message.task, context);
    } else if (message.type === "visit") {
      state.visit = { from, wave: message.wave };
      answer(state, context);
    } else if (message.wave === state.wave) {
      state.accounts[from] = { sent: message.sent, received: message.received };
      judge(state, context);
    }
  },

  onTimer(state, timer, context) {
    if (timer === workTimer) {
      const { to, task } = nextSpawn(state.workload, context);
      state.counts.sent++;
      context.send(to, { type: "work", task });
      answer(state, context);
    } else if (isPassive(state.workload)) {
      startWave(state, context);
    } else {
      context.setTimer("look", 30);
    }
  },

  onInput(state, { task }, context) {
    takeOn(state.workload, task, context);
    if (isPassive(state.workload)) startWave(state, context);
    else context.setTimer("look", 30);
  },
});

function answer(state: State, context: Own): void {
  if (state.visit === undefined || !isPassive(state.workload)) return;
  context.send(state.visit.from, { type: "account", wave: state.visit.wave, ...state.counts });
  delete state.visit;
}

function startWave(state: State, context: Own): void {
  state.wave++;
  state.accounts = { [context.self]: { ...state.counts } };
  for (const peer of context.peers) context.send(peer, { type: "visit", wave: state.wave });
}

function judge(state: State, context: Own): void {
  const { accounts, last } = state;
  if (Object.keys(accounts).length <= context.peers.length) return;
  const sum = (from: Record<MachineId, Account>, field: keyof Account): number =>
    Object.values(from).reduce((total, account) => total + account[field], 0);
  if (last !== undefined && sum(last, "received") === sum(accounts, "sent")) {
    context.output({ type: "terminated" });
    return;
  }
  state.last = accounts;
  context.setTimer("look", 30);
}
