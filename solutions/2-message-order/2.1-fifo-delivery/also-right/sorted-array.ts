/** A sorted array for each source instead of a store by number; numbers begin at 100; messages are pairs. */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  readonly nextTo: Map<MachineId, number>;
  readonly from: Map<MachineId, { last: number; waiting: Pair[] }>;
}

type Pair = readonly [number: number, payload: unknown];

export const fifoDelivery: Machine<State, Pair, object, { readonly to: MachineId; readonly payload: unknown }> =
  defineMachine({
    start: (): State => ({ nextTo: new Map(), from: new Map() }),

    onMessage({ from: sources }, pair, from, context) {
      const source = sources.get(from) ?? { last: 99, waiting: [] };
      sources.set(from, source);
      const isKnown = pair[0] <= source.last || source.waiting.some(([number]) => number === pair[0]);
      if (isKnown) return;
      source.waiting.push(pair);
      source.waiting.sort(([first], [second]) => first - second);
      while (source.waiting[0]?.[0] === source.last + 1) {
        source.last += 1;
        context.output({ type: "delivered", from, payload: source.waiting.shift()?.[1] });
      }
    },

    onInput({ nextTo }, { to, payload }, context) {
      const number = nextTo.get(to) ?? 100;
      nextTo.set(to, number + 1);
      context.send(to, [number, payload]);
    },
  });
