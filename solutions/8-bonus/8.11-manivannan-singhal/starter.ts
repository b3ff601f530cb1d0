/**
 * Manivannan–Singhal: checkpoints with numbers, so that no machine need ask another one when to save, and those of one number
 * always fit together.
 *
 * The work itself is given: `handle` does it, and `save` saves. Edit `State` and `Stamp`, the marked places in the handlers,
 * and `recover`. Inputs, jobs and what machines put out are fixed.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { Job, Work } from "@millrace/recovery/juang-venkatesan.jobs.ts";
import type { PeriodicInput, PeriodicOutput } from "@millrace/recovery/manivannan-singhal.jobs.ts";

/** A state that was saved. */
export interface Checkpoint {
  /** 0 at the start; each one's is above that of the one before. */
  readonly number: number;
  /** How many jobs were done. */
  readonly done: number;
}

/** What a machine remembers. Yours, but for `done`: plain data, in an object. */
export interface State {
  /** How many jobs are done and not undone: its work. */
  done: number;
  /** Oldest first. On the disk, too. */
  readonly checkpoints: Checkpoint[];
  // TODO(learner): what must it know of recoveries, to tell old messages from new ones? A crash must not take it.
}

/** What every message says of its sender. Yours. */
export interface Stamp {
  // TODO(learner): what must a receiver know before it may handle a message?
}

/** What the machine that crashed says to all others. Yours; it must not look like work. */
export interface Rollback extends Stamp {
  readonly type: "rollback";
}

/** What machines send each other. A job travels as `{ type: "work", job }`; you may give it more fields. */
export type Message = (Work & Stamp) | Rollback;

type Reach = Context<Message, PeriodicOutput>;

/** One participant. Each has a channel to each other. */
export const manivannanSinghal: Machine<State, Message, PeriodicOutput, PeriodicInput> = defineMachine({
  start(context): State {
    // Nobody else writes this key.
    const kept = context.disk.read(key) as Checkpoint[] | undefined;
    const state: State = { done: 0, checkpoints: kept ?? [{ number: 0, done: 0 }] };
    if (kept === undefined) {
      // The very first start. From here on there is a checkpoint, number 0.
      keep(state, context);
    } else {
      // TODO(learner): this machine has crashed. Who has to know, and what?
      recover(state, numberOf(state), context);
    }
    return state;
  },

  onMessage(state, message, from, context) {
    // TODO(learner): is there a recovery that this machine has not heard of? Has the sending been undone?
    if (message.type === "rollback") return;
    // TODO(learner): may it be handled before this machine saves?
    handle(state, { from, job: message.job }, context);
  },

  onInput(state, input, context) {
    if (input.type === "job") handle(state, { from: null, job: input.job }, context);
    else if (input.number > numberOf(state)) save(state, input.number, context);
  },
});

/** The work: one more job is done, and hands on what it hands on. */
function handle(
  state: State,
  { from, job }: { readonly from: MachineId | null; readonly job: Job },
  context: Reach,
): void {
  state.done += 1;
  context.output({ type: "handled", from, job: job.name, done: state.done });
  // TODO(learner): and the stamp.
  for (const { to, job: next } of job.next) context.send(to, { type: "work", job: next });
}

function save(state: State, number: number, context: Reach): void {
  state.checkpoints.push({ number, done: state.done });
  keep(state, context);
  context.output({ type: "saved", number });
}

/** Goes back for a line of this number. */
function recover(state: State, _line: number, context: Reach): void {
  // TODO(learner): to which checkpoint? As it comes, to the newest one.
  state.done = state.checkpoints.at(-1)?.done ?? 0;
  keep(state, context);
  context.output({ type: "recovered", number: numberOf(state), done: state.done });
}

/** The number of the newest checkpoint. */
function numberOf({ checkpoints }: State): number {
  return checkpoints.at(-1)?.number ?? 0;
}

const key = "checkpoints";

/** Writes to the disk what a crash must not take. */
function keep({ checkpoints }: State, context: Reach): void {
  context.disk.write(key, checkpoints);
}
