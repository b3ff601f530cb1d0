/**
 * Total order through one machine: everybody sends to the sequencer, which numbers what comes and sends it on to all. Whoever
 * delivers by number delivers what all others deliver.
 *
 * A topic with a single partition is a sequencer: its leader writes one log, and a consumer reads it from front to back. Here
 * the log is read by everybody at once, over channels that reorder.
 *
 * State: the sequencer counts. A member holds back what comes before its turn.
 * Messages: a payload to the sequencer; numbered, with the name of who was asked, from it to each member. 1 + n for a multicast
 * to a group of n, if the sequencer is no member: the sender's own copy comes back to it like everybody's.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 6, the centralised algorithm for total order.
 * We deviate in that messages are numbered, as channels may reorder; on FIFO channels the numbers could be left out. None may
 * lose or double a message, and no machine crashes.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { Delivered, Multicast } from "./total-order.group.ts";

/**
 * The machine that numbers. It delivers nothing itself; its peers are the group.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { groupMember, sequencer } from "@millrace/ordering";
 *
 * const member = groupMember("topic");
 * const system = defineSystem({
 *   machines: { topic: sequencer, berlin: member, paris: member },
 *   channels: "any-order",
 *   inputs: [at("berlin", { payload: "deposit 100" }), at("paris", { payload: "interest 10%" })],
 * });
 * const { events } = simulate(system, { seed: 1 });
 * const orderAt = (name: string) =>
 *   events.filter(({ machine }) => machine === name).flatMap(({ outputs }) => outputs.map((each) => JSON.stringify(each)));
 * if (orderAt("berlin").length !== 2) throw new Error("both are delivered");
 * if (orderAt("berlin").join() !== orderAt("paris").join()) throw new Error("in the same order everywhere");
 * ```
 */
export const sequencer: Machine<SequencerState, SequencerMessage> = defineMachine<SequencerState, SequencerMessage>({
  start: (): SequencerState => ({ sequence: 0 }),

  onMessage(state, message, from, context) {
    if (message.type !== "request") return;
    const { payload } = message;
    state.sequence += 1;
    for (const peer of context.peers) {
      context.send(peer, { type: "sequenced", sequence: state.sequence, from, payload });
    }
  },
});

/**
 * A member of the group: sends what it is asked to multicast to the machine `sequencer`, and delivers what comes from there by
 * number.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { groupMember, sequencer } from "@millrace/ordering";
 *
 * const inputs = [at("berlin", { payload: "a" }), at("berlin", { payload: "b" })];
 * const machines = { topic: sequencer, berlin: groupMember("topic") };
 * const world = new World(defineSystem({ machines, channels: "any-order", inputs }));
 * for (const input of [0, 1]) world.apply({ kind: "input", machine: "berlin", input });
 * for (const nth of [0, 0]) world.apply({ kind: "deliver", from: "berlin", to: "topic", nth });
 * const early = world.apply({ kind: "deliver", from: "topic", to: "berlin", nth: 1 });
 * const due = world.apply({ kind: "deliver", from: "topic", to: "berlin", nth: 0 });
 * if (early.outputs.length !== 0 || due.outputs.length !== 2) throw new Error("number 2 waits for number 1");
 * ```
 */
export function groupMember(sequencer: MachineId): Machine<MemberState, SequencerMessage, Delivered, Multicast> {
  return defineMachine({
    start: (): MemberState => ({ due: 1, early: {} }),

    onMessage(state, message, _from, context) {
      if (message.type !== "sequenced") return;
      state.early[message.sequence] = message;
      for (let next = takeDue(state); next !== undefined; next = takeDue(state)) {
        context.output({ type: "delivered", from: next.from, payload: next.payload });
      }
    },

    onInput(_state, { payload }, context) {
      context.send(sequencer, { type: "request", payload });
    },
  });
}

/** What the sequencer remembers. */
export interface SequencerState {
  /** The number of the latest message; the first is 1. */
  sequence: number;
}

/** What a member remembers. */
export interface MemberState {
  /** The number to be delivered next; all below it are delivered. */
  due: number;
  /** Messages that came before their turn, by number. */
  readonly early: Record<number, Sequenced>;
}

/** What travels: to the sequencer, and from it. */
export type SequencerMessage = { readonly type: "request"; readonly payload: unknown } | Sequenced;

/** A message in its place. */
export interface Sequenced {
  /** Says that it comes from the sequencer. */
  readonly type: "sequenced";
  /** Its place in the one order, from 1. */
  readonly sequence: number;
  /** Who was asked to multicast it. */
  readonly from: MachineId;
  /** What is to be delivered. */
  readonly payload: unknown;
}

/** Takes the message that is due; undefined while it has not come. */
function takeDue(state: MemberState): Sequenced | undefined {
  const message = state.early[state.due];
  if (message === undefined) return undefined;
  delete state.early[state.due];
  state.due += 1;
  return message;
}
