/**
 * Collects what is to be sent and sends it when a timer goes off: fewer messages than requests. A batch waits for what
 * its sender knew when it left, which may be more than the oldest payload in it would have to wait for.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  unsent: unknown[];
  /** By machine: how many batches are delivered here, or were sent from here. */
  readonly batches: Record<MachineId, number>;
  held: Arrived[];
}

interface Batch {
  readonly number: number;
  readonly others: Readonly<Record<MachineId, number>>;
  readonly payloads: readonly unknown[];
}

interface Arrived extends Batch {
  readonly from: MachineId;
}

export const causalBroadcast: Machine<State, Batch, object, { readonly payload: unknown }> = defineMachine({
  start: (): State => ({ unsent: [], batches: {}, held: [] }),

  onMessage(state, batch, from, context) {
    state.held.push({ ...batch, from });
    for (;;) {
      const due = state.held.find((each) => isDue(each, state.batches));
      if (due === undefined) return;
      state.held = state.held.filter((each) => each !== due);
      state.batches[due.from] = due.number;
      for (const payload of due.payloads) context.output({ type: "delivered", from: due.from, payload });
    }
  },

  onTimer(state, _timer, context) {
    const { [context.self]: sent = 0, ...others } = state.batches;
    for (const to of context.peers) context.send(to, { number: sent + 1, others, payloads: state.unsent });
    state.batches[context.self] = sent + 1;
    state.unsent = [];
  },

  onInput(state, { payload }, context) {
    state.unsent.push(payload);
    context.setTimer("send", 5);
  },
});

function isDue({ from, number, others }: Arrived, batches: State["batches"]): boolean {
  if (number !== (batches[from] ?? 0) + 1) return false;
  return Object.entries(others).every(([machine, count]) => count <= (batches[machine] ?? 0));
}
