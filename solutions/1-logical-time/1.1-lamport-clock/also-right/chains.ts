/** No counter at all: the state is the longest chain of events known, by name, and a stamp is its length. */
import { type Context, type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Stamp = { readonly counter: number; readonly machine: string };

interface State {
  chain: readonly string[];
}

export const lamportClock: Machine<State, readonly string[], object, Input> = defineMachine({
  start: (): State => ({ chain: [] }),

  onMessage(state, chain, _from, context) {
    if (chain.length > state.chain.length) state.chain = chain;
    record(state, context);
  },

  onInput(state, input, context) {
    record(state, context);
    if (input.type === "send") context.send(input.to, state.chain);
  },
});

/** The tie goes to the name that comes last in the alphabet: any fixed order will do. */
export function compareStamps(first: Stamp, second: Stamp): number {
  return Math.sign(first.counter - second.counter) || second.machine.localeCompare(first.machine);
}

function record(state: State, context: Context<readonly string[], object>): void {
  state.chain = [...state.chain, `${context.self}'s event`];
  context.output({ type: "stamped", counter: state.chain.length });
}
