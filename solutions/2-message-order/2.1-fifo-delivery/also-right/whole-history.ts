/** Holds nothing back: each message carries all that was sent on its channel, so whichever comes first brings the rest. */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  readonly history: Record<MachineId, unknown[]>;
  readonly delivered: Record<MachineId, number>;
}

export const fifoDelivery: Machine<
  State,
  readonly unknown[],
  object,
  { readonly to: MachineId; readonly payload: unknown }
> = defineMachine({
  start: (): State => ({ history: {}, delivered: {} }),

  onMessage(state, history, from, context) {
    const count = state.delivered[from] ?? 0;
    for (const payload of history.slice(count)) context.output({ type: "delivered", from, payload });
    state.delivered[from] = Math.max(count, history.length);
  },

  onInput(state, { to, payload }, context) {
    const history = (state.history[to] ??= []);
    history.push(payload);
    context.send(to, history);
  },
});
