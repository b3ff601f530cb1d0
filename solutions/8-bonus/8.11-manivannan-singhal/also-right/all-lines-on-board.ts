/**
 * Right as well: every message says the lines of all recoveries that its sender knows of, oldest first, and the rollback is
 * such a message without work. Whoever gets a longer list than its own goes back for each line that is new to it. Who crashed
 * tells the others a little later, from a timer. Checkpoints are filed by number, each with a key of its own on the disk.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { Job, Work } from "@millrace/recovery/juang-venkatesan.jobs.ts";
import type { PeriodicInput, PeriodicOutput } from "@millrace/recovery/manivannan-singhal.jobs.ts";

interface Mind {
  readonly count: { jobs: number };
  readonly saved: Map<number, number>;
  lines: readonly number[];
}

interface Stamp {
  readonly lines: readonly number[];
  readonly epoch: bigint;
}

type Message = (Work & Stamp) | (Stamp & { readonly type: "news" });

type Reach = Context<Message, PeriodicOutput>;

export const manivannanSinghal: Machine<Mind, Message, PeriodicOutput, PeriodicInput> = defineMachine({
  start(context): Mind {
    const numbers = context.disk.read("numbers") as number[] | undefined;
    const state: Mind = { count: { jobs: 0 }, saved: new Map([[0, 0]]), lines: [] };
    if (numbers === undefined) {
      context.disk.write("numbers", [0]);
      context.disk.write("checkpoint 0", 0);
      return state;
    }
    for (const number of numbers) state.saved.set(number, Number(context.disk.read(`checkpoint ${number}`)));
    const known = (context.disk.read("lines") ?? []) as number[];
    state.lines = known;
    learn(state, [...known, top(state)], context);
    context.setTimer("tell", 1);
    return state;
  },

  onMessage(state, message, from, context) {
    learn(state, message.lines, context);
    if (message.type === "news") return;
    const number = Number(message.epoch);
    const missed = state.lines.slice(message.lines.length);
    if (missed.some((line) => number >= line)) return;
    if (number > top(state)) put(state, number, context);
    perform(state, from, message.job, context);
  },

  onTimer(state, _timer, context) {
    for (const peer of context.peers) context.send(peer, { type: "news", ...stamp(state) });
  },

  onInput(state, input, context) {
    if (input.type === "job") perform(state, null, input.job, context);
    else if (!(input.number <= top(state))) put(state, input.number, context);
  },
});

function perform(state: Mind, from: MachineId | null, job: Job, context: Reach): void {
  state.count.jobs += 1;
  for (const { to, job: next } of job.next) context.send(to, { ...stamp(state), type: "work", job: next });
  context.output({ type: "handled", from, job: job.name, done: state.count.jobs });
}

function put(state: Mind, number: number, context: Reach): void {
  context.output({ type: "saved", number });
  state.saved.set(number, state.count.jobs);
  context.disk.write(`checkpoint ${number}`, state.count.jobs);
  context.disk.write("numbers", [...state.saved.keys()]);
}

function learn(state: Mind, lines: readonly number[], context: Reach): void {
  for (const line of lines.slice(state.lines.length)) {
    const numbers = [...state.saved.keys()].toSorted((left, right) => left - right);
    const target = numbers.find((number) => number >= line);
    if (target === undefined) put(state, line, context);
    for (const number of numbers) if (target !== undefined && number > target) state.saved.delete(number);
    state.count.jobs = state.saved.get(top(state)) ?? 0;
    state.lines = [...state.lines, line];
    context.disk.write("numbers", [...state.saved.keys()]);
    context.disk.write("lines", state.lines);
    context.output({ type: "recovered", number: top(state), done: state.count.jobs });
  }
}

function top({ saved }: Mind): number {
  return Math.max(...saved.keys());
}

function stamp(state: Mind): Stamp {
  return { lines: state.lines, epoch: BigInt(top(state)) };
}
