/**
 * Dijkstra–Scholten: the root of a computation that spreads by messages learns that all of it is over.
 *
 * The work itself is given: `takeOn`, `nextSpawn` and `isPassive` do it. Edit `State` and `Signal`, the handlers and
 * `leaveIfDone`. What a machine is asked, the work messages and what the root puts out are fixed.
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
  // TODO(learner): who gets the signal that this machine keeps back? How many signals does it wait for?
}

/** The answer to one work message. Yours; it must not look like work. */
export interface Signal {
  readonly type: "signal";
}

/** What machines send each other. A work message is `{ type: "work", task }`; you may give it more fields. */
export type Message = Work | Signal;

/** One participant. The machine that gets the input `begin` is the root. */
export const dijkstraScholten: Machine<State, Message, Terminated, Begin> = defineMachine({
  // TODO(learner): the state before anything has happened.
  start: (): State => ({ workload: [] }),

  onMessage(state, message, from, context) {
    if (message.type === "work") {
      // TODO(learner): send `from` its signal now, or keep it back?
      takeOn(state.workload, message.task, context);
    } else {
      // TODO(learner): a signal has come.
    }
    leaveIfDone(state, context);
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    context.send(to, { type: "work", task });
    // TODO(learner): that message will be answered.
  },

  onInput(state, { task }, context) {
    // TODO(learner): nobody sent this. Whom does the root answer?
    takeOn(state.workload, task, context);
    leaveIfDone(state, context);
  },
});

/** Called when a machine may have become done. */
function leaveIfDone(state: State, context: Context<Message, Terminated>): void {
  // TODO(learner): this is what goes wrong in so many pipelines: whoever finds nothing left to do says that all is over.
  if (!isPassive(state.workload)) return;
  context.output({ type: "terminated" });
}
