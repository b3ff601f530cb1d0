/**
 * Counts in arrays, in the order of the sorted names; the stamp says what was known *before* the message, so that the
 * condition has no special case; what waits stands in one queue for each sender.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  readonly names: readonly MachineId[];
  counts: readonly bigint[];
  /** By the place of its sender: what has come, by its number. */
  readonly queues: readonly Map<bigint, Message>[];
}

interface Message {
  readonly before: readonly bigint[];
  readonly body: readonly [payload: unknown];
}

export const causalBroadcast: Machine<State, Message, object, { readonly payload: unknown }> = defineMachine({
  start({ self, peers }): State {
    const names = [self, ...peers].sort();
    return { names, counts: names.map(() => 0n), queues: names.map(() => new Map()) };
  },

  onMessage(state, message, from, context) {
    const place = state.names.indexOf(from);
    state.queues[place]?.set(message.before[place] ?? 0n, message);
    let isNew = true;
    while (isNew) {
      isNew = false;
      for (const [sender, queue] of state.queues.entries()) {
        const next = queue.get(state.counts[sender] ?? 0n);
        if (next === undefined || !next.before.every((count, at) => count <= (state.counts[at] ?? 0n))) continue;
        queue.delete(state.counts[sender] ?? 0n);
        state.counts = raised(state.counts, sender);
        context.output({ payload: next.body[0], from: state.names[sender], type: "delivered" });
        isNew = true;
      }
    }
  },

  onInput(state, { payload }, context) {
    for (const to of context.peers) context.send(to, { before: state.counts, body: [payload] });
    state.counts = raised(state.counts, state.names.indexOf(context.self));
  },
});

function raised(counts: readonly bigint[], place: number): readonly bigint[] {
  return counts.map((count, at) => (at === place ? count + 1n : count));
}
