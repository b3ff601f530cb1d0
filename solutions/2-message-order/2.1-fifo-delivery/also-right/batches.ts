/** Collects what is to be sent and sends it in batches when a timer goes off: fewer messages than requests. */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  readonly unsent: Record<MachineId, unknown[]>;
  readonly sentCount: Record<MachineId, number>;
  readonly received: Record<MachineId, unknown[]>;
  readonly deliveredCount: Record<MachineId, number>;
}

/** `payloads` belong at the places `first`, `first + 1`, … of their channel, from 0. */
interface Batch {
  readonly first: number;
  readonly payloads: readonly unknown[];
}

export const fifoDelivery: Machine<State, Batch, object, { readonly to: MachineId; readonly payload: unknown }> =
  defineMachine({
    start: (): State => ({ unsent: {}, sentCount: {}, received: {}, deliveredCount: {} }),

    onMessage(state, { first, payloads }, from, context) {
      const received = (state.received[from] ??= []);
      for (const [place, payload] of payloads.entries()) received[first + place] = { payload };
      let count = state.deliveredCount[from] ?? 0;
      for (let next = received[count]; next !== undefined; next = received[count]) {
        context.output({ type: "delivered", from, ...next });
        count += 1;
      }
      state.deliveredCount[from] = count;
    },

    onTimer(state, to, context) {
      const payloads = state.unsent[to] ?? [];
      const first = state.sentCount[to] ?? 0;
      state.sentCount[to] = first + payloads.length;
      state.unsent[to] = [];
      context.send(to, { first, payloads });
    },

    onInput(state, { to, payload }, context) {
      (state.unsent[to] ??= []).push(payload);
      context.setTimer(to, 5);
    },
  });
