/**
 * Right as well: no labels. Each counts what it has sent and received, and keeps the counts of its last checkpoint. Who has
 * received more than was sent by then needs a new one. A discarded checkpoint leaves no trace: nothing was reset.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import type { CheckpointOutput, SendInput, Work, WorkerInput } from "@millrace/recovery/koo-toueg.workers.ts";

interface State {
  total: number;
  isFull: boolean;
  now: Counts;
  last: Counts;
  trial: Trial | null;
  unsent: SendInput[];
}

interface Counts {
  readonly sent: Record<MachineId, number>;
  readonly received: Record<MachineId, number>;
}

interface Trial {
  readonly counts: Counts;
  readonly total: number;
  readonly parent: MachineId | null;
  readonly open: Set<MachineId>;
  readonly asked: readonly MachineId[];
  verdict: boolean;
}

type Message =
  | Work
  | { readonly type: "please"; readonly received: number }
  | { readonly type: "answer" | "verdict"; readonly ok: boolean };

type Reach = Context<Message, CheckpointOutput>;

export const kooToueg: Machine<State, Message, CheckpointOutput, WorkerInput> = defineMachine({
  start: (): State => ({
    total: 0,
    isFull: false,
    now: { sent: {}, received: {} },
    last: { sent: {}, received: {} },
    trial: null,
    unsent: [],
  }),

  onMessage(state, message, from, context) {
    const { trial, now, last } = state;
    switch (message.type) {
      case "work":
        state.total += message.value;
        now.received[from] = (now.received[from] ?? 0) + 1;
        return;
      case "please": {
        const isMissing = trial === null && message.received > (last.sent[from] ?? 0);
        if (isMissing && !state.isFull) tryToSave(state, from, context);
        else context.send(from, { type: "answer", ok: !isMissing });
        return;
      }
      case "answer":
        if (trial === null) return;
        trial.open.delete(from);
        if (!message.ok) trial.verdict = false;
        report(state, trial, context);
        return;
      case "verdict":
        if (trial !== null) close(state, { ...trial, verdict: message.ok }, context);
    }
  },

  onInput(state, input, context) {
    if (input.type === "disk") state.isFull = input.isFull;
    else if (input.type === "save") {
      if (!state.isFull) tryToSave(state, null, context);
    } else if (state.trial === null) send(state, input, context);
    else state.unsent.push(input);
  },
});

function send({ now }: State, { to, value }: SendInput, context: Reach): void {
  now.sent[to] = (now.sent[to] ?? 0) + 1;
  context.send(to, { type: "work", value });
}

function tryToSave(state: State, parent: MachineId | null, context: Reach): void {
  const counts = { sent: { ...state.now.sent }, received: { ...state.now.received } };
  const asked = context.peers.filter((peer) => (counts.received[peer] ?? 0) > (state.last.received[peer] ?? 0));
  const trial = { counts, total: state.total, parent, open: new Set(asked), asked, verdict: true };
  state.trial = trial;
  for (const peer of asked) context.send(peer, { type: "please", received: counts.received[peer] ?? 0 });
  context.output({ type: "tentative", total: state.total });
  report(state, trial, context);
}

function report(state: State, trial: Trial, context: Reach): void {
  if (trial.open.size > 0) return;
  if (trial.parent === null) close(state, trial, context);
  else context.send(trial.parent, { type: "answer", ok: trial.verdict });
}

function close(state: State, { counts, total, asked, verdict }: Trial, context: Reach): void {
  for (const peer of asked) context.send(peer, { type: "verdict", ok: verdict });
  if (verdict) state.last = counts;
  context.output(verdict ? { type: "permanent", total } : { type: "discarded" });
  state.trial = null;
  for (const input of state.unsent.splice(0)) send(state, input, context);
}
