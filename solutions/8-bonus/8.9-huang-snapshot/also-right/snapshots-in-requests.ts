/**
 * Right as well, and hardly a vote any more: a request carries its sender's counts, by channel, and nobody answers. The
 * root keeps the newest of each machine; who has never asked has never worked. When the counts agree, it is over: any set
 * of passive machines whose counts agree on every channel is a snapshot of the end. No clock is needed, as counts only grow.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Task,
  type Terminated,
  type Workload,
} from "@millrace/termination/workload.ts";

type Counts = Record<MachineId, number>;

interface Books {
  readonly sent: Counts;
  readonly received: Counts;
}

interface State extends Books {
  isRoot: boolean;
  newest: Record<MachineId, Books>;
  workload: Workload;
}

type Message =
  | { readonly type: "work"; readonly task: Task }
  | { readonly type: "request"; readonly sent: Counts; readonly received: Counts };

export const huangSnapshot: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ isRoot: false, sent: {}, received: {}, newest: {}, workload: [] }),

  onMessage(state, message, from, context) {
    if (message.type === "work") {
      state.received[from] = (state.received[from] ?? 0) + 1;
      takeOn(state.workload, message.task, context);
      publish(state, context);
    } else if (sum(message) > sum(state.newest[from] ?? { sent: {}, received: {} })) {
      state.newest[from] = { sent: { ...message.sent }, received: { ...message.received } };
      compare(state, context);
    }
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    state.sent[to] = (state.sent[to] ?? 0) + 1;
    context.send(to, { type: "work", task });
    publish(state, context);
  },

  onInput(state, { task }, context) {
    state.isRoot = true;
    takeOn(state.workload, task, context);
    publish(state, context);
  },
});

function publish(state: State, context: Context<Message, Terminated>): void {
  if (!isPassive(state.workload)) return;
  const { sent, received } = state;
  for (const peer of context.peers) context.send(peer, { type: "request", sent, received });
  compare(state, context);
}

function compare(state: State, context: Context<Message, Terminated>): void {
  if (!state.isRoot || !isPassive(state.workload)) return;
  const books: Record<MachineId, Books> = { ...state.newest, [context.self]: state };
  const names = [context.self, ...context.peers];
  const agrees = names.every((from) =>
    names.every((to) => (books[from]?.sent[to] ?? 0) === (books[to]?.received[from] ?? 0)),
  );
  if (agrees) context.output({ type: "terminated" });
}

function sum({ sent, received }: Books): number {
  return [...Object.values(sent), ...Object.values(received)].reduce((total, count) => total + count, 0);
}
