/**
 * Juang–Venkatesan: after a crash, all machines go back to the latest line without an orphan, by counts of messages.
 *
 * Every machine logs each event in memory, and the log goes to the disk now and then. A crash loses what came after that. The
 * machine that comes back, and from it all others, say in rounds how many jobs they have sent along each channel. Who has
 * received more than that goes back to where it had not. After N - 1 rounds of N machines nobody has to go back any further;
 * in one more, each hears how many jobs the others have received, and sends again what they lack.
 *
 * State: the log; while a recovery is under way, what each peer has said in it; and what came and has to wait for its end.
 * Messages: a job, or a rollback: two counts, and the number of the recovery.
 *
 * Source: T. Juang, S. Venkatesan, "Crash recovery with little overhead" (1991); Kshemkalyani & Singhal, Distributed Computing
 * (2008), ch. 13. We deviate in that N - 1 of the N rounds are for going back, and the last one is for what is lost; and in that
 * recoveries have numbers, so that one in the middle of which a machine crashes gives way to a new one.
 */
import { type Context, type Disk, type Machine, type MachineId, defineMachine } from "@millrace/core";
import {
  type JobInput,
  type JobOutput,
  type LogEntry,
  type Work,
  logKey,
  receivedFrom,
  sentTo,
} from "./juang-venkatesan.jobs.ts";

/** What a machine remembers. */
export interface State {
  /** Its events, oldest first, without those that were undone. */
  readonly log: LogEntry[];
  /** How many recoveries it knows of. */
  recoveries: number;
  /** The newest of them; undefined if it is over. */
  recovery: Recovery | undefined;
  /** What came meanwhile and belongs to the time after, oldest first. */
  waiting: LogEntry[];
}

/** A recovery, as one machine takes part in it. */
export interface Recovery {
  /** The round that it is in, from 1. */
  round: number;
  /** By peer, what it has said in this recovery, round by round. */
  readonly heard: Readonly<Record<MachineId, Rollback[]>>;
}

/** What a machine says to another one in a round: how things are before it. */
export interface Rollback {
  /** Tells it from work. */
  readonly type: "rollback";
  /** In which recovery, from 1. */
  readonly recovery: number;
  /** How many jobs the events of its log have sent to that machine. */
  readonly sent: number;
  /** How many jobs of that machine they have received. */
  readonly received: number;
}

/** What machines send each other. */
export type Message = Work | Rollback;

type Reach = Context<Message, JobOutput>;

/**
 * One participant. Each has a channel to each other.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { job, juangVenkatesan } from "@millrace/recovery";
 *
 * const world = new World(
 *   defineSystem({
 *     machines: { orders: juangVenkatesan, stock: juangVenkatesan },
 *     inputs: [at("orders", { type: "job", job: job("order", { to: "stock", job: job("pick") }) })],
 *     faults: { crashes: 1 },
 *   }),
 * );
 * world.apply({ kind: "input", machine: "orders", input: 0 });
 * world.apply({ kind: "deliver", from: "orders", to: "stock", nth: 0 });
 * world.apply({ kind: "crash", machine: "orders" });
 * world.apply({ kind: "restart", machine: "orders" });
 * const rounds = [1, 2].flatMap(() => [
 *   world.apply({ kind: "deliver", from: "orders", to: "stock", nth: 0 }),
 *   world.apply({ kind: "deliver", from: "stock", to: "orders", nth: 0 }),
 * ]);
 * const kept = rounds.flatMap(({ outputs }) => outputs.map((output) => Object(output).kept));
 * if (kept.join() !== "0,0") throw new Error("nobody has sent what stock has picked, so stock goes back, too");
 * ```
 */
export const juangVenkatesan: Machine<State, Message, JobOutput, JobInput> = defineMachine({
  start(context): State {
    const log = readLog(context.disk);
    const state: State = { log: log ?? [], recoveries: readRecoveries(context.disk), recovery: undefined, waiting: [] };
    if (log === undefined) context.disk.write(logKey, state.log);
    else begin(state, state.recoveries + 1, context);
    return state;
  },

  onMessage(state, message, from, context) {
    if (message.type === "rollback") {
      if (message.recovery > state.recoveries) begin(state, message.recovery, context);
      if (message.recovery < state.recoveries) return;
      state.recovery?.heard[from]?.push(message);
      goOn(state, context);
    } else if (state.recovery === undefined) {
      handle(state, { from, job: message.job }, context);
    } else if (state.recovery.heard[from]?.length !== 0) {
      // Its sender is through already, and goes on.
      state.waiting.push({ from, job: message.job });
    }
    // Anything else was sent before its sender began. If that one keeps the event that sent it, it sends it again.
  },

  onInput(state, input, context) {
    if (input.type === "flush") context.disk.write(logKey, state.log);
    else if (state.recovery === undefined) handle(state, { from: null, job: input.job }, context);
    else state.waiting.push({ from: null, job: input.job });
  },
});

/** One event: the job is noted and done, and what it hands on is sent. */
function handle(state: State, event: LogEntry, context: Reach): void {
  state.log.push(event);
  context.output({ type: "handled", from: event.from, job: event.job.name });
  for (const { to, job } of event.job.next) context.send(to, { type: "work", job });
}

/** Takes part in a recovery from here on. */
function begin(state: State, recovery: number, context: Reach): void {
  state.recoveries = recovery;
  context.disk.write(recoveriesKey, recovery);
  state.recovery = { round: 1, heard: Object.fromEntries(context.peers.map((peer) => [peer, []])) };
  state.waiting = state.waiting.filter(({ from }) => from !== null);
  say(state, context);
  goOn(state, context);
}

/** Begins a round: tells every peer how things are. That has to stay true, so it is on the disk. */
function say({ log, recoveries }: State, context: Reach): void {
  context.disk.write(logKey, log);
  for (const peer of context.peers) {
    const [sent, received] = [sentTo(log, peer).length, receivedFrom(log, peer)];
    context.send(peer, { type: "rollback", recovery: recoveries, sent, received });
  }
}

/** Ends each round in which all peers have been heard: goes back if that is needed, and begins the next. */
function goOn(state: State, context: Reach): void {
  while (state.recovery !== undefined) {
    const { round, heard } = state.recovery;
    const said = Object.entries(heard).map(([peer, all]) => ({ peer, ...all[round - 1] }));
    if (said.some(({ sent }) => sent === undefined)) return;
    for (const { peer, sent = 0 } of said) goBack(state.log, { from: peer, count: sent });
    if (round < roundsOf(context)) {
      state.recovery.round += 1;
      say(state, context);
    } else {
      state.recovery = undefined;
      context.output({ type: "recovered", kept: state.log.length });
      for (const { peer, received } of said) {
        for (const job of sentTo(state.log, peer).slice(received)) context.send(peer, { type: "work", job });
      }
      for (const event of state.waiting.splice(0)) handle(state, event, context);
    }
  }
}

/** Undoes events, the newest first, until no more than `count` jobs of a machine have been received. */
function goBack(log: LogEntry[], { from, count }: { readonly from: MachineId; readonly count: number }): void {
  while (receivedFrom(log, from) > count) log.pop();
}

/** As many as there are machines. News gets from one machine to the next in a round: before the last one, it is everywhere. */
function roundsOf({ peers }: Reach): number {
  return peers.length + 1;
}

const recoveriesKey = "recoveries";

// Nobody else writes these keys.

function readLog(disk: Disk): LogEntry[] | undefined {
  return disk.read(logKey) as LogEntry[] | undefined;
}

function readRecoveries(disk: Disk): number {
  return Number(disk.read(recoveriesKey) ?? 0);
}
