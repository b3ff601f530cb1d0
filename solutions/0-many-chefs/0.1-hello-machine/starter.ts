/**
 * The smallest machine: it says hello when it is asked to, and answers whoever says hello to it.
 *
 * Edit the one line that says TODO.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a machine is asked to do: say hello to the machine `greet`. Fixed. */
export interface HelloInput {
  readonly greet: MachineId;
}

/** What the outside sees: the machine `by` has answered a hello of this one. Fixed. */
export interface HelloOutput {
  readonly type: "answered";
  readonly by: MachineId;
}

/** What travels. */
export type HelloMessage = "hello" | "hello back";

/** What a machine remembers: nothing, but it must be an object. */
export type HelloState = object;

export const helloMachine: Machine<HelloState, HelloMessage, HelloOutput, HelloInput> = defineMachine({
  start: (): HelloState => ({}),

  onMessage(_state, message, from, context) {
    if (message === "hello") {
      // TODO(learner): answer. Put this in place of the line: context.send(from, "hello back");
    }
    if (message === "hello back") {
      context.output({ type: "answered", by: from });
    }
  },

  onInput(_state, { greet }, context) {
    context.send(greet, "hello");
  },
});
