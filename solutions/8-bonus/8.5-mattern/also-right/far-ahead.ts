/**
 * Right as well: a full vector clock that ticks at whatever happens, and a time so far ahead that nothing but the jump can
 * come near it. So the machine that is asked goes on sending. Each transfer in transit is put under its channel as it turns
 * up, and the sum of all counts says when no more will.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer } from "@millrace/snapshots/bank.ts";

type Time = Record<MachineId, number>;

interface State {
  balance: number;
  clock: Time;
  sent: number;
  received: number;
  goal: { readonly component: MachineId; readonly value: number; readonly snapshot: string } | null;
  isPast: boolean;
  wanted: string[];
  desk: { unheard: MachineId[]; silent: MachineId[]; balance: number; channels: Map<string, number[]> } | null;
}

type Message =
  | (Transfer & { readonly time: Time })
  | { readonly type: "goal"; readonly value: number; readonly snapshot: string }
  | { readonly type: "understood" }
  | { readonly type: "now"; readonly time: Time }
  | { readonly type: "counts"; readonly sent: number; readonly received: number }
  | { readonly type: "found"; readonly from: MachineId; readonly amount: number };

type Reach = Context<Message, Recording>;

const farAhead = 1_000_000;

export const mattern: Machine<State, Message, Recording, BankInput> = defineMachine({
  start: (): State => ({
    balance: openingBalance,
    clock: {},
    sent: 0,
    received: 0,
    goal: null,
    isPast: false,
    wanted: [],
    desk: null,
  }),

  onMessage(state, message, from, context) {
    if (message.type === "goal") {
      state.goal = { component: from, value: message.value, snapshot: message.snapshot };
      state.isPast = false;
      context.send(from, { type: "understood" });
    } else if (message.type === "understood") {
      if (state.desk !== null) state.desk.unheard = state.desk.unheard.filter((machine) => machine !== from);
      jump(state, context);
    } else if (message.type === "now") {
      advance(state, message.time, context);
    } else if (message.type === "counts") {
      file(state, { from, surplus: message.sent - message.received }, context);
    } else if (message.type === "found") {
      put(state, { from: message.from, to: from, amount: message.amount }, context);
    } else {
      advance(state, message.time, context);
      state.balance += message.amount;
      state.received += 1;
      tick(state, context);
      if (state.goal === null || !state.isPast || isReached(state, message.time)) return;
      const { component } = state.goal;
      if (component === context.self) put(state, { from, to: component, amount: message.amount }, context);
      else context.send(component, { type: "found", from, amount: message.amount });
    }
  },

  onInput(state, input, context) {
    tick(state, context);
    if (input.type === "snapshot") {
      state.wanted.push(input.snapshot);
      begin(state, context);
    } else {
      state.balance -= input.amount;
      state.sent += 1;
      context.send(input.to, { type: "transfer", amount: input.amount, time: state.clock });
    }
  },
});

function tick({ clock }: State, { self }: Reach): void {
  clock[self] = (clock[self] ?? 0) + 1;
}

function isReached({ goal }: State, time: Time): boolean {
  return goal !== null && (time[goal.component] ?? 0) >= goal.value;
}

function begin(state: State, context: Reach): void {
  const [snapshot] = state.wanted;
  if (state.desk !== null || snapshot === undefined) return;
  const { self, peers } = context;
  const value = (Math.floor((state.clock[self] ?? 0) / farAhead) + 1) * farAhead;
  state.wanted = state.wanted.slice(1);
  state.goal = { component: self, value, snapshot };
  state.isPast = false;
  state.desk = { unheard: [...peers], silent: [self, ...peers], balance: 0, channels: new Map() };
  for (const peer of peers) context.send(peer, { type: "goal", value, snapshot });
  jump(state, context);
}

function jump(state: State, context: Reach): void {
  if (state.desk?.unheard.length !== 0 || state.goal === null || state.isPast) return;
  const time = { ...state.clock, [context.self]: state.goal.value };
  advance(state, time, context);
  for (const peer of context.peers) context.send(peer, { type: "now", time });
}

function advance(state: State, time: Time, context: Reach): void {
  if (!state.isPast && isReached(state, time) && state.goal !== null) {
    const { component, snapshot } = state.goal;
    state.isPast = true;
    context.output({ type: "recorded", snapshot, balance: state.balance });
    const { sent, received } = state;
    if (component === context.self) file(state, { from: component, surplus: sent - received }, context);
    else context.send(component, { type: "counts", sent, received });
  }
  for (const [machine, value] of Object.entries(time)) {
    if ((state.clock[machine] ?? 0) < value) state.clock[machine] = value;
  }
}

function file(
  state: State,
  { from, surplus }: { readonly from: MachineId; readonly surplus: number },
  context: Reach,
): void {
  if (state.desk === null) return;
  state.desk.silent = state.desk.silent.filter((machine) => machine !== from);
  state.desk.balance += surplus;
  close(state, context);
}

function put(
  state: State,
  { from, to, amount }: { readonly from: MachineId; readonly to: MachineId; readonly amount: number },
  context: Reach,
): void {
  if (state.desk === null) return;
  const key = JSON.stringify([from, to]);
  state.desk.channels.set(key, [...(state.desk.channels.get(key) ?? []), amount]);
  state.desk.balance -= 1;
  close(state, context);
}

function close(state: State, context: Reach): void {
  const { desk, goal } = state;
  if (desk === null || goal === null || desk.silent.length > 0 || desk.balance !== 0) return;
  const all = [context.self, ...context.peers];
  for (const from of all) {
    for (const to of all) {
      const transfers = desk.channels.get(JSON.stringify([from, to])) ?? [];
      if (from !== to) context.output({ type: "channel", snapshot: goal.snapshot, from, to, transfers });
    }
  }
  state.desk = null;
  begin(state, context);
}
