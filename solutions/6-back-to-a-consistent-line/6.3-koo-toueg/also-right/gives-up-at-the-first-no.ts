/**
 * Right as well: the first no is passed on at once, and decided upon, while others are still being asked. So a request can
 * come to a machine that has heard the decision already; saves have names, and it says no to one that is over for it.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import type { CheckpointOutput, SendInput, WorkerInput } from "@millrace/recovery/koo-toueg.workers.ts";

type Label = number;

interface Save {
  readonly by: MachineId;
  readonly number: number;
}

interface State {
  total: number;
  isFull: boolean;
  /** By peer: labels of all that was sent to it, and received from it, since the last checkpoint. */
  sent: Map<MachineId, Label[]>;
  received: Map<MachineId, Label[]>;
  labels: Map<MachineId, Label>;
  mine: number;
  phase: Phase;
  /** By the machine that began: the newest of its saves that is over here. */
  over: Map<MachineId, number>;
}

type Phase =
  | { readonly kind: "free" }
  | {
      readonly kind: "tentative";
      readonly save: Save;
      readonly total: number;
      readonly asker: MachineId | "outside";
      readonly cohort: readonly MachineId[];
      readonly yes: MachineId[];
      hasAnswered: boolean;
      readonly delayed: SendInput[];
      readonly kept: Pick<State, "sent" | "received">;
    };

type Message =
  | { readonly type: "work"; readonly value: number; readonly label: Label }
  | { readonly type: "ask"; readonly save: Save; readonly label: Label }
  | { readonly type: "yes" | "no" | "commit" | "abort"; readonly save: Save };

type Reach = Context<Message, CheckpointOutput>;

export const kooToueg: Machine<State, Message, CheckpointOutput, WorkerInput> = defineMachine({
  start: (): State => ({
    total: 0,
    isFull: false,
    sent: new Map(),
    received: new Map(),
    labels: new Map(),
    mine: 0,
    phase: { kind: "free" },
    over: new Map(),
  }),

  onMessage(state, message, from, context) {
    if (message.type === "work") {
      state.total += message.value;
      push(state.received, from, message.label);
      return;
    }
    const { phase } = state;
    if (message.type === "ask") {
      answer(state, { from, ...message }, context);
    } else if (phase.kind === "tentative" && isSame(phase.save, message.save)) {
      if (message.type === "yes") {
        phase.yes.push(from);
        conclude(state, context);
      } else if (message.type === "no") {
        giveUp(state, context);
      } else {
        end(state, message.type, context);
      }
    }
  },

  onInput(state, input, context) {
    if (input.type === "disk") state.isFull = input.isFull;
    else if (input.type === "send") send(state, input, context);
    else if (!state.isFull) {
      state.mine += 1;
      begin(state, { save: { by: context.self, number: state.mine }, asker: "outside" }, context);
    }
  },
});

function send(state: State, input: SendInput, context: Reach): void {
  if (state.phase.kind === "tentative") {
    state.phase.delayed.push(input);
    return;
  }
  const label = (state.labels.get(input.to) ?? 0) + 1;
  state.labels.set(input.to, label);
  push(state.sent, input.to, label);
  context.send(input.to, { type: "work", value: input.value, label });
}

function answer(
  state: State,
  { from, save, label }: { readonly from: MachineId; readonly save: Save; readonly label: Label },
  context: Reach,
): void {
  const isIn = state.phase.kind === "tentative" && isSame(state.phase.save, save);
  const isOver = (state.over.get(save.by) ?? 0) >= save.number;
  const isUnsaved = (state.sent.get(from) ?? []).some((sent) => sent <= label);
  if (isIn) context.send(from, { type: "yes", save });
  else if (isOver) context.send(from, { type: "no", save });
  else if (!isUnsaved) context.send(from, { type: "yes", save });
  else if (state.isFull) context.send(from, { type: "no", save });
  else begin(state, { save, asker: from }, context);
}

function begin(
  state: State,
  { save, asker }: { readonly save: Save; readonly asker: MachineId | "outside" },
  context: Reach,
): void {
  const { total, sent, received } = state;
  const cohort = [...received.keys()];
  state.phase = {
    kind: "tentative",
    save,
    total,
    asker,
    cohort,
    yes: [],
    hasAnswered: false,
    delayed: [],
    kept: { sent, received },
  };
  state.sent = new Map();
  state.received = new Map();
  context.output({ type: "tentative", total });
  for (const [peer, labels] of received) context.send(peer, { type: "ask", save, label: labels.at(-1) ?? 0 });
  conclude(state, context);
}

function conclude(state: State, context: Reach): void {
  const { phase } = state;
  if (phase.kind === "free" || phase.yes.length < phase.cohort.length || phase.hasAnswered) return;
  if (phase.asker === "outside") {
    end(state, "commit", context);
  } else {
    phase.hasAnswered = true;
    context.send(phase.asker, { type: "yes", save: phase.save });
  }
}

function giveUp(state: State, context: Reach): void {
  const { phase } = state;
  if (phase.kind === "free" || phase.hasAnswered) return;
  if (phase.asker === "outside") {
    end(state, "abort", context);
  } else {
    phase.hasAnswered = true;
    context.send(phase.asker, { type: "no", save: phase.save });
  }
}

function end(state: State, decision: "commit" | "abort", context: Reach): void {
  const { phase } = state;
  if (phase.kind === "free") return;
  const { save, total, cohort, delayed, kept } = phase;
  state.phase = { kind: "free" };
  state.over.set(save.by, save.number);
  for (const peer of cohort) context.send(peer, { type: decision, save });
  if (decision === "commit") {
    context.output({ type: "permanent", total });
  } else {
    context.output({ type: "discarded" });
    state.sent = join(kept.sent, state.sent);
    state.received = join(kept.received, state.received);
  }
  for (const input of delayed) send(state, input, context);
}

function push(labels: Map<MachineId, Label[]>, peer: MachineId, label: Label): void {
  labels.set(peer, [...(labels.get(peer) ?? []), label]);
}

function join(older: Map<MachineId, Label[]>, newer: Map<MachineId, Label[]>): Map<MachineId, Label[]> {
  const all = new Map(older);
  for (const [peer, labels] of newer) all.set(peer, [...(all.get(peer) ?? []), ...labels]);
  return all;
}

function isSame(one: Save, other: Save): boolean {
  return one.by === other.by && one.number === other.number;
}
