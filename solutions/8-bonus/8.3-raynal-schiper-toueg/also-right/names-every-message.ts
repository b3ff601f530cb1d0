/**
 * No counts: a message lists the names of all messages that its sender knows of, with their destinations. It is due once
 * those for its receiver are delivered. The lists only grow.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  made: number;
  /** By name: the destination. */
  readonly known: Map<string, MachineId>;
  readonly delivered: Set<string>;
  readonly waiting: Set<Arrived>;
}

interface Message {
  readonly name: string;
  readonly known: ReadonlyMap<string, MachineId>;
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
  start: (): State => ({ made: 0, known: new Map(), delivered: new Set(), waiting: new Set() }),

  onMessage({ known, delivered, waiting }, message, from, context) {
    waiting.add({ ...message, from });
    for (let before = -1; before !== delivered.size;) {
      before = delivered.size;
      for (const each of waiting) {
        const lacks = [...each.known].some(([name, to]) => to === context.self && !delivered.has(name));
        if (lacks) continue;
        waiting.delete(each);
        delivered.add(each.name);
        known.set(each.name, context.self);
        for (const [name, to] of each.known) known.set(name, to);
        context.output({ payload: each.payload, type: "delivered", from: each.from });
      }
    }
  },

  onInput(state, { to, payload }, context) {
    state.made += 1;
    const name = JSON.stringify([context.self, state.made]);
    context.send(to, { name, known: state.known, payload });
    state.known.set(name, to);
  },
});
