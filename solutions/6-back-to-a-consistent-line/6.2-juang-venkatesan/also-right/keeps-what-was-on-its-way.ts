/**
 * Right as well: a job that arrives in the middle of a recovery is never dropped, but counts as received and waits. If its
 * sender has not sent it in the end, it is taken out again before any event is undone. So it need not be sent a second time.
 * Jobs have numbers on their channel, as one is only good if nothing before it was lost.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import {
  type Job,
  type JobInput,
  type JobOutput,
  type LogEntry,
  logKey,
  receivedFrom,
  sentTo,
  type Work,
} from "@millrace/recovery/juang-venkatesan.jobs.ts";

interface State {
  log: LogEntry[];
  isRecovering: boolean;
  round: number;
  /** By peer: what it says in this round and in the one after. */
  said: Record<MachineId, Said[]>;
  /** By peer, how many rounds it is through. */
  through: Record<MachineId, number>;
  /** By peer: jobs that were sent before it took part, as far as is known, and not handled. */
  held: Record<MachineId, Held[]>;
  /** Jobs that came after, and those from outside. */
  later: LogEntry[];
}

interface Held {
  readonly job: Job;
  /** Its place on its channel, from 1. */
  readonly number: number;
}

interface Said {
  readonly sent: number;
  readonly received: number;
}

type Message = (Work & Held) | readonly ["line", Said];

type Reach = Context<Message, JobOutput>;

export const juangVenkatesan: Machine<State, Message, JobOutput, JobInput> = defineMachine({
  start(context): State {
    const found = context.disk.read(logKey) as LogEntry[] | undefined;
    const state: State = {
      log: found ?? [],
      isRecovering: false,
      round: 0,
      said: {},
      through: {},
      held: {},
      later: [],
    };
    if (found === undefined) context.disk.write(logKey, []);
    else join(state, context);
    return state;
  },

  onMessage(state, message, from, context) {
    if ("job" in message) {
      if (!state.isRecovering) perform(state, { from, job: message.job }, context);
      else if ((state.through[from] ?? 0) > context.peers.length) state.later.push({ from, job: message.job });
      else if (message.number === has(state, from) + 1) (state.held[from] ??= []).push(message);
      return;
    }
    if (!state.isRecovering) join(state, context);
    (state.said[from] ??= []).push(message[1]);
    state.through[from] = (state.through[from] ?? 0) + 1;
    settle(state, context);
  },

  onInput(state, input, context) {
    if (input.type === "flush") context.disk.write(logKey, state.log);
    else if (state.isRecovering) state.later.push({ from: null, job: input.job });
    else perform(state, { from: null, job: input.job }, context);
  },
});

function perform(state: State, entry: LogEntry, context: Reach): void {
  context.output({ type: "handled", from: entry.from, job: entry.job.name });
  const sent = context.peers.map((to) => ({ to, after: sentTo(state.log, to).length }));
  state.log.push(entry);
  for (const place of sent) post(state, place, context);
}

/** Sends what the log has for a machine beyond so many jobs. */
function post({ log }: State, { to, after }: { readonly to: MachineId; readonly after: number }, context: Reach): void {
  for (const [place, job] of sentTo(log, to).slice(after).entries()) {
    context.send(to, { type: "work", job, number: after + place + 1 });
  }
}

function join(state: State, context: Reach): void {
  Object.assign(state, { isRecovering: true, round: 0, said: {}, through: {}, held: {} });
  tell(state, context);
  settle(state, context);
}

function tell(state: State, context: Reach): void {
  state.round += 1;
  for (const peer of context.peers) {
    context.send(peer, ["line", { sent: sentTo(state.log, peer).length, received: has(state, peer) }]);
  }
}

function has(state: State, peer: MachineId): number {
  return receivedFrom(state.log, peer) + (state.held[peer]?.length ?? 0);
}

function settle(state: State, context: Reach): void {
  while (state.isRecovering && context.peers.every((peer) => (state.said[peer] ?? []).length > 0)) {
    const round = context.peers.map((peer) => ({ peer, said: state.said[peer]?.shift() ?? { sent: 0, received: 0 } }));
    for (const { peer, said } of round) {
      while (has(state, peer) > said.sent && (state.held[peer] ?? []).length > 0) state.held[peer]?.pop();
      while (has(state, peer) > said.sent) undoLast(state);
    }
    if (state.round <= context.peers.length) tell(state, context);
    else end(state, round, context);
  }
}

/** What was held behind it on its channel came later, and would come before it now. */
function undoLast(state: State): void {
  const undone = state.log.pop();
  if (undone !== undefined && undone.from !== null) state.held[undone.from] = [];
}

function end(state: State, round: readonly { readonly peer: MachineId; readonly said: Said }[], context: Reach): void {
  const { held, later } = state;
  Object.assign(state, { isRecovering: false, held: {}, later: [] });
  context.disk.write(logKey, state.log);
  for (const { peer, said } of round) {
    post(state, { to: peer, after: said.received }, context);
  }
  context.output({ type: "recovered", kept: state.log.length });
  for (const [from, jobs] of Object.entries(held)) for (const { job } of jobs) perform(state, { from, job }, context);
  for (const entry of later) perform(state, entry, context);
}
