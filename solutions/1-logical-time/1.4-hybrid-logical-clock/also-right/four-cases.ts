/** The rule as it was published, in four cases, with l and c as two numbers of the state and of the message. */
import { type Context, type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Message = { readonly l: number; readonly c: number };
type Stamp = { readonly timeMs: number; readonly counter: number; readonly machine: string };

interface State {
  l: number;
  c: number;
}

export function hybridLogicalClock(options: { readonly maxAheadMs: number }): Machine<State, Message, object, Input> {
  return defineMachine({
    start: (): State => ({ l: 0, c: 0 }),

    onMessage(state, message, _from, context) {
      const now = context.now();
      if (message.l > now + options.maxAheadMs) {
        context.output({ type: "refused", aheadMs: message.l - now });
        return;
      }
      const before = state.l;
      state.l = Math.max(before, message.l, now);
      if (state.l === before && state.l === message.l) state.c = Math.max(state.c, message.c) + 1;
      else if (state.l === before) state.c += 1;
      else if (state.l === message.l) state.c = message.c + 1;
      else state.c = 0;
      putOut(state, context);
    },

    onInput(state, input, context) {
      const before = state.l;
      state.l = Math.max(before, context.now());
      state.c = state.l === before ? state.c + 1 : 0;
      putOut(state, context);
      if (input.type === "send") context.send(input.to, { l: state.l, c: state.c });
    },
  });
}

export function compareHybridStamps(first: Stamp, second: Stamp): number {
  return (
    Math.sign(first.timeMs - second.timeMs) ||
    Math.sign(first.counter - second.counter) ||
    Number(first.machine > second.machine) - Number(first.machine < second.machine)
  );
}

function putOut({ l, c }: State, { output }: Context<Message, object>): void {
  output({ type: "stamped", timeMs: l, counter: c });
}
