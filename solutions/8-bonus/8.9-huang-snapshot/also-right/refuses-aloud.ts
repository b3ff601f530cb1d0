/**
 * Right as well: every request is answered, with a refusal if it is not granted, so that whoever asks knows when the vote is
 * over. One number is in a snapshot: how many more were sent than received. The clock goes in steps of ten, and ticks at
 * everything.
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

interface State {
  root: MachineId | undefined;
  /** Has ticked at least once when work is sent. */
  now: number;
  /** The newest request that this machine knows of. */
  newest: { time: number; by: MachineId };
  surplus: number;
  vote: { readonly time: number; yes: number; sum: number } | null;
  workload: Workload;
}

type Message =
  | { readonly type: "work"; readonly task: Task; readonly now: number; readonly root: MachineId }
  | { readonly type: "request"; readonly now: number }
  | { readonly type: "yes"; readonly to: number; readonly surplus: number }
  | { readonly type: "no"; readonly to: number }
  | { readonly type: "all is over" };

type Reach = Context<Message, Terminated>;

export const huangSnapshot: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({
    root: undefined,
    now: 0,
    newest: { time: 0, by: "" },
    surplus: 0,
    vote: null,
    workload: [],
  }),

  onMessage(state, message, from, context) {
    if (message.type === "work") {
      state.vote = null;
      state.root = message.root;
      state.surplus -= 1;
      state.now = Math.max(state.now, message.now) + 10;
      takeOn(state.workload, message.task, context);
      openVote(state, context);
    } else if (message.type === "request") {
      answer(state, { time: message.now, by: from }, context);
    } else if (message.type === "all is over") {
      context.output({ type: "terminated" });
    } else if (state.vote?.time === message.to) {
      if (message.type === "no") {
        state.vote = null;
      } else {
        state.vote.yes += 1;
        state.vote.sum += message.surplus;
        closeVote(state, context);
      }
    }
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    state.surplus += 1;
    state.now += 10;
    context.send(to, { type: "work", task, now: state.now, root: state.root ?? context.self });
    openVote(state, context);
  },

  onInput(state, { task }, context) {
    state.root = context.self;
    takeOn(state.workload, task, context);
    openVote(state, context);
  },
});

function openVote(state: State, context: Reach): void {
  if (!isPassive(state.workload)) return;
  state.now += 10;
  state.newest = { time: state.now, by: context.self };
  state.vote = { time: state.now, yes: 0, sum: state.surplus };
  for (const peer of context.peers) context.send(peer, { type: "request", now: state.now });
  closeVote(state, context);
}

function answer(state: State, request: State["newest"], context: Reach): void {
  const { now, newest } = state;
  state.now = Math.max(now, request.time);
  const isNewer = request.time > newest.time || (request.time === newest.time && request.by > newest.by);
  if (isPassive(state.workload) && isNewer && request.time >= now) {
    state.newest = request;
    context.send(request.by, { type: "yes", to: request.time, surplus: state.surplus });
  } else {
    context.send(request.by, { type: "no", to: request.time });
  }
}

function closeVote(state: State, context: Reach): void {
  const { vote, root } = state;
  if (vote === null || vote.yes < context.peers.length) return;
  state.vote = null;
  if (vote.sum !== 0) return;
  if (root === context.self) context.output({ type: "terminated" });
  else if (root !== undefined) context.send(root, { type: "all is over" });
}
