/**
 * Chandy–Lamport: a photo of a system that does not stand still, taken by a marker on every channel.
 *
 * Whoever is asked for a snapshot records what it has, and sends a marker along every channel before anything else. Whoever
 * receives its first marker does the same. Channels are FIFO, so a marker parts what was sent before its sender
 * recorded from what was sent after. What comes along a channel between a machine's own recording and that channel's marker
 * was in transit.
 *
 * State: the balance, and for each snapshot what has come along each channel since, and which channels had their marker.
 * Message: a transfer of the bank, or a marker with the snapshot's name.
 *
 * Source: Chandy, Lamport, "Distributed snapshots" (1985); Kshemkalyani & Singhal, Distributed Computing (2008), ch. 4.
 * We deviate in that snapshots have names, so that several may be under way at once, begun by anybody; and in that the parts
 * are put out where they are recorded, and nobody collects them.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer } from "./bank.ts";

/** What a machine remembers. */
export interface State {
  /** What it has. */
  balance: number;
  /** The snapshots that it has recorded itself for, by name. */
  readonly snapshots: Record<string, Incoming>;
}

/** The incoming channels in one snapshot. */
export interface Incoming {
  /** What has come from each sender since this machine recorded, up to that sender's marker. */
  readonly inTransit: Record<MachineId, number[]>;
  /** Whose markers have come. */
  readonly closed: MachineId[];
}

/** Parts what was sent before its sender recorded from what was sent after. */
export interface Marker {
  /** Tells it from money. */
  readonly type: "marker";
  /** The snapshot's name. */
  readonly snapshot: string;
}

/** What machines send each other. */
export type Message = Transfer | Marker;

/**
 * One participant.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { chandyLamport } from "@millrace/snapshots";
 *
 * const world = new World(
 *   defineSystem({
 *     machines: { a: chandyLamport, b: chandyLamport },
 *     inputs: [at("b", { type: "transfer", to: "a", amount: 5 }), at("a", { type: "snapshot", snapshot: "noon" })],
 *   }),
 * );
 * world.apply({ kind: "input", machine: "b", input: 0 });
 * world.apply({ kind: "input", machine: "a", input: 1 });
 * world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
 * world.apply({ kind: "deliver", from: "b", to: "a", nth: 0 });
 * const { outputs } = world.apply({ kind: "deliver", from: "b", to: "a", nth: 0 });
 * if (!JSON.stringify(outputs).includes("[5]")) throw new Error("the 5 came after a had recorded, and before b's marker");
 * ```
 */
export const chandyLamport: Machine<State, Message, Recording, BankInput> = defineMachine({
  start: (): State => ({ balance: openingBalance, snapshots: {} }),

  onMessage(state, message, from, context) {
    if (message.type === "transfer") {
      state.balance += message.amount;
      keep(state, message.amount, from);
    } else {
      const { snapshot } = message;
      const { inTransit, closed } = record(state, snapshot, context);
      closed.push(from);
      context.output({ type: "channel", snapshot, from, to: context.self, transfers: inTransit[from] ?? [] });
    }
  },

  onInput(state, input, context) {
    if (input.type === "transfer") {
      state.balance -= input.amount;
      context.send(input.to, { type: "transfer", amount: input.amount });
    } else {
      record(state, input.snapshot, context);
    }
  },
});

/** Records the machine itself and says so along every channel, unless it has; gives what is known of its channels. */
function record(state: State, snapshot: string, context: Context<Message, Recording>): Incoming {
  const recorded = state.snapshots[snapshot];
  if (recorded !== undefined) return recorded;
  const incoming: Incoming = { inTransit: {}, closed: [] };
  state.snapshots[snapshot] = incoming;
  context.output({ type: "recorded", snapshot, balance: state.balance });
  for (const peer of context.peers) context.send(peer, { type: "marker", snapshot });
  return incoming;
}

/** Money that came: it was in transit in every snapshot in which its channel still waits for the marker. */
function keep({ snapshots }: State, amount: number, from: MachineId): void {
  for (const { inTransit, closed } of Object.values(snapshots)) {
    if (!closed.includes(from)) (inTransit[from] ??= []).push(amount);
  }
}
