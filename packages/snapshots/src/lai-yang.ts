/**
 * Lai–Yang: a photo of a system whose messages overtake each other. The marker rides on the messages.
 *
 * A machine is white until it has recorded itself and red from then on, and every message has the colour of its sender. Who
 * is white and receives something red records itself first, and then looks at what is in the message. Each machine keeps a
 * history of the money that it sent and received; as it records, it reports the history so far. What one machine had sent
 * and the other had not received was in transit between them.
 *
 * State: the balance, two histories, and for each snapshot the reports that came. With several snapshots there are more than
 * two colours: a colour is the set of snapshots that a machine has recorded itself for.
 * Message: a transfer, a wake-up for those that no money goes to, or a report; each with its sender's colour.
 *
 * Source: Lai, Yang, "On distributed snapshots" (1987); Kshemkalyani & Singhal, Distributed Computing (2008), ch. 4.
 * We deviate in the wake-ups: without them, a snapshot comes to no end where nobody sends anything.
 */
import { type Context, type Machine, type MachineId, clone, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer } from "./bank.ts";

/** What a machine remembers. */
export interface State {
  /** What it has. */
  balance: number;
  /** The snapshots that it has recorded itself for. */
  readonly colour: Record<string, MachineId>;
  /** All that it ever sent and received. */
  readonly history: History;
  /** Of the snapshots that it was asked for: the reports that have come, by snapshot, then by machine. */
  readonly reports: Record<string, Record<MachineId, History>>;
}

/** Snapshots, and which machine was asked for each. */
export type Colour = Readonly<Record<string, MachineId>>;

/** Amounts that were sent and received by one machine. */
export interface History {
  /** By receiver, oldest first. */
  readonly sent: Record<MachineId, number[]>;
  /** By sender, oldest first. */
  readonly received: Record<MachineId, number[]>;
}

/** What machines send each other. */
export type Message = { readonly colour: Colour } & (
  | Transfer
  | { readonly type: "wake" }
  | { readonly type: "report"; readonly snapshot: string; readonly history: History }
);

/**
 * One participant. Each needs a channel to every other and back.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { laiYang } from "@millrace/snapshots";
 *
 * const world = new World(
 *   defineSystem({
 *     machines: { a: laiYang, b: laiYang },
 *     channels: "any-order",
 *     inputs: [at("a", { type: "snapshot", snapshot: "noon" }), at("a", { type: "transfer", to: "b", amount: 5 })],
 *   }),
 * );
 * world.apply({ kind: "input", machine: "a", input: 0 });
 * world.apply({ kind: "input", machine: "a", input: 1 });
 * const { outputs } = world.apply({ kind: "deliver", from: "a", to: "b", nth: 1 });
 * if (!JSON.stringify(outputs).includes("100")) throw new Error("the 5 are red: b records before it takes them");
 * ```
 */
export const laiYang: Machine<State, Message, Recording, BankInput> = defineMachine({
  start: (): State => ({ balance: openingBalance, colour: {}, history: { sent: {}, received: {} }, reports: {} }),

  onMessage(state, message, from, context) {
    for (const [snapshot, asked] of Object.entries(message.colour)) record(state, { snapshot, asked }, context);
    if (message.type === "transfer") {
      state.balance += message.amount;
      (state.history.received[from] ??= []).push(message.amount);
    } else if (message.type === "report") {
      collect(state, { snapshot: message.snapshot, machine: from, history: message.history }, context);
    }
  },

  onInput(state, input, context) {
    if (input.type === "transfer") {
      const { to, amount } = input;
      state.balance -= amount;
      (state.history.sent[to] ??= []).push(amount);
      context.send(to, { type: "transfer", amount, colour: state.colour });
    } else {
      record(state, { snapshot: input.snapshot, asked: context.self }, context);
      for (const peer of context.peers) context.send(peer, { type: "wake", colour: state.colour });
    }
  },
});

/** Records the machine itself, and reports its history so far to the machine that was asked; nothing, if it has done so. */
function record(
  state: State,
  { snapshot, asked }: { readonly snapshot: string; readonly asked: MachineId },
  context: Context<Message, Recording>,
): void {
  const { balance, colour, history } = state;
  if (colour[snapshot] !== undefined) return;
  colour[snapshot] = asked;
  context.output({ type: "recorded", snapshot, balance });
  if (asked === context.self) {
    collect(state, { snapshot, machine: asked, history: clone(history) }, context);
  } else {
    context.send(asked, { type: "report", snapshot, history, colour });
  }
}

/** Takes a report in; with the last one, all channels are known. */
function collect(
  { reports }: State,
  { snapshot, machine, history }: { readonly snapshot: string; readonly machine: MachineId; readonly history: History },
  context: Context<Message, Recording>,
): void {
  const histories = (reports[snapshot] ??= {});
  histories[machine] = history;
  const machines = Object.keys(histories);
  if (machines.length <= context.peers.length) return;
  for (const [from, { sent }] of Object.entries(histories)) {
    for (const [to, { received }] of Object.entries(histories)) {
      if (from === to) continue;
      const transfers = difference(sent[to] ?? [], received[from] ?? []);
      context.output({ type: "channel", snapshot, from, to, transfers });
    }
  }
}

/** What was sent and not received: each amount received stands for one that was sent. */
function difference(sent: readonly number[], received: readonly number[]): number[] {
  const left = [...sent];
  for (const amount of received) left.splice(left.indexOf(amount), 1);
  return left;
}
