/**
 * Right as well: what it is asked and told about saves goes into a list, and a timer takes one after the other from it. Work
 * alone is dealt with at once. The cohort is a list of open questions, and a discarded checkpoint puts a whole record back.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import type { CheckpointOutput, WorkerInput } from "@millrace/recovery/koo-toueg.workers.ts";

interface State {
  total: number;
  isFull: boolean;
  record: Peer[];
  /** The total and the record of the tentative checkpoint, and who is to hear of it. */
  saved: { readonly total: number; readonly record: readonly Peer[]; readonly tell: readonly MachineId[] } | undefined;
  askedBy: MachineId[];
  unanswered: number;
  refusals: number;
  toDo: { readonly about: Asking; readonly from: MachineId }[];
  toSend: { readonly to: MachineId; readonly value: number }[];
}

/** How things stand with a peer. */
interface Peer {
  readonly name: MachineId;
  readonly sentInAll: number;
  /** Not covered by a checkpoint: null for nothing. */
  readonly firstSent: number | null;
  readonly receivedInAll: number;
  readonly hasReceived: boolean;
}

type Asking =
  | { readonly verb: "save if"; readonly upTo: number }
  | { readonly verb: "saved" | "failed" | "keep" | "drop" };

type Message = { readonly type: "work"; readonly value: number } | Asking;

type Reach = Context<Message, CheckpointOutput>;

export const kooToueg: Machine<State, Message, CheckpointOutput, WorkerInput> = defineMachine({
  start: (context): State => ({
    total: 0,
    isFull: false,
    record: context.peers.map((name) => ({
      name,
      sentInAll: 0,
      firstSent: null,
      receivedInAll: 0,
      hasReceived: false,
    })),
    saved: undefined,
    askedBy: [],
    unanswered: 0,
    refusals: 0,
    toDo: [],
    toSend: [],
  }),

  onMessage(state, message, from, context) {
    if ("verb" in message) {
      state.toDo.push({ about: message, from });
      context.setTimer("next", 1);
      return;
    }
    state.total += message.value;
    change(state, from, (peer) => ({ ...peer, receivedInAll: peer.receivedInAll + 1, hasReceived: true }));
  },

  onTimer(state, _timer, context) {
    const next = state.toDo.shift();
    if (next !== undefined) attend(state, next, context);
    if (state.toDo.length > 0) context.setTimer("next", 1);
  },

  onInput(state, input, context) {
    if (input.type === "disk") {
      state.isFull = input.isFull;
    } else if (input.type === "save") {
      if (!state.isFull) saveNow(state, [], context);
    } else {
      state.toSend.push(input);
      sendAll(state, context);
    }
  },
});

function attend(state: State, { about, from }: State["toDo"][number], context: Reach): void {
  switch (about.verb) {
    case "save if": {
      const first = state.record.find(({ name }) => name === from)?.firstSent ?? null;
      const isNeeded = state.saved === undefined && first !== null && first <= about.upTo;
      if (isNeeded && !state.isFull) saveNow(state, [from], context);
      else context.send(from, { verb: isNeeded ? "failed" : "saved" });
      return;
    }
    case "failed":
    case "saved":
      state.unanswered -= 1;
      if (about.verb === "failed") state.refusals += 1;
      concludeIfAnswered(state, context);
      return;
    case "keep":
    case "drop":
      finish(state, about.verb, context);
  }
}

function saveNow(state: State, askedBy: MachineId[], context: Reach): void {
  const { total, record } = state;
  const tell = record.filter(({ hasReceived }) => hasReceived);
  context.output({ type: "tentative", total });
  for (const { name, receivedInAll } of tell) context.send(name, { verb: "save if", upTo: receivedInAll });
  Object.assign(state, { saved: { total, record, tell: tell.map(({ name }) => name) }, askedBy });
  Object.assign(state, { unanswered: tell.length, refusals: 0 });
  state.record = record.map((peer) => ({ ...peer, firstSent: null, hasReceived: false }));
  concludeIfAnswered(state, context);
}

function concludeIfAnswered(state: State, context: Reach): void {
  if (state.unanswered > 0) return;
  const [asker] = state.askedBy;
  if (asker !== undefined) context.send(asker, { verb: state.refusals === 0 ? "saved" : "failed" });
  else finish(state, state.refusals === 0 ? "keep" : "drop", context);
}

function finish(state: State, verb: "keep" | "drop", context: Reach): void {
  const { saved } = state;
  if (saved === undefined) return;
  if (verb === "keep") {
    context.output({ type: "permanent", total: saved.total });
  } else {
    context.output({ type: "discarded" });
    for (const { name, firstSent, hasReceived } of saved.record) {
      change(state, name, (peer) => ({
        ...peer,
        firstSent: firstSent ?? peer.firstSent,
        hasReceived: hasReceived || peer.hasReceived,
      }));
    }
  }
  state.saved = undefined;
  for (const name of saved.tell) context.send(name, { verb });
  sendAll(state, context);
}

function sendAll(state: State, context: Reach): void {
  if (state.saved !== undefined) return;
  for (const { to, value } of state.toSend.splice(0)) {
    change(state, to, (peer) => {
      const sentInAll = peer.sentInAll + 1;
      return { ...peer, sentInAll, firstSent: peer.firstSent ?? sentInAll };
    });
    context.send(to, { type: "work", value });
  }
}

function change(state: State, name: MachineId, make: (peer: Peer) => Peer): void {
  state.record = state.record.map((peer) => (peer.name === name ? make(peer) : peer));
}
