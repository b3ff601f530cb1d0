/**
 * Right as well: a proposal is a number and the name of who proposed it, so no two are equal and the queue needs no rule for
 * ties. Announcements carry no number, and what is delivered raises the count, not what is final.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  count: number;
  /** Own multicasts: the proposals that have come, by name. */
  readonly own: Place[][];
  /** What is not delivered, by its place in a list per sender. */
  readonly waiting: Map<MachineId, Map<number, Waiting>>;
}

interface Waiting {
  readonly body: readonly [payload: unknown];
  readonly place: Place;
  readonly isSettled: boolean;
}

type Place = readonly [count: number, proposer: MachineId];

type Message =
  | { readonly body: readonly [payload: unknown]; readonly index: number }
  | { readonly proposed: Place; readonly index: number }
  | { readonly settled: Place; readonly index: number };

type Reach = Context<Message, object>;

export const skeen: Machine<State, Message, object, { readonly payload: unknown }> = defineMachine({
  start: (): State => ({ count: 0, own: [], waiting: new Map() }),

  onMessage(state, message, from, context) {
    if ("body" in message) {
      const proposed = propose(state, { from, index: message.index, body: message.body }, context);
      context.send(from, { proposed, index: message.index });
    } else if ("proposed" in message) {
      collect(state, message, context);
    } else {
      settle(state, { from, index: message.index, place: message.settled }, context);
    }
  },

  onInput(state, { payload }, context) {
    const index = state.own.length;
    const body = [payload] as const;
    for (const peer of context.peers) context.send(peer, { body, index });
    state.own.push([]);
    collect(state, { index, proposed: propose(state, { from: context.self, index, body }, context) }, context);
  },
});

function propose(
  state: State,
  { from, index, body }: { readonly from: MachineId; readonly index: number; readonly body: readonly [unknown] },
  context: Reach,
): Place {
  state.count += 1;
  const place: Place = [state.count, context.self];
  const ofSender = state.waiting.get(from) ?? new Map<number, Waiting>();
  state.waiting.set(from, ofSender.set(index, { body, place, isSettled: false }));
  return place;
}

function collect(
  state: State,
  { index, proposed }: { readonly index: number; readonly proposed: Place },
  context: Reach,
): void {
  const proposals = state.own[index] ?? [];
  proposals.push(proposed);
  const last = proposals.toSorted(compare).at(-1);
  if (proposals.length <= context.peers.length || last === undefined) return;
  settle(state, { from: context.self, index, place: last }, context);
  for (const peer of context.peers) context.send(peer, { settled: last, index });
}

function settle(
  state: State,
  { from, index, place }: { readonly from: MachineId; readonly index: number; readonly place: Place },
  context: Reach,
): void {
  const ofSender = state.waiting.get(from);
  const waiting = ofSender?.get(index);
  if (ofSender === undefined || waiting === undefined) return;
  ofSender.set(index, { ...waiting, place, isSettled: true });
  for (let first = firstOf(state); first?.isSettled === true; first = firstOf(state)) {
    state.waiting.get(first.from)?.delete(first.index);
    state.count = Math.max(state.count, first.place[0]);
    context.output({ payload: first.body[0], from: first.from, type: "delivered" });
  }
}

function firstOf({ waiting }: State): (Waiting & { readonly from: MachineId; readonly index: number }) | undefined {
  const all = [...waiting].flatMap(([from, ofSender]) =>
    [...ofSender].map(([index, each]) => ({ ...each, from, index })),
  );
  return all.toSorted((one, other) => compare(one.place, other.place))[0];
}

function compare([count, proposer]: Place, [otherCount, otherProposer]: Place): number {
  return count - otherCount || (proposer === otherProposer ? 0 : proposer < otherProposer ? -1 : 1);
}
