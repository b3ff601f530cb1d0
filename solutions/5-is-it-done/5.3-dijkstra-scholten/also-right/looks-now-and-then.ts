/**
 * Right as well: nobody decides when something happens. Each machine looks every 20 ms whether it can leave, and never
 * stops looking.
 */
import { defineMachine, type Machine, type MachineId } from "@millrace/core";
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
  parent?: MachineId;
  deficit: number;
  workload: Workload;
}

type Message = Work | { readonly thanks: true };

export const dijkstraScholten: Machine<State, Message, Terminated, Begin> = defineMachine({
  start(context): State {
    context.setTimer("look", 20);
    return { deficit: 0, workload: [] };
  },

  onMessage(state, message, from, context) {
    if ("thanks" in message) {
      state.deficit--;
      return;
    }
    takeOn(state.workload, message.task, context);
    if (state.parent === undefined) state.parent = from;
    else context.send(from, { thanks: true });
  },

  onTimer(state, timer, context) {
    if (timer === workTimer) {
      const { to, task } = nextSpawn(state.workload, context);
      state.deficit++;
      context.send(to, { type: "work", task });
      return;
    }
    context.setTimer("look", 20);
    if (state.parent === undefined || state.deficit > 0 || !isPassive(state.workload)) return;
    if (state.parent === context.self) context.output({ type: "terminated" });
    else context.send(state.parent, { thanks: true });
    delete state.parent;
  },

  onInput(state, { task }, context) {
    state.parent = context.self;
    takeOn(state.workload, task, context);
  },
});
