/** The check that comes to mind first: ask everybody whether it is idle, and if all say yes, call it done. It is wrong. */
import { type Context, type Machine, type System, defineMachine, defineSystem } from "@millrace/core";
import {
  type Begin,
  type Terminated,
  type Work,
  type Workload,
  dijkstraScholten,
  isPassive,
  nextSpawn,
  takeOn,
  task,
  workTimer,
} from "@millrace/termination";

interface State {
  readonly workload: Workload;
  /** At the driver: how many have still to answer. */
  awaited: number;
  /** At the driver: whether all who answered so far were idle. */
  areIdle: boolean;
}

type Message = Work | { readonly type: "ask" } | { readonly type: "answer"; readonly isIdle: boolean };

/** How long the driver waits before it looks around. */
const pauseMs = 1_000;

const idleCheck: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ workload: [], awaited: 0, areIdle: true }),

  onMessage(state, message, from, context) {
    if (message.type === "work") return takeOn(state.workload, message.task, context);
    if (message.type === "ask") return context.send(from, { type: "answer", isIdle: isPassive(state.workload) });
    state.awaited -= 1;
    state.areIdle &&= message.isIdle;
    if (state.awaited > 0) return;
    if (state.areIdle && isPassive(state.workload)) context.output({ type: "terminated" });
    else context.setTimer("look", pauseMs);
  },

  onTimer(state, timer, context) {
    if (timer !== workTimer) return lookAround(state, context);
    const { to, task } = nextSpawn(state.workload, context);
    context.send(to, { type: "work", task });
  },

  onInput(state, { task }, context) {
    takeOn(state.workload, task, context);
    context.setTimer("look", pauseMs);
  },
});

function lookAround(state: State, context: Context<Message, Terminated>): void {
  state.awaited = context.peers.length;
  state.areIdle = true;
  for (const peer of context.peers) context.send(peer, { type: "ask" });
}

/** What the driver is asked to do: east gives work to west, and west to both others. */
export const begin: Begin = {
  type: "begin",
  task: task({ to: "east", task: task({ to: "west", task: task({ to: "east" }, { to: "driver" }) }) }),
};

export const withIdleCheck: System = defineSystem({
  machines: { driver: idleCheck, east: idleCheck, west: idleCheck },
});

export const withSignals: System = defineSystem({
  machines: { driver: dijkstraScholten, east: dijkstraScholten, west: dijkstraScholten },
});
