/**
 * Mattern's snapshot: a photo at a moment that has been agreed on beforehand, in vector time.
 *
 * The bank is given, and so is its clock: `pay` and `moveTo` keep it. Edit `State`, `Plan` and `Message`, and the marked
 * places. What a machine is asked, what a transfer carries and what a machine puts out are fixed.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import {
  type BankInput,
  openingBalance,
  type Recording,
  type Transfer,
  type TransferInput,
} from "@millrace/snapshots/bank.ts";

/** What a machine remembers. Yours, but for `balance` and `time`: plain data, in an object. */
export interface State {
  balance: number;
  /** For each machine, how many of its messages are known of here. */
  readonly time: VectorTime;
  /** The newest snapshot that was announced. */
  plan?: Plan;
  // TODO(learner): how many transfers were sent and not received? And what does the machine that is asked wait for?
}

/** For each machine, a number; 0 if it is absent. */
export type VectorTime = Record<MachineId, number>;

/** When which snapshot is taken: when the component of `by` reaches `at`. */
export interface Plan {
  readonly snapshot: string;
  readonly by: MachineId;
  readonly at: number;
  // TODO(learner): has this machine recorded itself?
}

/** What machines send each other. A transfer has type, amount and time, and nothing else; all other messages are yours. */
export type Message =
  | (Transfer & { readonly time: VectorTime })
  | { readonly type: "announce"; readonly snapshot: string; readonly at: number }
  // TODO(learner): how does the machine that is asked hear that it was heard? What had been sent? What came late?
  | { readonly type: "jump"; readonly time: VectorTime };

type Reach = Context<Message, Recording>;

/** One participant. */
export const mattern: Machine<State, Message, Recording, BankInput> = defineMachine({
  // TODO(learner): the state before anything has happened.
  start: (): State => ({ balance: openingBalance, time: {} }),

  onMessage(state, message, from, context) {
    switch (message.type) {
      case "announce":
        // TODO(learner): somebody waits to hear that you know.
        state.plan = { snapshot: message.snapshot, by: from, at: message.at };
        break;
      case "jump":
        moveTo(state, message.time, context);
        break;
      case "transfer":
        moveTo(state, message.time, context);
        // TODO(learner): and if it was sent before that time, and comes after?
        state.balance += message.amount;
        break;
    }
  },

  onInput(state, input, context) {
    if (input.type === "snapshot") {
      // TODO(learner): one after the other.
      announce(state, input.snapshot, context);
    } else {
      // TODO(learner): every transfer moves the clock. May it?
      pay(state, input, context);
    }
  },
});

/** Announces the time at which this machine would send its next message. */
function announce(state: State, snapshot: string, context: Reach): void {
  const at = (state.time[context.self] ?? 0) + 1;
  state.plan = { snapshot, by: context.self, at };
  for (const peer of context.peers) context.send(peer, { type: "announce", snapshot, at });
  // TODO(learner): wait. It must not come before everybody knows of it.
  jump(state, state.plan, context);
}

/** The time has come. */
function jump(state: State, { at }: Plan, context: Reach): void {
  const time = { ...state.time, [context.self]: at };
  for (const peer of context.peers) context.send(peer, { type: "jump", time });
  moveTo(state, time, context);
}

/** Sends money, and counts that as a tick of the clock. */
function pay(state: State, { to, amount }: TransferInput, context: Reach): void {
  state.balance -= amount;
  state.time[context.self] = (state.time[context.self] ?? 0) + 1;
  context.send(to, { type: "transfer", amount, time: state.time });
}

/** Moves the clock to what a message says. */
function moveTo(state: State, time: VectorTime, context: Reach): void {
  const { plan } = state;
  // TODO(learner): once in each snapshot. And who wants to hear how much was sent by now?
  if (plan !== undefined && (time[plan.by] ?? 0) >= plan.at) {
    context.output({ type: "recorded", snapshot: plan.snapshot, balance: state.balance });
  }
  for (const machine of Object.keys(time)) {
    state.time[machine] = Math.max(state.time[machine] ?? 0, time[machine] ?? 0);
  }
}
