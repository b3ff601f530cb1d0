/**
 * Right as well: counts a message when its task is taken on, not when it is sent, so that “still at work” and “still
 * waiting” are one number. Signals for work that came from others go out when this machine falls passive, with a word
 * of gossip in them; only the first sender's signal waits for the number to reach 0.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Task,
  type Terminated,
  type Work,
  type Workload,
} from "@millrace/termination/workload.ts";

interface State {
  /** Oldest first: the sender that took this machine in (or this machine itself), then those that can be answered. */
  creditors: readonly MachineId[];
  /** Messages that are to be sent, or were sent and have no answer. */
  open: number;
  workload: Workload;
}

type Message = Work | { readonly type: "signal"; readonly stillOpen: number };

export const dijkstraScholten: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ creditors: [], open: 0, workload: [] }),

  onMessage(state, message, from, context) {
    if (message.type === "work") owe(state, { to: from, task: message.task }, context);
    else state.open -= 1;
    payWhatIsDue(state, context);
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    context.send(to, { type: "work", task });
    payWhatIsDue(state, context);
  },

  onInput(state, { task }, context) {
    owe(state, { to: context.self, task }, context);
    payWhatIsDue(state, context);
  },
});

function owe(
  state: State,
  { to, task }: { readonly to: MachineId; readonly task: Task },
  context: Context<Message, Terminated>,
): void {
  state.creditors = [...state.creditors, to];
  state.open += task.spawns.length;
  takeOn(state.workload, task, context);
}

function payWhatIsDue(state: State, context: Context<Message, Terminated>): void {
  if (!isPassive(state.workload)) return;
  const [first, ...others] = state.creditors;
  for (const to of others) context.send(to, { type: "signal", stillOpen: state.open });
  state.creditors = state.creditors.slice(0, 1);
  if (first === undefined || state.open > 0) return;
  state.creditors = [];
  if (first === context.self) context.output({ type: "terminated" });
  else context.send(first, { type: "signal", stillOpen: 0 });
}
