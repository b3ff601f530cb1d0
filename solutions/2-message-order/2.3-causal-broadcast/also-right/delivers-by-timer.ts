/** Puts aside whatever arrives, and delivers all that is due each time its clock ticks: later, but never for a message. */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  readonly seen: Map<MachineId, number>;
  readonly aside: (readonly [from: MachineId, message: Message])[];
}

interface Message {
  readonly stamp: ReadonlyMap<MachineId, number>;
  readonly payload: unknown;
}

export const causalBroadcast: Machine<State, Message, object, { readonly payload: unknown }> = defineMachine({
  start: (): State => ({ seen: new Map(), aside: [] }),

  onMessage({ aside }, message, from, context) {
    aside.push([from, message]);
    context.setTimer("tick", 20);
  },

  onTimer({ seen, aside }, _tick, context) {
    for (let place = 0; place < aside.length; place++) {
      const [from, { stamp, payload }] = aside[place] ?? ["", { stamp: new Map(), payload: null }];
      const lacks = [...stamp].filter(([machine, count]) => count > (seen.get(machine) ?? 0));
      // Only the message itself is new.
      if (lacks.length !== 1 || stamp.get(from) !== (seen.get(from) ?? 0) + 1) continue;
      seen.set(from, stamp.get(from) ?? 0);
      context.output({ type: "delivered", from, payload });
      aside.splice(place, 1);
      place = -1;
    }
  },

  onInput({ seen }, { payload }, context) {
    seen.set(context.self, (seen.get(context.self) ?? 0) + 1);
    for (const to of context.peers) context.send(to, { stamp: seen, payload });
  },
});
