/**
 * Raynal–Schiper–Toueg: causal order for messages that each go to one machine.
 *
 * State: `sent`, how many messages from each machine to each other one are known here to have been sent; `delivered`, how
 * many of each machine are delivered here; `held`, the messages that came too early, in the order in which they came.
 * Message: its sender's `sent` before this message, and the payload.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 6, after Raynal, Schiper and Toueg, The causal
 * ordering abstraction and a simple way to implement it (1991).
 * We keep to it, one line that could be left out among it: see `deliver`.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

/**
 * A machine that sends what it is asked to, and delivers what others send it: a message after all to this machine that
 * could have caused it. Channels may reorder; they lose and repeat nothing.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { raynalSchiperToueg } from "@millrace/ordering";
 *
 * const world = new World(
 *   defineSystem({
 *     machines: { shop: raynalSchiperToueg, billing: raynalSchiperToueg, warehouse: raynalSchiperToueg },
 *     channels: "any-order",
 *     inputs: [
 *       at("shop", { to: "warehouse", payload: "order" }),
 *       at("shop", { to: "billing", payload: "invoice" }),
 *       at("billing", { to: "warehouse", payload: "refund" }),
 *     ],
 *   }),
 * );
 * world.apply({ kind: "input", machine: "shop", input: 0 });
 * world.apply({ kind: "input", machine: "shop", input: 1 });
 * world.apply({ kind: "deliver", from: "shop", to: "billing", nth: 0 });
 * world.apply({ kind: "input", machine: "billing", input: 2 });
 * const early = world.apply({ kind: "deliver", from: "billing", to: "warehouse", nth: 0 });
 * const due = world.apply({ kind: "deliver", from: "shop", to: "warehouse", nth: 0 });
 * if (early.outputs.length !== 0 || due.outputs.length !== 2) throw new Error("the refund waits for the order");
 * ```
 */
export const raynalSchiperToueg: Machine<RstState, RstMessage, RstOutput, RstInput> = defineMachine({
  start({ self, peers }): RstState {
    const machines = [self, ...peers];
    return {
      sent: byMachine(machines, () => byMachine(machines, () => 0)),
      delivered: byMachine(peers, () => 0),
      held: [],
    };
  },

  onMessage(state, message, from, context) {
    state.held.push({ from, message });
    for (let next = takeDue(state, context.self); next !== undefined; next = takeDue(state, context.self)) {
      deliver(state, next, context);
    }
  },

  onInput({ sent }, { to, payload }, context) {
    context.send(to, { sent, payload });
    count(sent, context.self, to);
  },
});

/** What a machine is asked to do. */
export interface RstInput {
  /** The machine to send to, one of the peers. */
  readonly to: MachineId;
  /** Any plain data but `undefined`. Equal payloads are different messages. */
  readonly payload: unknown;
}

/** What the outside sees: a payload reaches its application. */
export interface RstOutput {
  /** The only kind of output. */
  readonly type: "delivered";
  /** The machine that was asked to send it. */
  readonly from: MachineId;
  /** What it was asked to send. */
  readonly payload: unknown;
}

/** What travels. */
export interface RstMessage {
  /** What its sender knew to have been sent before it. */
  readonly sent: SentTable;
  /** What is to be delivered. */
  readonly payload: unknown;
}

/** How many messages were sent, by sender and then by destination: one number for each pair of machines. */
export type SentTable = Record<MachineId, Record<MachineId, number>>;

/** What a machine remembers. */
export interface RstState {
  /** What is known here to have been sent. */
  readonly sent: SentTable;
  /** By sender: how many messages to this machine are delivered. */
  readonly delivered: Record<MachineId, number>;
  /** What has arrived and is not delivered. */
  readonly held: RstHeld[];
}

/** A message that waits for its past. */
export interface RstHeld {
  /** The machine that sent it. */
  readonly from: MachineId;
  /** As it came. */
  readonly message: RstMessage;
}

/** Takes a message that is due out of those held back; undefined if none is. */
function takeDue({ delivered, held }: RstState, self: MachineId): RstHeld | undefined {
  const place = held.findIndex(({ message }) => isDue(message, delivered, self));
  return place < 0 ? undefined : held.splice(place, 1)[0];
}

/** Whether all messages to this machine that the sender knew of are delivered. */
function isDue({ sent }: RstMessage, delivered: RstState["delivered"], self: MachineId): boolean {
  return Object.entries(delivered).every(([source, number]) => number >= (sent[source]?.[self] ?? 0));
}

function deliver(
  { sent, delivered }: RstState,
  { from, message }: RstHeld,
  context: Context<RstMessage, RstOutput>,
): void {
  merge(sent, message.sent);
  // The textbook's, and true; but it only tells others of a message that is delivered already, so nobody waits for it.
  count(sent, from, context.self);
  delivered[from] = (delivered[from] ?? 0) + 1;
  context.output({ type: "delivered", from, payload: message.payload });
}

/** One message more. */
function count(table: SentTable, from: MachineId, to: MachineId): void {
  const row = (table[from] ??= {});
  row[to] = (row[to] ?? 0) + 1;
}

/** Raises each number in `table` to that in `other`, if that is larger. */
function merge(table: SentTable, other: SentTable): void {
  for (const [from, row] of Object.entries(other)) {
    const own = (table[from] ??= {});
    for (const [to, number] of Object.entries(row)) own[to] = Math.max(own[to] ?? 0, number);
  }
}

function byMachine<Value>(machines: readonly MachineId[], make: () => Value): Record<MachineId, Value> {
  return Object.fromEntries(machines.map((machine) => [machine, make()]));
}
