/**
 * Right as well: each sends its whole log to all in the first round. Then every machine works the line out by itself, the same
 * as all others, and the other rounds are there because they were asked for.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import {
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
  phase: { readonly logs: Map<MachineId, LogEntry[]>; readonly count: Map<MachineId, number>; said: number } | null;
  later: LogEntry[];
}

type Message = Work | { readonly log: readonly LogEntry[] } | "next";

type Reach = Context<Message, JobOutput>;

export const juangVenkatesan: Machine<State, Message, JobOutput, JobInput> = defineMachine({
  start(context): State {
    const state: State = { log: [], phase: null, later: [] };
    const found = context.disk.read(logKey);
    if (Array.isArray(found)) {
      state.log = found as LogEntry[];
      takePart(state, context);
    } else {
      context.disk.write(logKey, []);
    }
    return state;
  },

  onMessage(state, message, from, context) {
    if (typeof message === "object" && "job" in message) {
      const isNew = state.phase !== null && (state.phase.count.get(from) ?? 0) > context.peers.length;
      if (state.phase === null) act(state, { from, job: message.job }, context);
      else if (isNew) state.later.push({ from, job: message.job });
      return;
    }
    if (state.phase === null) takePart(state, context);
    const { phase } = state;
    if (phase === null) return;
    phase.count.set(from, (phase.count.get(from) ?? 0) + 1);
    if (typeof message === "object") phase.logs.set(from, [...message.log]);
    advance(state, context);
  },

  onInput(state, input, context) {
    if (input.type === "flush") context.disk.write(logKey, state.log);
    else if (state.phase === null) act(state, { from: null, job: input.job }, context);
    else state.later.push({ from: null, job: input.job });
  },
});

function act(state: State, entry: LogEntry, context: Reach): void {
  for (const { to, job } of entry.job.next) context.send(to, { type: "work", job });
  state.log.push(entry);
  context.output({ type: "handled", from: entry.from, job: entry.job.name });
}

function takePart(state: State, context: Reach): void {
  const { log } = state;
  state.phase = { logs: new Map([[context.self, [...log]]]), count: new Map(), said: 1 };
  for (const peer of context.peers) context.send(peer, { log });
  advance(state, context);
}

function advance(state: State, context: Reach): void {
  for (;;) {
    const { phase } = state;
    if (phase === null) return;
    const heard = Math.min(...context.peers.map((peer) => phase.count.get(peer) ?? 0));
    if (heard < phase.said) return;
    if (phase.said <= context.peers.length) {
      phase.said += 1;
      for (const peer of context.peers) context.send(peer, "next");
    } else {
      conclude(state, phase.logs, context);
    }
  }
}

function conclude(state: State, logs: Map<MachineId, LogEntry[]>, context: Reach): void {
  undoOrphans(logs);
  state.log = logs.get(context.self) ?? [];
  state.phase = null;
  for (const peer of context.peers) {
    const received = receivedFrom(logs.get(peer) ?? [], context.self);
    for (const job of sentTo(state.log, peer).slice(received)) context.send(peer, { type: "work", job });
  }
  context.disk.write(logKey, state.log);
  context.output({ type: "recovered", kept: state.log.length });
  for (const entry of state.later.splice(0)) act(state, entry, context);
}

function undoOrphans(logs: Map<MachineId, LogEntry[]>): void {
  const isSettled = (): boolean =>
    [...logs].every(([to, log]) =>
      [...logs].every(([from, other]) => receivedFrom(log, from) <= sentTo(other, to).length),
    );
  while (!isSettled()) {
    for (const [to, log] of logs) {
      for (const [from, other] of logs) while (receivedFrom(log, from) > sentTo(other, to).length) log.pop();
    }
  }
}
