/**
 * Right as well, with less: work carries no time. Where counts are compared channel by channel, the clock is there only to
 * tell which request is the newest. Names are ordered the other way round, and a request says itself who made it.
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

interface Books {
  readonly sent: Record<MachineId, number>;
  readonly received: Record<MachineId, number>;
}

interface State extends Books {
  boss: MachineId | undefined;
  clock: bigint;
  holder: MachineId | undefined;
  /** The books of those who have granted this machine's request; undefined if its request is not the newest. */
  vote: Record<MachineId, Books> | undefined;
  workload: Workload;
}

interface Request {
  readonly type: "request";
  readonly clock: bigint;
  readonly holder: MachineId;
}

type Message =
  | { readonly type: "work"; readonly task: Task; readonly boss: MachineId | undefined }
  | Request
  | { readonly granted: bigint; readonly books: Books }
  | "done";

type Reach = Context<Message, Terminated>;

export const huangSnapshot: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({
    boss: undefined,
    clock: 0n,
    holder: undefined,
    vote: undefined,
    sent: {},
    received: {},
    workload: [],
  }),

  onMessage(state, message, from, context) {
    if (message === "done") {
      context.output({ type: "terminated" });
    } else if ("granted" in message) {
      if (state.vote === undefined || message.granted !== state.clock) return;
      state.vote[from] = { sent: { ...message.books.sent }, received: { ...message.books.received } };
      count(state, context);
    } else if (message.type === "request") {
      hear(state, message, context);
    } else {
      state.vote = undefined;
      state.boss = message.boss;
      state.received[from] = 1 + (state.received[from] ?? 0);
      takeOn(state.workload, message.task, context);
      call(state, context);
    }
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    state.sent[to] = 1 + (state.sent[to] ?? 0);
    context.send(to, { type: "work", task, boss: state.boss });
    call(state, context);
  },

  onInput(state, { task }, context) {
    state.boss = context.self;
    takeOn(state.workload, task, context);
    call(state, context);
  },
});

function call(state: State, context: Reach): void {
  if (!isPassive(state.workload)) return;
  state.clock += 1n;
  state.holder = context.self;
  state.vote = { [context.self]: booksOf(state) };
  for (const peer of context.peers) {
    context.send(peer, { type: "request", clock: state.clock, holder: context.self });
  }
  count(state, context);
}

function hear(state: State, { clock, holder }: Request, context: Reach): void {
  if (!isPassive(state.workload)) {
    if (clock > state.clock) state.clock = clock;
    return;
  }
  const isNewer =
    clock > state.clock || (clock === state.clock && (state.holder === undefined || holder < state.holder));
  if (!isNewer) return;
  state.clock = clock;
  state.holder = holder;
  state.vote = undefined;
  context.send(holder, { granted: clock, books: booksOf(state) });
}

function count({ vote = {}, boss }: State, context: Reach): void {
  const names = [context.self, ...context.peers];
  if (names.some((name) => vote[name] === undefined)) return;
  for (const from of names) {
    for (const to of names) if ((vote[from]?.sent[to] ?? 0) !== (vote[to]?.received[from] ?? 0)) return;
  }
  if (boss === context.self) context.output({ type: "terminated" });
  else if (boss !== undefined) context.send(boss, "done");
}

function booksOf({ sent, received }: State): Books {
  return { sent: { ...sent }, received: { ...received } };
}
