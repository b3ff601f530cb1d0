/**
 * Mattern's snapshot: a photo at a moment that has been agreed on beforehand, in vector time.
 *
 * Whoever is asked for a snapshot announces a time of its own that has not come yet, and sends no money until everybody has
 * confirmed it. Then its clock jumps there. The news rides on the vector times of messages: just before its own clock
 * would get there, each machine records itself. All that was sent before that time is white. Reports say how much more
 * money was sent than received; what arrives late is passed on to whoever was asked, until that many have come.
 *
 * State: the balance, a vector time that counts transfers (and jumps), their difference, the time that is agreed on; and at
 * the machine that is asked, what it waits for. Message: a transfer with the vector time of its sender; besides them an
 * announcement, a confirmation, a jump and a report for each machine, and one message for each transfer that comes late.
 *
 * Source: Mattern, "Efficient algorithms for distributed snapshots and global virtual time approximation" (1993);
 * Kshemkalyani & Singhal, Distributed Computing (2008), ch. 4. We deviate in that only sending moves the clock.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer, type TransferInput } from "./bank.ts";

/** What a machine remembers. */
export interface State {
  /** What it has. */
  balance: number;
  /** For each machine, how many of its messages are known of here. */
  readonly time: VectorTime;
  /** Transfers sent less transfers received. */
  surplus: number;
  /** The newest snapshot that was announced. */
  plan?: Plan;
  /** At the machine that is asked: the snapshot under way. */
  collection?: Collection;
  /** At the machine that is asked: the snapshots that it has not begun, by name. */
  readonly asked: string[];
  /** At the machine that is asked: transfers that wait for its jump. */
  waiting: TransferInput[];
}

/** For each machine, a number; 0 if it is absent. */
export type VectorTime = Record<MachineId, number>;

/** When which snapshot is taken. */
export interface Plan {
  /** Its name. */
  readonly snapshot: string;
  /** The machine that was asked for it. */
  readonly by: MachineId;
  /** The component of that machine that red messages have reached. */
  readonly at: number;
  /** Whether this machine has recorded itself. */
  isRecorded: boolean;
}

/** What the machine that is asked waits for. */
export interface Collection {
  /** How many have yet to confirm the announcement. */
  confirmations: number;
  /** How many have yet to report. */
  reports: number;
  /** The sum of what was reported: how many transfers were in transit, once all have. */
  inTransit: number;
  /** Those that have turned up. */
  readonly late: Late[];
}

/** A transfer that was sent before its sender recorded and received after its receiver did. */
export interface Late {
  /** Who sent it. */
  readonly from: MachineId;
  /** Who received it. */
  readonly to: MachineId;
  /** How much. */
  readonly amount: number;
}

/** What machines send each other. */
export type Message =
  | (Transfer & { readonly time: VectorTime })
  | { readonly type: "announce"; readonly snapshot: string; readonly at: number }
  | { readonly type: "confirm" }
  | { readonly type: "jump"; readonly time: VectorTime }
  | { readonly type: "report"; readonly surplus: number }
  | { readonly type: "late"; readonly late: Late };

/**
 * One participant. All snapshots are asked for at the same machine; it needs a channel to every other and back.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { mattern } from "@millrace/snapshots";
 *
 * const { events } = simulate(
 *   defineSystem({
 *     machines: { a: mattern, b: mattern },
 *     channels: "any-order",
 *     inputs: [at("a", { type: "snapshot", snapshot: "noon" })],
 *   }),
 * );
 * const confirmed = events.findIndex(({ message }) => JSON.stringify(message) === '{"type":"confirm"}');
 * const recorded = events.findIndex(({ outputs }) => outputs.length > 0);
 * if (recorded < confirmed) throw new Error("a records itself when b has confirmed, not when a is asked");
 * ```
 */
export const mattern: Machine<State, Message, Recording, BankInput> = defineMachine({
  start: (): State => ({ balance: openingBalance, time: {}, surplus: 0, asked: [], waiting: [] }),

  onMessage(state, message, from, context) {
    switch (message.type) {
      case "announce":
        state.plan = { snapshot: message.snapshot, by: from, at: message.at, isRecorded: false };
        context.send(from, { type: "confirm" });
        break;
      case "confirm":
        if (state.collection !== undefined) state.collection.confirmations -= 1;
        jumpIfConfirmed(state, context);
        break;
      case "jump":
        moveTo(state, message.time, context);
        break;
      case "transfer":
        moveTo(state, message.time, context);
        take(state, { from, to: context.self, amount: message.amount, time: message.time }, context);
        break;
      case "report":
        addReport(state, message.surplus, context);
        break;
      case "late":
        addLate(state, message.late, context);
        break;
    }
  },

  onInput(state, input, context) {
    if (input.type === "snapshot") {
      state.asked.push(input.snapshot);
      announceNext(state, context);
    } else if (state.plan?.by === context.self && !state.plan.isRecorded) {
      state.waiting.push(input);
    } else {
      pay(state, input, context);
    }
  },
});

