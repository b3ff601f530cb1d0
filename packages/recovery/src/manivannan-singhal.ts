/**
 * Manivannan–Singhal: checkpoints with numbers, so that no machine need ask another one when to save, and those of one number
 * always fit together.
 *
 * Each machine saves when it likes, and each message says the number of its sender's newest checkpoint. Whoever gets a number
 * above its own saves first, under that number, and then handles the message. So nothing that was sent after checkpoint n is
 * in anybody's checkpoint n. When a machine crashes, it goes back to its newest checkpoint, number r, and says so; all others go
 * back to the first of theirs with a number of at least r. Recoveries are counted (incarnations), and each message says how many
 * its sender knows of: what was sent before, and has been undone, is thrown away when it comes.
 *
 * State: the work done; the checkpoints; the line of each recovery. The last two are on the disk.
 * Messages: three numbers ride on each job. None besides, and one to each other machine at a recovery. Channels may reorder and
 * lose.
 *
 * Source: D. Manivannan, M. Singhal, "A low-overhead recovery technique using quasi-synchronous checkpointing" (1996);
 * Kshemkalyani & Singhal, Distributed Computing (2008), ch. 13. We deviate in that the lines of all recoveries are kept, not of
 * the last alone: a message may sleep through two. And what is lost is not logged, as channels lose anyway.
 */
import { type Context, type Disk, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { Job, Work } from "./juang-venkatesan.jobs.ts";
import type { PeriodicInput, PeriodicOutput } from "./manivannan-singhal.jobs.ts";

/** A state that was saved. */
export interface Checkpoint {
  /** 0 at the start; each one's is above that of the one before. */
  readonly number: number;
  /** How many jobs were done. */
  readonly done: number;
}

/** What a machine remembers. */
export interface State {
  /** How many jobs are done and not undone: its work. */
  done: number;
  /** Oldest first, without those that were undone. The number of the last one is the textbook's `sn`. */
  readonly checkpoints: Checkpoint[];
  /** By recovery that it knows of, oldest first: the number r that all went back to. How many there are is its incarnation. */
  readonly lines: number[];
}

/** What every message says of its sender. */
export interface Stamp {
  /** The number of its newest checkpoint. */
  readonly number: number;
  /** How many recoveries it knows of. */
  readonly incarnation: number;
  /** The line of the last of these, if there is one. */
  readonly line: number;
}

/** What the machine that crashed says to all others. */
export interface Rollback extends Stamp {
  /** Tells it from work. */
  readonly type: "rollback";
}

/** What machines send each other. */
export type Message = (Work & Stamp) | Rollback;

type Reach = Context<Message, PeriodicOutput>;

/**
 * One participant. Each has a channel to each other.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { job, manivannanSinghal } from "@millrace/recovery";
 *
 * const world = new World(
 *   defineSystem({
 *     machines: { orders: manivannanSinghal, stock: manivannanSinghal },
 *     inputs: [
 *       at("orders", { type: "period", number: 1 }),
 *       at("orders", { type: "job", job: job("order", { to: "stock", job: job("pick") }) }),
 *     ],
 *   }),
 * );
 * world.apply({ kind: "input", machine: "orders", input: 0 });
 * world.apply({ kind: "input", machine: "orders", input: 1 });
 * const { outputs } = world.apply({ kind: "deliver", from: "orders", to: "stock", nth: 0 });
 * const types = outputs.map((output) => Object(output).type);
 * if (types.join() !== "saved,handled") throw new Error("what was sent after checkpoint 1 is handled after checkpoint 1");
 * ```
 */
export const manivannanSinghal: Machine<State, Message, PeriodicOutput, PeriodicInput> = defineMachine({
  start(context): State {
    const kept = readKept(context.disk);
    const state: State = { done: 0, checkpoints: [{ number: 0, done: 0 }], lines: [], ...kept };
    if (kept === undefined) {
      keep(state, context);
    } else {
      recover(state, numberOf(state), context);
      for (const peer of context.peers) context.send(peer, { type: "rollback", ...stampOf(state) });
    }
    return state;
  },

  onMessage(state, message, from, context) {
    if (message.incarnation > state.lines.length) recover(state, message.line, context);
    if (message.type === "rollback" || isUndone(state, message)) return;
    if (message.number > numberOf(state)) save(state, message.number, context);
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
  for (const { to, job: next } of job.next) context.send(to, { type: "work", job: next, ...stampOf(state) });
}

function save(state: State, number: number, context: Reach): void {
  state.checkpoints.push({ number, done: state.done });
  keep(state, context);
  context.output({ type: "saved", number });
}

/** Goes back to the first checkpoint that is not before the line. Who has none saves one, and stays where it is. */
function recover(state: State, line: number, context: Reach): void {
  const place = state.checkpoints.findIndex(({ number }) => number >= line);
  if (place < 0) save(state, line, context);
  else state.checkpoints.splice(place + 1);
  state.done = state.checkpoints.at(-1)?.done ?? 0;
  state.lines.push(line);
  keep(state, context);
  context.output({ type: "recovered", number: numberOf(state), done: state.done });
}

/** Whether its sender has gone back behind the sending since: to before the first checkpoint that is not before the line. */
function isUndone({ lines }: State, { incarnation, number }: Stamp): boolean {
  const line = lines[incarnation];
  return line !== undefined && number >= line;
}

function numberOf({ checkpoints }: State): number {
  return checkpoints.at(-1)?.number ?? 0;
}

function stampOf(state: State): Stamp {
  return { number: numberOf(state), incarnation: state.lines.length, line: state.lines.at(-1) ?? 0 };
}

type Kept = Pick<State, "checkpoints" | "lines">;

const key = "checkpoints";

function keep({ checkpoints, lines }: State, context: Reach): void {
  context.disk.write(key, { checkpoints, lines } satisfies Kept);
}

function readKept(disk: Disk): Kept | undefined {
  // Nobody else writes this key.
  return disk.read(key) as Kept | undefined;
}
