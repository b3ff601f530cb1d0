/**
 * Total order without a leader: whoever multicasts asks every machine for a number, makes the largest the message's final
 * one, and tells everybody. All machines deliver by these numbers.
 *
 * A machine queues a message under the number that it proposed for it. The final number is no smaller. So when the first in
 * the queue has its final number, nothing that is queued can come before it; and nothing that is still to come can, as a
 * machine never proposes a number again that is not above all that it has proposed or been told.
 *
 * State: the highest number so far, the multicasts under way, and a queue. Channels may reorder; none may lose or double a
 * message, and no machine crashes.
 * Messages: announcement, proposal, final (the textbook's REVISE_TS, PROPOSED_TS, FINAL_TS). 3(n − 1) for a multicast to n
 * machines; what a machine tells itself is no message.
 *
 * Source: D. Skeen's protocol, as in K. Birman, T. Joseph, "Reliable communication in the presence of failures" (1987);
 * Kshemkalyani & Singhal, Distributed Computing (2008), ch. 6, the three-phase distributed algorithm.
 * We deviate in that a final number raises the highest number of whoever hears it. As commonly printed it raises only the
 * clock that own multicasts are stamped with; then two machines can deliver in different orders. See the notes on exercise 2.4.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { Delivered, Multicast } from "./total-order.group.ts";

/**
 * A member of a group that delivers everything in one order. The group are this machine and its peers.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { skeen } from "@millrace/ordering";
 *
 * const system = defineSystem({
 *   machines: { berlin: skeen, paris: skeen },
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
export const skeen: Machine<State, Message, Delivered, Multicast> = defineMachine({
  start: (): State => ({ highest: 0, asked: 0, underWay: {}, queue: [] }),

  onMessage(state, message, from, context) {
    switch (message.type) {
      case "announcement": {
        const number = enqueue(state, { from, ...message });
        context.send(from, { type: "proposal", tag: message.tag, number });
        return;
      }
      case "proposal":
        noteProposal(state, message, context);
        return;
      case "final":
        finalise(state, { from, ...message }, context);
    }
  },

  onInput(state, { payload }, context) {
    const tag = (state.asked += 1);
    const number = enqueue(state, { from: context.self, tag, payload, number: 0 });
    state.underWay[tag] = { largest: number, missing: context.peers.length };
    for (const peer of context.peers) {
      context.send(peer, { type: "announcement", tag, payload, number });
    }
    decideIfComplete(state, tag, context);
  },
});

/** What a machine remembers. */
export interface State {
  /** The highest number that was proposed or heard of here; the textbook's priority, and its clock. */
  highest: number;
  /** How many multicasts this machine was asked for: the tag of the latest. */
  asked: number;
  /** Own multicasts for which proposals are missing, by tag. */
  readonly underWay: Record<number, Round>;
  /** What has come and is not delivered, in the order in which it would be delivered by what is known. */
  readonly queue: Entry[];
}

/** The proposals for one multicast. */
export interface Round {
  /** The largest so far, one's own among them. */
  largest: number;
  /** How many machines have proposed nothing yet. */
  missing: number;
}

/** A message in the queue. */
export interface Entry {
  /** Who was asked to multicast it. */
  readonly from: MachineId;
  /** Which of that machine's multicasts it is, from 1. */
  readonly tag: number;
  /** What is to be delivered. */
  readonly payload: unknown;
  /** The number that was proposed here, or the final one: no smaller. */
  number: number;
  /** Whether that is the final one. */
  isFinal: boolean;
}

/** What machines send each other. A tag is the sender's own in announcements and finals, the receiver's in proposals. */
export type Message =
  | { readonly type: "announcement"; readonly tag: number; readonly payload: unknown; readonly number: number }
  | { readonly type: "proposal"; readonly tag: number; readonly number: number }
  | { readonly type: "final"; readonly tag: number; readonly number: number };

/** What travels of a number. */
interface Numbered {
  readonly tag: number;
  readonly number: number;
}

/** Queues a message under the next number, which is above all so far and not below the sender's. Gives that number. */
function enqueue(
  state: State,
  { from, tag, payload, number }: Numbered & { readonly from: MachineId; readonly payload: unknown },
): number {
  state.highest = Math.max(state.highest + 1, number);
  state.queue.push({ from, tag, payload, number: state.highest, isFinal: false });
  state.queue.sort(compareEntries);
  return state.highest;
}

function noteProposal(state: State, { tag, number }: Numbered, context: Context<Message, Delivered>): void {
  const round = state.underWay[tag];
  if (round === undefined) return;
  round.largest = Math.max(round.largest, number);
  round.missing -= 1;
  decideIfComplete(state, tag, context);
}

/** Once everybody has proposed, the largest number is final. */
function decideIfComplete(state: State, tag: number, context: Context<Message, Delivered>): void {
  const round = state.underWay[tag];
  if (round === undefined || round.missing > 0) return;
  delete state.underWay[tag];
  for (const peer of context.peers) {
    context.send(peer, { type: "final", tag, number: round.largest });
  }
  finalise(state, { from: context.self, tag, number: round.largest }, context);
}

/** Puts a message in its final place, and delivers all that are first in the queue and final. */
function finalise(
  state: State,
  { from, tag, number }: Numbered & { readonly from: MachineId },
  context: Context<Message, Delivered>,
): void {
  state.highest = Math.max(state.highest, number);
  const entry = state.queue.find((each) => each.from === from && each.tag === tag);
  if (entry === undefined) return;
  entry.number = number;
  entry.isFinal = true;
  state.queue.sort(compareEntries);
  for (let head = state.queue[0]; head?.isFinal === true; head = state.queue[0]) {
    state.queue.shift();
    context.output({ type: "delivered", from: head.from, payload: head.payload });
  }
}

/** By number; equal ones by the sender's name, and then by its tag: alike at every machine. */
function compareEntries(first: Entry, second: Entry): number {
  if (first.number !== second.number) return first.number - second.number;
  if (first.from !== second.from) return first.from < second.from ? -1 : 1;
  return first.tag - second.tag;
}