type Reach = Context<Message, Recording>;

function pay(state: State, { to, amount }: TransferInput, context: Reach): void {
  state.balance -= amount;
  state.surplus += 1;
  state.time[context.self] = componentOf(state.time, context.self) + 1;
  context.send(to, { type: "transfer", amount, time: state.time });
}

/** Money has come. If it is white and this machine is red, it was in transit. */
function take(state: State, { time, ...late }: Late & { readonly time: VectorTime }, context: Reach): void {
  const { plan } = state;
  state.balance += late.amount;
  state.surplus -= 1;
  if (plan?.isRecorded !== true || componentOf(time, plan.by) >= plan.at) return;
  if (plan.by === context.self) addLate(state, late, context);
  else context.send(plan.by, { type: "late", late });
}

/** Announces the next snapshot, if none is under way: it is taken when this machine would send its next message. */
function announceNext(state: State, context: Reach): void {
  const [snapshot] = state.asked;
  if (snapshot === undefined || state.collection !== undefined) return;
  const { self, peers } = context;
  state.asked.shift();
  state.plan = { snapshot, by: self, at: componentOf(state.time, self) + 1, isRecorded: false };
  state.collection = { confirmations: peers.length, reports: peers.length + 1, inTransit: 0, late: [] };
  for (const peer of peers) context.send(peer, { type: "announce", snapshot, at: state.plan.at });
  jumpIfConfirmed(state, context);
}

/** Everybody knows of the time: now it may come. */
function jumpIfConfirmed(state: State, context: Reach): void {
  const { plan, collection } = state;
  if (plan === undefined || collection === undefined || collection.confirmations > 0) return;
  const time = { ...state.time, [context.self]: plan.at };
  for (const peer of context.peers) context.send(peer, { type: "jump", time });
  moveTo(state, time, context);
  for (const transfer of state.waiting.splice(0)) pay(state, transfer, context);
}

/** Moves the clock; but if that takes it to the time that is agreed on, the machine records itself first. */
function moveTo(state: State, time: VectorTime, context: Reach): void {
  const { plan } = state;
  if (plan !== undefined && !plan.isRecorded && componentOf(time, plan.by) >= plan.at) record(state, plan, context);
  for (const machine of Object.keys(time)) {
    state.time[machine] = Math.max(componentOf(state.time, machine), componentOf(time, machine));
  }
}

function record(state: State, plan: Plan, context: Reach): void {
  plan.isRecorded = true;
  context.output({ type: "recorded", snapshot: plan.snapshot, balance: state.balance });
  if (plan.by === context.self) addReport(state, state.surplus, context);
  else context.send(plan.by, { type: "report", surplus: state.surplus });
}

function addReport(state: State, surplus: number, context: Reach): void {
  if (state.collection === undefined) return;
  state.collection.reports -= 1;
  state.collection.inTransit += surplus;
  finishIfComplete(state, context);
}

function addLate(state: State, late: Late, context: Reach): void {
  state.collection?.late.push(late);
  finishIfComplete(state, context);
}

/** All have reported, and as much has turned up as was in transit. */
function finishIfComplete(state: State, context: Reach): void {
  const { plan, collection } = state;
  if (plan === undefined || collection === undefined || collection.reports > 0) return;
  if (collection.late.length < collection.inTransit) return;
  const machines = [context.self, ...context.peers];
  for (const from of machines) {
    for (const to of machines) {
      if (from === to) continue;
      const transfers = collection.late
        .filter((late) => late.from === from && late.to === to)
        .map(({ amount }) => amount);
      context.output({ type: "channel", snapshot: plan.snapshot, from, to, transfers });
    }
  }
  delete state.collection;
  announceNext(state, context);
}

function componentOf(time: VectorTime, machine: MachineId): number {
  return time[machine] ?? 0;
}
