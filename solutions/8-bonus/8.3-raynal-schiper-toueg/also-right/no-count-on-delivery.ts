/** As the library's, with a sparse table and without the line that counts a message on delivery: nobody waits for it. */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/** By destination, then by sender. */
type Table = Record<MachineId, Record<MachineId, number>>;

interface State {
  readonly sent: Table;
  readonly here: Record<MachineId, number>;
  held: Arrived[];
}

interface Message {
  readonly sent: Table;
  readonly payload: unknown;
}

interface Arrived extends Message {
  readonly from: MachineId;
}

export const raynalSchiperToueg: Machine<
  State,
  Message,
  object,
  { readonly to: MachineId; readonly payload: unknown }
> = defineMachine({
  start: (): State => ({ sent: {}, here: {}, held: [] }),

  onMessage(state, message, from, context) {
    const { sent, here } = state;
    state.held.unshift({ ...message, from });
    for (let place = 0; place < state.held.length; place++) {
      const next = state.held[place];
      if (next === undefined || !isDue(next.sent[context.self] ?? {}, here)) continue;
      state.held.splice(place, 1);
      place = -1;
      here[next.from] = (here[next.from] ?? 0) + 1;
      for (const [to, column] of Object.entries(next.sent)) {
        if (to === context.self) continue;
        const own = (sent[to] ??= {});
        for (const [by, count] of Object.entries(column)) own[by] = Math.max(own[by] ?? 0, count);
      }
      context.output({ type: "delivered", from: next.from, payload: next.payload });
    }
  },

  onInput({ sent }, { to, payload }, context) {
    context.send(to, { sent, payload });
    const column = (sent[to] ??= {});
    column[context.self] = (column[context.self] ?? 0) + 1;
  },
});

function isDue(column: Readonly<Record<MachineId, number>>, here: State["here"]): boolean {
  return Object.entries(column).every(([by, count]) => (here[by] ?? 0) >= count);
}
