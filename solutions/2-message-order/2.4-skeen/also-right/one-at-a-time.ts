/**
 * Right as well, and slower: a machine announces its next message only when the one before it is final. Then even the messages
 * of one machine are delivered in the order in which they were asked for. A name for each message is needed all the same: an
 * announcement may overtake the final number before it. Finals that have not reached the front stand in a list of their own.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  top: number;
  /** What this machine was asked to multicast and has not announced yet. */
  readonly later: unknown[];
  rounds: number;
  /** The message under way: how many have answered, and the largest answer; null if there is none. */
  round: { answers: number; largest: number } | null;
  /** Announced and not final. */
  open: readonly Open[];
  /** Final and not delivered, first one first. */
  readonly ready: { readonly number: number; readonly from: MachineId; readonly payload: unknown }[];
}

interface Open {
  readonly from: MachineId;
  readonly round: number;
  readonly number: number;
  readonly payload: unknown;
}

type Message =
  | { readonly hear: unknown; readonly round: number }
  | { readonly propose: number }
  | { readonly take: number; readonly round: number };

type Reach = Context<Message, object>;

export const skeen: Machine<State, Message, object, { readonly payload: unknown }> = defineMachine({
  start: (): State => ({ top: 0, later: [], rounds: 0, round: null, open: [], ready: [] }),

  onMessage(state, message, from, context) {
    if ("hear" in message) {
      context.send(from, { propose: open(state, { from, round: message.round, payload: message.hear }) });
    } else if ("take" in message) {
      close(state, { from, round: message.round, number: message.take });
      deliver(state, context);
    } else if (state.round !== null) {
      state.round.answers += 1;
      state.round.largest = Math.max(state.round.largest, message.propose);
      goOn(state, context);
    }
  },

  onInput(state, { payload }, context) {
    state.later.push(payload);
    goOn(state, context);
  },
});

/** Ends the round if all have answered, and begins the next if one is wanted, as often as that is so. */
function goOn(state: State, context: Reach): void {
  for (;;) {
    if (state.round !== null) {
      if (state.round.answers < context.peers.length) return;
      const take = state.round.largest;
      state.round = null;
      for (const peer of context.peers) context.send(peer, { take, round: state.rounds });
      close(state, { from: context.self, round: state.rounds, number: take });
      deliver(state, context);
    }
    if (state.later.length === 0) return;
    const hear = state.later.shift();
    const round = (state.rounds += 1);
    state.round = { answers: 0, largest: open(state, { from: context.self, round, payload: hear }) };
    for (const peer of context.peers) context.send(peer, { hear, round });
  }
}

function open(state: State, message: Omit<Open, "number">): number {
  state.top += 1;
  state.open = [...state.open, { ...message, number: state.top }];
  return state.top;
}

function close(state: State, { from, round, number }: Omit<Open, "payload">): void {
  const opened = state.open.find((each) => each.from === from && each.round === round);
  if (opened === undefined) return;
  state.open = state.open.filter((each) => each !== opened);
  state.top = Math.max(state.top, number);
  state.ready.push({ number, from, payload: opened.payload });
  state.ready.sort((one, other) => (isBefore(one, other) ? -1 : 1));
}

function deliver(state: State, context: Reach): void {
  for (let first = state.ready[0]; first !== undefined; first = state.ready[0]) {
    const { from, payload, number } = first;
    if (state.open.some((other) => isBefore(other, { from, number }))) return;
    state.ready.shift();
    context.output({ type: "delivered", from, payload });
  }
}

function isBefore(
  one: { readonly number: number; readonly from: MachineId },
  other: { readonly number: number; readonly from: MachineId },
): boolean {
  return one.number === other.number ? one.from < other.from : one.number < other.number;
}
