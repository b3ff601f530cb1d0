/**
 * Right as well: sends no signal from the handler that decides on it. A timer of 0 ms sends the answers that are due,
 * and another looks whether this machine can leave; work that comes in between keeps it in.
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
  workTimer,
} from "@millrace/termination/workload.ts";

interface State {
  isRoot: boolean;
  parent: MachineId | null;
  /** Who is to be answered next, in the order in which they wrote. */
  answers: MachineId[];
  sent: number;
  answered: number;
  workload: Workload;
}

type Message = Work | "done";

export const dijkstraScholten: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ isRoot: false, parent: null, answers: [], sent: 0, answered: 0, workload: [] }),

  onMessage(state, message, from, context) {
    if (message === "done") {
      state.answered += 1;
    } else {
      takeOn(state.workload, message.task, context);
      if (state.isRoot || state.parent !== null) {
        state.answers.push(from);
        context.setTimer("answer", 0);
      } else {
        state.parent = from;
      }
    }
    lookLater(state, context);
  },

  onTimer(state, timer, context) {
    if (timer === workTimer) {
      const { to, task } = nextSpawn(state.workload, context);
      state.sent += 1;
      context.send(to, { type: "work", task });
    } else if (timer === "answer") {
      for (const to of state.answers.splice(0)) context.send(to, "done");
    } else if (isDone(state)) {
      leave(state, context);
    }
  },

  onInput(state, { task }, context) {
    state.isRoot = true;
    takeOn(state.workload, task, context);
    lookLater(state, context);
  },
});

function isDone({ sent, answered, workload }: State): boolean {
  return sent === answered && isPassive(workload);
}

function lookLater(state: State, context: Context<Message, Terminated>): void {
  if (isDone(state)) context.setTimer("look", 0);
}

function leave(state: State, context: Context<Message, Terminated>): void {
  if (state.isRoot) context.output({ type: "terminated" });
  else if (state.parent !== null) context.send(state.parent, "done");
  state.isRoot = false;
  state.parent = null;
  state.sent = 0;
  state.answered = 0;
}
