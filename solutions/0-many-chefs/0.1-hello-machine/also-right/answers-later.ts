/** Answers when a timer goes off, everyone who has said hello until then. */
import { type Machine, defineMachine } from "@millrace/core";

interface State {
  readonly waiting: string[];
}

type Message = { readonly type: "hello" } | { readonly type: "answer" };

export const helloMachine: Machine<
  State,
  Message,
  { readonly type: "answered"; readonly by: string },
  { readonly greet: string }
> = defineMachine({
  start: (): State => ({ waiting: [] }),

  onMessage(state, { type }, from, context) {
    if (type === "answer") return context.output({ type: "answered", by: from });
    state.waiting.push(from);
    context.setTimer("answer", 100);
  },

  onTimer(state, _timer, context) {
    for (const guest of state.waiting.splice(0)) context.send(guest, { type: "answer" });
  },

  onInput(_state, { greet }, context) {
    context.send(greet, { type: "hello" });
  },
});
