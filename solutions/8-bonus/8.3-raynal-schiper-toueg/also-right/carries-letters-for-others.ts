/**
 * Holds nothing back: each message carries a bag of all letters that its sender knows of, whoever they are for, in an order
 * in which they may have been written. The receiver finds in it whatever should have come before.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  written: number;
  bag: readonly Letter[];
}

interface Letter {
  readonly from: MachineId;
  readonly number: number;
  readonly to: MachineId;
  readonly payload: unknown;
}

export const raynalSchiperToueg: Machine<
  State,
  readonly Letter[],
  object,
  { readonly to: MachineId; readonly payload: unknown }
> = defineMachine({
  start: (): State => ({ written: 0, bag: [] }),

  onMessage(state, bag, _from, context) {
    for (const letter of bag) {
      if (state.bag.some(({ from, number }) => from === letter.from && number === letter.number)) continue;
      state.bag = [...state.bag, letter];
      if (letter.to !== context.self) continue;
      context.output({ type: "delivered", from: letter.from, payload: letter.payload });
    }
  },

  onInput(state, { to, payload }, context) {
    state.written += 1;
    state.bag = [...state.bag, { from: context.self, number: state.written, to, payload }];
    context.send(to, state.bag);
  },
});
