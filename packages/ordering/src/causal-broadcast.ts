/**
 * Causal broadcast (Birman–Schiper–Stephenson): a message waits until all that its sender knew is delivered.
 *
 * State: `known`, how many broadcasts of each machine are delivered here, and for this machine itself, how many it has
 * made; `held`, the messages that came too early, in the order in which they came.
 * Message: its sender's `known` at sending, this broadcast counted, and the payload.
 *
 * Source: beyond the book: Birman, Schiper and Stephenson, Lightweight causal and atomic group multicast (1991). Causal
 * order itself: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 6.
 * We deviate in that a machine delivers nothing to itself: what it was asked to send, it knows.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

/**
 * A machine that broadcasts what it is asked to, and delivers what others broadcast: a message after all that could have
 * caused it. Channels may reorder; they lose and repeat nothing.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { causalBroadcast } from "@millrace/ordering";
 *
 * const world = new World(
 *   defineSystem({
 *     machines: { shop: causalBroadcast, billing: causalBroadcast, warehouse: causalBroadcast },
 *     channels: "any-order",
 *     inputs: [at("shop", { payload: "order" }), at("billing", { payload: "refund" })],
 *   }),
 * );
 * world.apply({ kind: "input", machine: "shop", input: 0 });
 * world.apply({ kind: "deliver", from: "shop", to: "billing", nth: 0 });
 * world.apply({ kind: "input", machine: "billing", input: 1 });
 * const early = world.apply({ kind: "deliver", from: "billing", to: "warehouse", nth: 0 });
 * const due = world.apply({ kind: "deliver", from: "shop", to: "warehouse", nth: 0 });
 * if (early.outputs.length !== 0 || due.outputs.length !== 2) throw new Error("the refund waits for its order");
 * ```
 */
export const causalBroadcast: Machine<BroadcastState, BroadcastMessage, BroadcastOutput, BroadcastInput> =
  defineMachine({
    start: ({ self, peers }): BroadcastState => ({
      known: Object.fromEntries([self, ...peers].map((machine) => [machine, 0])),
      held: [],
    }),

    onMessage(state, message, from, context) {
      state.held.push({ from, message });
      for (let next = takeDue(state); next !== undefined; next = takeDue(state)) deliver(state, next, context);
    },

    onInput({ known }, { payload }, context) {
      known[context.self] = (known[context.self] ?? 0) + 1;
      for (const to of context.peers) context.send(to, { stamp: known, payload });
    },
  });

/** What a machine is asked to do: to send a payload to all others. */
export interface BroadcastInput {
  /** Any plain data but `undefined`. Equal payloads are different messages. */
  readonly payload: unknown;
}

/** What the outside sees: a payload reaches its application. */
export interface BroadcastOutput {
  /** The only kind of output. */
  readonly type: "delivered";
  /** The machine that was asked to broadcast it. */
  readonly from: MachineId;
  /** What it was asked to broadcast. */
  readonly payload: unknown;
}

/** What travels. */
export interface BroadcastMessage {
  /** By machine: how many of its broadcasts come before this one or, for its sender, with it. */
  readonly stamp: Readonly<Record<MachineId, number>>;
  /** What is to be delivered. */
  readonly payload: unknown;
}

/** What a machine remembers. */
export interface BroadcastState {
  /** By machine: how many of its broadcasts are delivered here; for this machine, how many it has made. */
  readonly known: Record<MachineId, number>;
  /** What has arrived and is not delivered. */
  readonly held: HeldBroadcast[];
}

/** A message that waits for its past. */
export interface HeldBroadcast {
  /** The machine that sent it. */
  readonly from: MachineId;
  /** As it came. */
  readonly message: BroadcastMessage;
}

/** Takes a message that is due out of those held back; undefined if none is. */
function takeDue({ known, held }: BroadcastState): HeldBroadcast | undefined {
  const place = held.findIndex((each) => isDue(each, known));
  return place < 0 ? undefined : held.splice(place, 1)[0];
}

/** Whether a message is the next of its sender, and its sender knew no more of the others than is delivered here. */
function isDue({ from, message }: HeldBroadcast, known: BroadcastState["known"]): boolean {
  return Object.entries(message.stamp).every(([machine, count]) => {
    const delivered = known[machine] ?? 0;
    return machine === from ? count === delivered + 1 : count <= delivered;
  });
}

function deliver(
  { known }: BroadcastState,
  { from, message }: HeldBroadcast,
  context: Context<BroadcastMessage, BroadcastOutput>,
): void {
  known[from] = (known[from] ?? 0) + 1;
  context.output({ type: "delivered", from, payload: message.payload });
}
