/**
 * Huang's snapshot-based detection: whoever becomes passive asks all others to take a snapshot, and the last who does so
 * finds out that all is over.
 *
 * The work itself is given: `takeOn`, `nextSpawn` and `isPassive` do it. Edit `State`, what travels, the handlers and the
 * functions below them. What a machine is asked, the work messages' `type` and `task`, the requests' `type` and what the
 * root puts out are fixed.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
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
  /** Who is told that it is over. */
  root: MachineId | undefined;
  /** Who has granted the last request of this machine. */
  granted: MachineId[];
  /** What is still to be handed out. */
  workload: Workload;
  // TODO(learner): a clock, and the name that belongs to its time. What belongs into a snapshot?
}

/** A piece of work. You may give it more fields. */
export interface TimedWork extends Work {
  // TODO(learner): when was it sent?
  readonly root: MachineId;
}

/** Asks for a snapshot. You may give it more fields. */
export interface Request {
  readonly type: "request";
  // TODO(learner): which of two requests is the newer?
}

/** The answer to a request. Yours; it must look neither like work nor like a request. */
export interface Grant {
  readonly type: "grant";
  // TODO(learner): to which request, and what does the snapshot say?
}

/** What the root is told in the end. Yours as well. */
export interface Over {
  readonly type: "over";
}

/** What machines send each other. */
export type Message = TimedWork | Request | Grant | Over;

/** One participant. The machine that gets the input `begin` is the root. */
export const huangSnapshot: Machine<State, Message, Terminated, Begin> = defineMachine({
  // TODO(learner): the state before anything has happened.
  start: (): State => ({ root: undefined, granted: [], workload: [] }),

  onMessage(state, message, from, context) {
    switch (message.type) {
      case "work":
        // TODO(learner): count it, and set the clock.
        state.root = message.root;
        takeOn(state.workload, message.task, context);
        return askIfPassive(state, context);
      case "request":
        // TODO(learner): is it newer, and is this machine passive?
        return context.send(from, { type: "grant" });
      case "grant":
        // TODO(learner): does it belong to the request that this machine made last?
        state.granted.push(from);
        return tellIfOver(state, context);
      case "over":
        context.output({ type: "terminated" });
    }
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    // TODO(learner): count it, and say when it was sent.
    context.send(to, { type: "work", task, root: state.root ?? context.self });
    askIfPassive(state, context);
  },

  onInput(state, { task }, context) {
    state.root = context.self;
    takeOn(state.workload, task, context);
    askIfPassive(state, context);
  },
});

/** Called when a machine may have become passive: it makes a request, and is the first to take a snapshot for it. */
function askIfPassive(state: State, context: Context<Message, Terminated>): void {
  if (!isPassive(state.workload)) return;
  // TODO(learner): the time of this request, and a snapshot of this machine.
  state.granted = [];
  for (const peer of context.peers) context.send(peer, { type: "request" });
  tellIfOver(state, context);
}

/** Called when a snapshot has been added. */
function tellIfOver(state: State, context: Context<Message, Terminated>): void {
  // TODO(learner): all have granted. Is anything on its way?
  if (state.granted.length < context.peers.length) return;
  if (state.root === context.self) context.output({ type: "terminated" });
  else if (state.root !== undefined) context.send(state.root, { type: "over" });
}
