/**
 * Right as well: the root collects. Every grant goes to it, and so does the snapshot of whoever asks; it keeps the newest
 * of each machine. Two totals are in a snapshot, as the clock sees to it that nobody has received what was sent after it.
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

/** A request: its time, and who made it. */
type Stamp = readonly [time: number, by: MachineId];

interface Snapshot {
  readonly stamp: Stamp;
  readonly sent: number;
  readonly received: number;
}

interface State {
  root: MachineId | null;
  stamp: Stamp;
  sent: number;
  received: number;
  workload: Workload;
  /** At the root: the newest of each machine. */
  newest: Map<MachineId, Snapshot>;
}

type Message =
  | { readonly type: "work"; readonly task: Task; readonly time: number; readonly root: MachineId }
  | { readonly type: "request"; readonly time: number; readonly root: MachineId }
  | { readonly type: "snapshot"; readonly snapshot: Snapshot };

type Reach = Context<Message, Terminated>;

export const huangSnapshot: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ root: null, stamp: [0, ""], sent: 0, received: 0, workload: [], newest: new Map() }),

  onMessage(state, message, from, context) {
    if (message.type === "snapshot") {
      keep(state, { from, snapshot: message.snapshot }, context);
      return;
    }
    state.root = message.root;
    const stamp: Stamp = [message.time, from];
    if (message.type === "work") {
      state.received += 1;
      state.stamp = [Math.max(state.stamp[0], message.time) + 1, ""];
      takeOn(state.workload, message.task, context);
      ask(state, context);
    } else if (isPassive(state.workload)) {
      if (isLater(stamp, state.stamp)) snap(state, stamp, context);
    } else if (message.time > state.stamp[0]) {
      state.stamp = [message.time, ""];
    }
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    state.sent += 1;
    context.send(to, { type: "work", task, time: state.stamp[0], root: state.root ?? context.self });
    ask(state, context);
  },

  onInput(state, { task }, context) {
    state.root = context.self;
    takeOn(state.workload, task, context);
    ask(state, context);
  },
});

function ask(state: State, context: Reach): void {
  if (!isPassive(state.workload)) return;
  const time = state.stamp[0] + 1;
  for (const peer of context.peers) {
    context.send(peer, { type: "request", time, root: state.root ?? context.self });
  }
  snap(state, [time, context.self], context);
}

function snap(state: State, stamp: Stamp, context: Reach): void {
  state.stamp = stamp;
  const snapshot = { stamp, sent: state.sent, received: state.received };
  if (state.root === context.self) keep(state, { from: context.self, snapshot }, context);
  else if (state.root !== null) context.send(state.root, { type: "snapshot", snapshot });
}

function keep(
  { newest }: State,
  { from, snapshot }: { readonly from: MachineId; readonly snapshot: Snapshot },
  context: Reach,
): void {
  const known = newest.get(from);
  if (known !== undefined && isLater(known.stamp, snapshot.stamp)) return;
  newest.set(from, snapshot);
  const all = [...newest.values()];
  const [time, by] = snapshot.stamp;
  const isOne = all.every(({ stamp }) => stamp[0] === time && stamp[1] === by);
  const inTransit = all.reduce((sum, { sent, received }) => sum + sent - received, 0);
  if (all.length === context.peers.length + 1 && isOne && inTransit === 0) context.output({ type: "terminated" });
}

function isLater([time, by]: Stamp, [otherTime, other]: Stamp): boolean {
  return time === otherTime ? by > other : time > otherTime;
}
