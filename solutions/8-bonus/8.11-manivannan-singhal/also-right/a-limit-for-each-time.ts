/**
 * Right as well: time is cut into times, one after each recovery, and a machine knows for each that is over up to which number
 * what was sent in it counts. Its state on the disk is the whole of it, written after every event; what a crash takes is given
 * up by hand. The rollback has no stamp of its own: it is work without a job.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { Job } from "@millrace/recovery/juang-venkatesan.jobs.ts";
import type { PeriodicInput, PeriodicOutput } from "@millrace/recovery/manivannan-singhal.jobs.ts";

interface State {
  /** Where it stands: in which time, with which number, and with how much done. */
  now: { time: number; number: number; done: number };
  /** All its checkpoints, newest first. */
  shelf: { number: number; done: number }[];
  /** By time that is over: the first number that does not count. */
  limits: Record<number, number>;
}

interface Message {
  readonly type: "work" | "other";
  readonly job?: Job;
  readonly sent: { readonly time: number; readonly number: number };
  /** The limit of the time before. */
  readonly limit: number;
}

type Reach = Context<Message, PeriodicOutput>;

export const manivannanSinghal: Machine<State, Message, PeriodicOutput, PeriodicInput> = defineMachine({
  start(context): State {
    const fresh: State = { now: { time: 0, number: 0, done: 0 }, shelf: [{ number: 0, done: 0 }], limits: {} };
    const state = (context.disk.read("all") ?? fresh) as State;
    if (context.disk.read("all") !== undefined) {
      endTime(state, state.shelf[0]?.number ?? 0, context);
      for (const to of context.peers) send(state, { to }, context);
    }
    context.disk.write("all", state);
    return state;
  },

  onMessage(state, { job, sent, limit }, from, context) {
    if (sent.time > state.now.time) endTime(state, limit, context);
    const counts = sent.time === state.now.time || sent.number < (state.limits[sent.time] ?? 0);
    if (job !== undefined && counts) {
      reach(state, sent.number, context);
      act(state, { job, from }, context);
    }
    context.disk.write("all", state);
  },

  onInput(state, input, context) {
    if (input.type === "job") act(state, { job: input.job, from: null }, context);
    else reach(state, input.number, context);
    context.disk.write("all", state);
  },
});

function act(
  state: State,
  { job, from }: { readonly job: Job; readonly from: MachineId | null },
  context: Reach,
): void {
  state.now.done++;
  context.output({ type: "handled", from, job: job.name, done: state.now.done });
  for (const next of job.next) send(state, next, context);
}

function send(
  { now, limits }: State,
  { to, job }: { readonly to: MachineId; readonly job?: Job },
  context: Reach,
): void {
  const { time, number } = now;
  const common = { sent: { time, number }, limit: limits[time - 1] ?? 0 };
  context.send(to, job === undefined ? { type: "other", ...common } : { type: "work", job, ...common });
}

/** Has a checkpoint of that number at least. */
function reach({ now, shelf }: State, number: number, context: Reach): void {
  if (number <= now.number) return;
  now.number = number;
  shelf.unshift({ number, done: now.done });
  context.output({ type: "saved", number });
}

function endTime(state: State, limit: number, context: Reach): void {
  const { now, shelf, limits } = state;
  reach(state, limit, context);
  // Of those that are high enough, the lowest: what is above it on the shelf goes.
  while ((shelf[1]?.number ?? -1) >= limit) shelf.shift();
  limits[now.time] = limit;
  now.time++;
  Object.assign(now, shelf[0]);
  context.output({ type: "recovered", number: now.number, done: now.done });
}
