/**
 * Keeps no numbers of others at all, but a list of who is known to know each event, and strikes off who has it. It deletes what
 * everybody is known to know, and remembers how much that was.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };

/** By event, "extract/3": who is known to know of it. */
type Knowers = Map<string, Set<string>>;

interface State {
  own: number;
  readonly knowers: Knowers;
}

export const matrixClock: Machine<State, Knowers, object, Input> = defineMachine({
  start: (): State => ({ own: 0, knowers: new Map() }),

  onMessage(state, message, from, context) {
    for (const [event, names] of message) {
      const known = state.knowers.get(event) ?? new Set();
      for (const name of names) known.add(name);
      // The sender knew it, as it told, and so does this machine now.
      known.add(from).add(context.self);
      state.knowers.set(event, known);
    }
    stamp(state, context);
  },

  onInput(state, input, context) {
    stamp(state, context);
    if (input.type === "send") context.send(input.to, state.knowers);
  },
});

function stamp(state: State, { self, peers, output }: Context<Knowers, object>): void {
  state.own += 1;
  state.knowers.set(`${self}/${state.own}`, new Set([self]));
  const [vector, deletable]: [Record<string, number>, Record<string, number>] = [{}, {}];
  for (const [event, names] of state.knowers) {
    const machine = event.slice(0, event.lastIndexOf("/"));
    vector[machine] = (vector[machine] ?? 0) + 1;
    if ([self, ...peers].every((name) => names.has(name))) deletable[machine] = (deletable[machine] ?? 0) + 1;
  }
  output({ type: "stamped", deletable, vector });
}
