/** Puts aside whatever arrives, and delivers all that is due each time its clock ticks: later, but never for a message. */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  /** The numbers count down, from 0: what is due has the highest. */
  readonly numbers: Record<MachineId, number>;
  readonly heaps: Record<MachineId, { due: number; early: Message[] }>;
}

interface Message {
  readonly number: number;
  readonly payload: unknown;
}

export const fifoDelivery: Machine<State, Message, object, { readonly to: MachineId; readonly payload: unknown }> =
  defineMachine({
    start: (): State => ({ numbers: {}, heaps: {} }),

    onMessage({ heaps }, message, from, context) {
      (heaps[from] ??= { due: 0, early: [] }).early.push(message);
      context.setTimer("tick", 20);
    },

    onTimer({ heaps }, _tick, context) {
      for (const [from, heap] of Object.entries(heaps)) {
        heap.early.sort((first, second) => second.number - first.number);
        const later: Message[] = [];
        for (const message of heap.early) {
          if (message.number < heap.due) later.push(message);
          if (message.number !== heap.due) continue;
          context.output({ type: "delivered", from, payload: message.payload });
          heap.due -= 1;
        }
        heap.early = later;
      }
    },

    onInput({ numbers }, { to, payload }, context) {
      const number = numbers[to] ?? 0;
      numbers[to] = number - 1;
      context.send(to, { number, payload });
    },
  });
