/** No numbers to compare: each message carries a name of its own and the name of the one before it on its channel. */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  made: number;
  readonly lastTo: Record<MachineId, string>;
  readonly lastFrom: Record<MachineId, string>;
  /** By source, then by the name of the message that must come before. */
  readonly waiting: Record<MachineId, Record<string, Message>>;
}

interface Message {
  readonly name: string;
  readonly after: string;
  readonly payload: unknown;
}

const nothing = "nothing";

export const fifoDelivery: Machine<State, Message, object, { readonly to: MachineId; readonly payload: unknown }> =
  defineMachine({
    start: (): State => ({ made: 0, lastTo: {}, lastFrom: {}, waiting: {} }),

    onMessage(state, message, from, context) {
      const waiting = (state.waiting[from] ??= {});
      waiting[message.after] = message;
      let last = state.lastFrom[from] ?? nothing;
      for (let next = waiting[last]; next !== undefined; next = waiting[last]) {
        context.output({ payload: next.payload, from, type: "delivered" });
        delete waiting[last];
        last = next.name;
      }
      state.lastFrom[from] = last;
    },

    onInput(state, { to, payload }, context) {
      state.made += 1;
      const name = `${context.self} ${state.made}`;
      context.send(to, { name, after: state.lastTo[to] ?? nothing, payload });
      state.lastTo[to] = name;
    },
  });
