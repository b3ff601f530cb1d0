/**
 * Right as well, and no Dijkstra–Scholten any more: the tree is one of tasks, not of machines. Each task knows which
 * message brought it and how many of its own pieces are out; it is answered when the last of these has been. No circle
 * can hold it up, since a task never waits for one that came before it. The price is memory: one record for each task
 * that is under way, where the book-keeping of a machine needs one parent and one number.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import {
  type Begin,
  nextSpawn,
  takeOn,
  type Task,
  type Terminated,
  type Workload,
} from "@millrace/termination/workload.ts";

interface State {
  /** By number: the tasks under way here. */
  tasks: Record<number, UnderWay>;
  nextNumber: number;
  /** For each piece in the workload, the number of the task that it belongs to. */
  owners: number[];
  workload: Workload;
}

interface UnderWay {
  /** What is to be answered; null for the input. */
  readonly asked: { readonly by: MachineId; readonly number: number } | null;
  /** Pieces not handed out or not answered. */
  open: number;
}

type Message =
  | { readonly type: "work"; readonly task: Task; readonly number: number }
  | { readonly type: "signal"; readonly number: number };

type Reach = Context<Message, Terminated>;

export const dijkstraScholten: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ tasks: {}, nextNumber: 0, owners: [], workload: [] }),

  onMessage(state, message, from, context) {
    if (message.type === "work") {
      open(state, { task: message.task, asked: { by: from, number: message.number } }, context);
    } else {
      const task = state.tasks[message.number];
      if (task !== undefined) task.open -= 1;
      closeIfDone(state, message.number, context);
    }
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    context.send(to, { type: "work", task, number: state.owners.shift() ?? -1 });
  },

  onInput(state, { task }, context) {
    open(state, { task, asked: null }, context);
  },
});

function open(
  state: State,
  { task, asked }: { readonly task: Task; readonly asked: UnderWay["asked"] },
  context: Reach,
): void {
  const number = state.nextNumber++;
  state.tasks[number] = { asked, open: task.spawns.length };
  state.owners.push(...task.spawns.map(() => number));
  takeOn(state.workload, task, context);
  closeIfDone(state, number, context);
}

function closeIfDone(state: State, number: number, context: Reach): void {
  const task = state.tasks[number];
  if (task === undefined || task.open > 0) return;
  delete state.tasks[number];
  if (task.asked === null) context.output({ type: "terminated" });
  else context.send(task.asked.by, { type: "signal", number: task.asked.number });
}
