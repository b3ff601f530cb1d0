/**
 * Vector counters: a visitor goes round a ring of machines, and whoever has her learns that nothing is left to do, anywhere.
 *
 * The work itself is given: `takeOn`, `nextSpawn` and `isPassive` do it. The visitor's way is given, too: she waits for a
 * machine that has not begun or is active, and goes on to the next in the ring. Edit `Visitor`, `State` and the marked
 * places. What a machine is asked, the work messages, the ring and what is put out are fixed.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import { nextInRing } from "@millrace/termination/ring.ts";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Terminated,
  type Work,
  type Workload,
} from "@millrace/termination/workload.ts";

/** What goes round. There is one. What is in it is yours; it must not look like work. */
export interface Visitor {
  readonly type: "visitor";
  // TODO(learner): what does she take along? Has she been everywhere?
}

/** What a machine remembers. Yours, but for `workload`: plain data, in an object. */
export interface State {
  /** What is still to be handed out. */
  workload: Workload;
  /** Whether it has been told what there is to do. */
  hasBegun: boolean;
  /** The visitor, while she is here. */
  visitor: Visitor | undefined;
  // TODO(learner): what has happened here since she was here last?
}

/** What machines send each other. A work message is `{ type: "work", task }`; you may give it more fields. */
export type Message = Work | Visitor;

/** One participant in a ring. The visitor sets out from the first machine. */
export function vectorCounters(ring: readonly MachineId[]): Machine<State, Message, Terminated, Begin> {
  return defineMachine({
    start: ({ self }): State => ({
      workload: [],
      hasBegun: false,
      visitor: self === ring[0] ? { type: "visitor" } : undefined,
    }),

    onMessage(state, message, _from, context) {
      if (message.type === "work") {
        // TODO(learner): one message to this machine is on its way no longer.
        takeOn(state.workload, message.task, context);
      } else {
        state.visitor = message;
      }
      seeOff(state, ring, context);
    },

    onTimer(state, _timer, context) {
      const { to, task } = nextSpawn(state.workload, context);
      context.send(to, { type: "work", task });
      // TODO(learner): one message more is on its way. Where to?
      seeOff(state, ring, context);
    },

    onInput(state, { task }, context) {
      state.hasBegun = true;
      takeOn(state.workload, task, context);
      seeOff(state, ring, context);
    },
  });
}

/** Called when the visitor may leave. */
function seeOff(state: State, ring: readonly MachineId[], context: Context<Message, Terminated>): void {
  const { visitor, hasBegun, workload } = state;
  if (visitor === undefined || !hasBegun || !isPassive(workload)) return;
  // TODO(learner): does she know of work that is on its way here?
  if (isOver(visitor)) {
    context.output({ type: "terminated" });
  } else {
    // TODO(learner): what does she take along from here, and what is left here?
    context.send(nextInRing(ring, context.self), visitor);
  }
  state.visitor = undefined;
}

/** Whether all is over, everywhere. */
function isOver(_visitor: Visitor): boolean {
  // TODO(learner): she finds this machine with nothing left to do. Is all over then?
  return true;
}
