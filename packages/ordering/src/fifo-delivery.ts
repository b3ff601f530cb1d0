/**
 * FIFO delivery over channels that reorder and repeat: number what is sent, hold back what comes early, drop what
 * comes again.
 *
 * State: `sent`, how many messages went to each destination; `inboxes`, for each source the number that is due next
 * and the messages that came before their turn, by number.
 * Message: its number on its channel, from 1, and the payload.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 6, FIFO executions.
 * We deviate in that channels may also repeat a message, as a producer's retry does. They must not lose any.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/**
 * A machine that delivers what each source sends it once, and in the order in which that source was told to send.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { fifoDelivery } from "@millrace/ordering";
 *
 * const world = new World(
 *   defineSystem({
 *     machines: { shop: fifoDelivery, warehouse: fifoDelivery },
 *     channels: "any-order",
 *     inputs: [at("shop", { to: "warehouse", payload: "order" }), at("shop", { to: "warehouse", payload: "refund" })],
 *   }),
 * );
 * world.apply({ kind: "input", machine: "shop", input: 0 });
 * world.apply({ kind: "input", machine: "shop", input: 1 });
 * const early = world.apply({ kind: "deliver", from: "shop", to: "warehouse", nth: 1 });
 * const due = world.apply({ kind: "deliver", from: "shop", to: "warehouse", nth: 0 });
 * if (early.outputs.length !== 0 || due.outputs.length !== 2) throw new Error("the refund waits for its order");
 * ```
 */
export const fifoDelivery: Machine<FifoState, FifoMessage, FifoOutput, FifoInput> = defineMachine({
  start: (): FifoState => ({ sent: {}, inboxes: {} }),

  onMessage(state, message, from, context) {
    const inbox = (state.inboxes[from] ??= { due: 1, early: {} });
    if (message.sequence >= inbox.due) inbox.early[message.sequence] = message;
    for (let next = takeDue(inbox); next !== undefined; next = takeDue(inbox)) {
      context.output({ type: "delivered", from, payload: next.payload });
    }
  },

  onInput(state, { to, payload }, context) {
    const sequence = (state.sent[to] ?? 0) + 1;
    state.sent[to] = sequence;
    context.send(to, { sequence, payload });
  },
});

/** What a machine is asked to do. */
export interface FifoInput {
  /** The machine to send to, one of the peers. */
  readonly to: MachineId;
  /** Any plain data but `undefined`. Equal payloads are different messages. */
  readonly payload: unknown;
}

/** What the outside sees: a payload reaches its application. */
export interface FifoOutput {
  /** The only kind of output. */
  readonly type: "delivered";
  /** The machine that was asked to send it. */
  readonly from: MachineId;
  /** What it was asked to send. */
  readonly payload: unknown;
}

/** What travels. */
export interface FifoMessage {
  /** Its place on its channel, from 1. */
  readonly sequence: number;
  /** What is to be delivered. */
  readonly payload: unknown;
}

/** What a machine remembers. */
export interface FifoState {
  /** How many messages went to each destination. */
  readonly sent: Record<MachineId, number>;
  /** What came from each source. */
  readonly inboxes: Record<MachineId, Inbox>;
}

/** The receiving end of one channel. */
export interface Inbox {
  /** The number to be delivered next; all below it are delivered. */
  due: number;
  /** Messages that came before their turn, by number. */
  readonly early: Record<number, FifoMessage>;
}

/** Takes the message that is due out of the inbox; undefined while it has not come. */
function takeDue(inbox: Inbox): FifoMessage | undefined {
  const message = inbox.early[inbox.due];
  if (message === undefined) return undefined;
  delete inbox.early[inbox.due];
  inbox.due += 1;
  return message;
}
