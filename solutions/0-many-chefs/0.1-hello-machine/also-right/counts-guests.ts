/** Numbers its hellos, and answers with the number; keeps a list of those it waits for. */
import { type Machine, defineMachine } from "@millrace/core";

interface State {
  readonly asked: Map<number, string>;
  next: number;
}

interface Message {
  readonly number: number;
  readonly isAnswer: boolean;
}

export const helloMachine: Machine<
  State,
  Message,
  { readonly by: string; readonly type: "answered" },
  { readonly greet: string }
> = defineMachine({
  start: (): State => ({ asked: new Map(), next: 0 }),

  onMessage(state, message, from, context) {
    if (!message.isAnswer) {
      context.send(from, { ...message, isAnswer: true });
    } else if (state.asked.delete(message.number)) {
      context.output({ by: from, type: "answered" });
    }
  },

  onInput(state, { greet }, context) {
    state.asked.set(state.next, greet);
    context.send(greet, { number: state.next, isAnswer: false });
    state.next += 1;
  },
});
