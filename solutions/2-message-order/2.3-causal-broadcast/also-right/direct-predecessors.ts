/**
 * No counts of all machines: each message has a name, and names those that were the newest its sender knew. What came
 * before these needs no mention, since they waited for it themselves.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  made: number;
  /** The newest that is known here: what nothing else that is known came after. */
  newest: string[];
  readonly delivered: Set<string>;
  waiting: Letter[];
}

interface Message {
  readonly name: string;
  readonly after: readonly string[];
  readonly payload: unknown;
}

interface Letter extends Message {
  readonly from: MachineId;
}

export const causalBroadcast: Machine<State, Message, object, { readonly payload: unknown }> = defineMachine({
  start: (): State => ({ made: 0, newest: [], delivered: new Set(), waiting: [] }),

  onMessage(state, message, from, context) {
    state.waiting.push({ ...message, from });
    for (let before = -1; before !== state.delivered.size;) {
      before = state.delivered.size;
      const later: Letter[] = [];
      for (const letter of state.waiting) {
        if (!letter.after.every((name) => state.delivered.has(name))) {
          later.push(letter);
          continue;
        }
        context.output({ type: "delivered", from: letter.from, payload: letter.payload });
        state.delivered.add(letter.name);
        state.newest = [...state.newest.filter((name) => !letter.after.includes(name)), letter.name];
      }
      state.waiting = later;
    }
  },

  onInput(state, { payload }, context) {
    state.made += 1;
    const name = `${context.self} ${state.made}`;
    for (const to of context.peers) context.send(to, { name, after: state.newest, payload });
    state.newest = [name];
    state.delivered.add(name);
  },
});
