/**
 * Right as well: a machine keeps one list of all that it has done, jobs and checkpoints, on its disk up to the last checkpoint;
 * what is done and which numbers there are is counted anew each time. A stamp is a text. Who crashed tells the others before it
 * says that it has gone back.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { Job, Work } from "@millrace/recovery/juang-venkatesan.jobs.ts";
import type { PeriodicInput, PeriodicOutput } from "@millrace/recovery/manivannan-singhal.jobs.ts";

/** A job, by its name, or a checkpoint, by its number. */
type Entry = string | number;

interface State {
  history: Entry[];
  /** Of each recovery, the line. */
  lines: readonly number[];
}

type Message = (Work & { readonly stamp: string }) | { readonly stamp: string };

type Reach = Context<Message, PeriodicOutput>;

export const manivannanSinghal: Machine<State, Message, PeriodicOutput, PeriodicInput> = defineMachine({
  start(context): State {
    const kept = context.disk.read("history");
    const state: State = { history: [0], lines: [] };
    if (kept === undefined) {
      write(state, context);
      return state;
    }
    Object.assign(state, kept);
    const line = newest(state);
    state.lines = [...state.lines, line];
    for (const peer of context.peers.toReversed()) context.send(peer, { stamp: stampOf(state) });
    goBack(state, line, context);
    return state;
  },

  onMessage(state, message, from, context) {
    const [number = 0, incarnation = 0, line = 0] = message.stamp.split("/").map(Number);
    if (incarnation > state.lines.length) {
      state.lines = [...state.lines, line];
      goBack(state, line, context);
    }
    if (!("job" in message) || number >= (state.lines[incarnation] ?? Infinity)) return;
    checkpoint(state, number, context);
    work(state, { from, job: message.job }, context);
  },

  onInput(state, input, context) {
    if (input.type === "period") checkpoint(state, input.number, context);
    else work(state, { from: null, job: input.job }, context);
  },
});

function work(
  state: State,
  { from, job }: { readonly from: MachineId | null; readonly job: Job },
  context: Reach,
): void {
  for (const { to, job: next } of job.next) context.send(to, { type: "work", job: next, stamp: stampOf(state) });
  state.history.push(job.name);
  context.output({ type: "handled", done: countDone(state), from, job: job.name });
}

function checkpoint(state: State, number: number, context: Reach): void {
  if (number <= newest(state)) return;
  state.history.push(number);
  write(state, context);
  context.output({ type: "saved", number });
}

function goBack(state: State, line: number, context: Reach): void {
  const place = state.history.findIndex((entry) => typeof entry === "number" && entry >= line);
  if (place < 0) checkpoint(state, line, context);
  else state.history = state.history.slice(0, place + 1);
  write(state, context);
  context.output({ type: "recovered", done: countDone(state), number: newest(state) });
}

function write({ history, lines }: State, context: Reach): void {
  const last = history.findLastIndex((entry) => typeof entry === "number");
  context.disk.write("history", { history: history.slice(0, last + 1), lines });
}

function countDone({ history }: State): number {
  return history.filter((entry) => typeof entry === "string").length;
}

function newest({ history }: State): number {
  return history.reduce<number>((latest, entry) => (typeof entry === "number" ? entry : latest), 0);
}

function stampOf(state: State): string {
  return [newest(state), state.lines.length, state.lines.at(-1) ?? 0].join("/");
}
