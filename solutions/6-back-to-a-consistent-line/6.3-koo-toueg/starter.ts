/**
 * Koo–Toueg: those save together whose checkpoints would not fit otherwise, and nobody else.
 *
 * The work is given: a total, and numbers that are sent and added up. Edit `State`, the algorithm's own messages and the marked
 * places. What a machine is asked, the work messages and what it puts out are fixed.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { CheckpointOutput, Work, WorkerInput } from "@millrace/recovery/koo-toueg.workers.ts";

/** What a machine remembers. Yours, but for the total and the disk: plain data, in an object. */
export interface State {
  /** The sum of what it has received. */
  total: number;
  /** Whether it can take no checkpoint. */
  isFull: boolean;
  // TODO(learner): what has it sent and received since its last checkpoint? And while it has a tentative one: what is in it,
  // who asked for it, who has still to answer, and what waits?
}

/** What machines ask and tell each other to save. Yours; it must not look like work. */
export interface Control {
  readonly type: "request" | "reply" | "decision";
}

/** What machines send each other. Work is `{ type: "work", value }`; you may give it more fields. */
export type Message = Work | Control;

/** One participant. Each has a channel to each other. */
export const kooToueg: Machine<State, Message, CheckpointOutput, WorkerInput> = defineMachine({
  start: (): State => ({ total: 0, isFull: false }),

  onMessage(state, message, from, context) {
    if (message.type === "work") {
      state.total += message.value;
      // TODO(learner): from now on, a checkpoint of this machine has received something of `from`.
    } else {
      // TODO(learner): a request, a reply or a decision. Whom does it concern, and what is left to do?
    }
  },

  onInput(state, input, context) {
    if (input.type === "disk") {
      state.isFull = input.isFull;
    } else if (input.type === "send") {
      // TODO(learner): does this have to wait? What is to be noted about it?
      context.send(input.to, { type: "work", value: input.value });
    } else if (!state.isFull) {
      // TODO(learner): as it comes, each saves for itself, and never mind the others.
      context.output({ type: "tentative", total: state.total });
      context.output({ type: "permanent", total: state.total });
    }
  },
});
