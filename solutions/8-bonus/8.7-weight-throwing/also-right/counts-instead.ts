/**
 * Right as well, and no weight throwing any more: whoever becomes passive tells the root how many pieces it has sent to
 * each machine and received from each, in all. When the newest reports agree about every channel, all is over. The price
 * is memory, and messages of two numbers for each machine; but no number grows longer with every piece of work.
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
  sent: Counts;
  received: Counts;
}

interface State extends Books {
  reader: MachineId | undefined;
  /** At the root: the newest report of each other machine. */
  reports: Record<MachineId, Books>;
  workload: Workload;
}

type Message =
  | { readonly type: "work"; readonly task: Task; readonly reader: MachineId | undefined }
  | { readonly type: "report"; readonly books: Books };

export const weightThrowing: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ reader: undefined, sent: {}, received: {}, reports: {}, workload: [] }),

  onMessage(state, message, from, context) {
    if (message.type === "work") {
      state.reader = message.reader;
      addOne(state.received, from);
      takeOn(state.workload, message.task, context);
      report(state, context);
    } else {
      const known = state.reports[from];
      // One that was overtaken tells nothing new.
      if (known !== undefined && size(message.books) < size(known)) return;
      state.reports[from] = { ...message.books };
      compare(state, context);
    }
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    addOne(state.sent, to);
    context.send(to, { type: "work", task, reader: state.reader });
    report(state, context);
  },

  onInput(state, { task }, context) {
    state.reader = context.self;
    takeOn(state.workload, task, context);
    report(state, context);
  },
});

function report(state: State, context: Context<Message, Terminated>): void {
  if (!isPassive(state.workload) || state.reader === undefined) return;
  const { sent, received } = state;
  if (state.reader === context.self) compare(state, context);
  else context.send(state.reader, { type: "report", books: { sent, received } });
}

function compare(state: State, context: Context<Message, Terminated>): void {
  if (!isPassive(state.workload)) return;
  const { sent, received } = state;
  const all: Record<MachineId, Books> = { ...state.reports, [context.self]: { sent, received } };
  const names = [context.self, ...context.peers];
  const agrees = names.every((from) =>
    names.every((to) => (all[from]?.sent[to] ?? 0) === (all[to]?.received[from] ?? 0)),
  );
  if (agrees) context.output({ type: "terminated" });
}

function addOne(counts: Counts, machine: MachineId): void {
  counts[machine] = (counts[machine] ?? 0) + 1;
}

function size({ sent, received }: Books): number {
  return [...Object.values(sent), ...Object.values(received)].reduce((total, count) => total + count, 0);
}
