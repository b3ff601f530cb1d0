/**
 * Right as well: every number belongs to one machine, as in a Lamport clock whose ticks are dealt out in turn, so no two are
 * alike. Final numbers are only written down; what may be delivered is looked up when a timer goes off.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  clock: number;
  readonly proposals: Record<string, number[]>;
  readonly messages: Entry[];
}

interface Entry {
  readonly id: string;
  readonly from: MachineId;
  readonly payload: unknown;
  atLeast: number;
  isKnown: boolean;
}

type Message = readonly ["new", id: string, payload: unknown] | readonly ["may be" | "is", id: string, number: number];

type Reach = Context<Message, object>;

export const skeen: Machine<State, Message, object, { readonly payload: unknown }> = defineMachine({
  start: (): State => ({ clock: 0, proposals: {}, messages: [] }),

  onMessage(state, message, from, context) {
    switch (message[0]) {
      case "new":
        context.send(from, ["may be", message[1], take(state, { id: message[1], from, payload: message[2] }, context)]);
        return;
      case "may be":
        hear(state, message[1], message[2]);
        break;
      case "is":
        write(state, message[1], message[2]);
    }
    context.setTimer("look", 3);
  },

  onTimer(state, _timer, context) {
    for (const [id, proposals] of Object.entries(state.proposals)) {
      if (proposals.length <= context.peers.length) continue;
      delete state.proposals[id];
      const number = Math.max(...proposals);
      write(state, id, number);
      for (const peer of context.peers) context.send(peer, ["is", id, number]);
    }
    state.messages.sort((one, other) => one.atLeast - other.atLeast);
    const unknown = state.messages.findIndex(({ isKnown }) => !isKnown);
    const sure = state.messages.splice(0, unknown < 0 ? state.messages.length : unknown);
    for (const { from, payload } of sure) context.output({ type: "delivered", from, payload });
  },

  onInput(state, { payload }, context) {
    const id = JSON.stringify([context.self, state.clock]);
    state.proposals[id] = [take(state, { id, from: context.self, payload }, context)];
    for (const peer of context.peers) context.send(peer, ["new", id, payload]);
    context.setTimer("look", 3);
  },
});

/** Gives the next number that belongs to this machine: with three machines, 3, 6, 9 … or 4, 7, 10 … or 5, 8, 11 … */
function take(state: State, message: Pick<Entry, "id" | "from" | "payload">, { self, peers }: Reach): number {
  const everybody = [self, ...peers].toSorted();
  const round = Math.floor(state.clock / everybody.length) + 1;
  const atLeast = round * everybody.length + everybody.indexOf(self);
  state.clock = atLeast;
  state.messages.push({ ...message, atLeast, isKnown: false });
  return atLeast;
}

function hear(state: State, id: string, number: number): void {
  state.proposals[id]?.push(number);
}

function write(state: State, id: string, number: number): void {
  state.clock = Math.max(state.clock, number);
  const entry = state.messages.find((message) => message.id === id);
  if (entry === undefined) return;
  entry.atLeast = number;
  entry.isKnown = true;
}
