/**
 * Weight throwing: all work carries a part of one weight, and when the root has all of it back, all is over.
 *
 * The work itself is given: `takeOn`, `nextSpawn` and `isPassive` do it. Edit `State`, what travels, the handlers and
 * `settle`. What a machine is asked, the work messages' `type` and `task`, and what the root puts out are fixed.
 */
import { type Context, defineMachine, type Machine } from "@millrace/core";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Terminated,
  type Work,
  type Workload,
} from "@millrace/termination/workload.ts";

/** What a machine remembers. Yours, but for `workload`: plain data, in an object. */
export interface State {
  /** What is still to be handed out. */
  workload: Workload;
  // TODO(learner): how much weight this machine has, in numbers that stay exact. Where it goes back to.
}

/** A piece of work. You may give it more fields. */
export interface WeightedWork extends Work {
  // TODO(learner): the weight that goes with it. What else must its receiver know?
}

/** What a machine that has become passive sends the root. Yours; it must not look like work. */
export interface Return {
  readonly type: "return";
  // TODO(learner): how much?
}

/** What machines send each other. */
export type Message = WeightedWork | Return;

/** One participant. The machine that gets the input `begin` is the root. */
export const weightThrowing: Machine<State, Message, Terminated, Begin> = defineMachine({
  // TODO(learner): the state before anything has happened.
  start: (): State => ({ workload: [] }),

  onMessage(state, message, _from, context) {
    // TODO(learner): something has come, and weight with it.
    if (message.type === "work") takeOn(state.workload, message.task, context);
    settle(state, context);
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    // TODO(learner): which part goes, and which stays?
    context.send(to, { type: "work", task });
    settle(state, context);
  },

  onInput(state, { task }, context) {
    // TODO(learner): this machine is the root, and has all the weight there is.
    takeOn(state.workload, task, context);
    settle(state, context);
  },
});

/** Called when a machine may have become passive. */
function settle(state: State, context: Context<Message, Terminated>): void {
  if (!isPassive(state.workload)) return;
  // TODO(learner): whoever finds nothing left to do says that all is over. Who may say it, when, and what do the others do?
  context.output({ type: "terminated" });
}
