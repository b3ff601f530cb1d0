/** Keeps a copy of the vector that it last sent to each machine, and sends the difference: more memory, the same messages. */
import { type Context, type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Counts = Record<string, number>;

interface State {
  own: number;
  readonly others: Counts;
  readonly sent: Record<string, Counts>;
}

export const singhalKshemkalyani: Machine<State, { readonly entries: Counts }, object, Input> = defineMachine({
  start: (): State => ({ own: 0, others: {}, sent: {} }),

  onMessage(state, { entries }, _from, context) {
    for (const machine in entries)
      if (machine !== context.self) state.others[machine] = Math.max(entries[machine] ?? 0, state.others[machine] ?? 0);
    stamp(state, context);
  },

  onInput(state, input, context) {
    const vector = stamp(state, context);
    if (input.type !== "send") return;
    const sent = state.sent[input.to] ?? {};
    const names = Object.keys(vector)
      .toSorted()
      .filter((machine) => vector[machine] !== sent[machine]);
    context.send(input.to, { entries: Object.fromEntries(names.map((machine) => [machine, vector[machine] ?? 0])) });
    state.sent[input.to] = vector;
  },
});

function stamp(state: State, { self, output }: Context<{ readonly entries: Counts }, object>): Counts {
  state.own += 1;
  const vector = { ...state.others, [self]: state.own };
  output({ type: "stamped", vector });
  return vector;
}
