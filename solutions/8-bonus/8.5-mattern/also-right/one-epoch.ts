/**
 * Right as well: the time has one component, that of the machine that is asked, and it counts its snapshots. Sending does not
 * move it, so nobody has to stand still, and a message is white or red as in 4.4. What arrived late is kept by its
 * receiver and told together, when a timer goes off, one message for each.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer } from "@millrace/snapshots/bank.ts";

interface State {
  balance: number;
  /** In how many snapshots this machine has recorded itself. */
  epoch: number;
  /** Of each snapshot that was announced, by number from 1. */
  readonly announced: { readonly snapshot: string; readonly by: MachineId }[];
  /** Sent less received. */
  onTheWay: number;
  lateHere: Late[];
  /** At the machine that is asked. */
  readonly queue: string[];
  office: Office | null;
}

interface Office {
  yes: number;
  reports: number;
  missing: number;
  readonly found: Late[];
}

interface Late {
  readonly from: MachineId;
  readonly to: MachineId;
  readonly amount: number;
}

type Message =
  | (Transfer & { readonly time: Record<MachineId, number> })
  | { readonly prepare: string }
  | { readonly yes: true }
  | { readonly go: number }
  | { readonly count: number }
  | { readonly late: Late };

type Reach = Context<Message, Recording>;

export const mattern: Machine<State, Message, Recording, BankInput> = defineMachine({
  start: (): State => ({
    balance: openingBalance,
    epoch: 0,
    announced: [],
    onTheWay: 0,
    lateHere: [],
    queue: [],
    office: null,
  }),

  onMessage(state, message, from, context) {
    if ("prepare" in message) {
      state.announced.push({ snapshot: message.prepare, by: from });
      context.send(from, { yes: true });
    } else if ("yes" in message) {
      if (state.office !== null) state.office.yes += 1;
      go(state, context);
    } else if ("go" in message) {
      reach(state, message.go, context);
    } else if ("count" in message) {
      count(state, message.count, context);
    } else if ("late" in message) {
      find(state, message.late, context);
    } else {
      const epoch = Math.max(0, ...Object.values(message.time));
      reach(state, epoch, context);
      state.balance += message.amount;
      state.onTheWay -= 1;
      if (epoch === state.epoch) return;
      state.lateHere.push({ from, to: context.self, amount: message.amount });
      context.setTimer("tell", 3);
    }
  },

  onTimer(state, _timer, context) {
    const whom = state.announced.at(-1)?.by;
    for (const late of state.lateHere.splice(0)) {
      if (whom === context.self) find(state, late, context);
      else if (whom !== undefined) context.send(whom, { late });
    }
  },

  onInput(state, input, context) {
    if (input.type === "snapshot") {
      state.queue.push(input.snapshot);
      prepare(state, context);
      return;
    }
    const whom = state.announced.at(-1)?.by;
    state.balance -= input.amount;
    state.onTheWay += 1;
    const time = whom === undefined ? {} : { [whom]: state.epoch };
    context.send(input.to, { type: "transfer", amount: input.amount, time });
  },
});

function prepare(state: State, context: Reach): void {
  if (state.office !== null) return;
  const snapshot = state.queue.shift();
  if (snapshot === undefined) return;
  state.announced.push({ snapshot, by: context.self });
  state.office = { yes: 0, reports: 0, missing: 0, found: [] };
  for (const peer of context.peers) context.send(peer, { prepare: snapshot });
  go(state, context);
}

function go(state: State, context: Reach): void {
  if (state.office?.yes !== context.peers.length) return;
  for (const peer of context.peers) context.send(peer, { go: state.announced.length });
  reach(state, state.announced.length, context);
}

function reach(state: State, epoch: number, context: Reach): void {
  if (epoch <= state.epoch) return;
  state.epoch = epoch;
  const { snapshot = "", by = "" } = state.announced[epoch - 1] ?? {};
  context.output({ type: "recorded", snapshot, balance: state.balance });
  if (by === context.self) count(state, state.onTheWay, context);
  else context.send(by, { count: state.onTheWay });
}

function count(state: State, onTheWay: number, context: Reach): void {
  if (state.office === null) return;
  state.office.reports += 1;
  state.office.missing += onTheWay;
  publish(state, context);
}

function find(state: State, late: Late, context: Reach): void {
  state.office?.found.push(late);
  publish(state, context);
}

function publish(state: State, context: Reach): void {
  const { office, announced } = state;
  const everybody = [...context.peers, context.self];
  if (office === null || office.reports < everybody.length || office.found.length < office.missing) return;
  state.office = null;
  for (const from of everybody) {
    for (const to of everybody.filter((other) => other !== from)) {
      const onIt = office.found.filter((late) => late.from === from && late.to === to);
      const transfers = onIt.map(({ amount }) => amount);
      context.output({ type: "channel", snapshot: announced.at(-1)?.snapshot ?? "", from, to, transfers });
    }
  }
  prepare(state, context);
}
