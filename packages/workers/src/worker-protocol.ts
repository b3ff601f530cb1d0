/**
 * Every message that crosses a thread, in one place.
 *
 *     controller ──{@link Boot}──▶ worker          one message over the worker's own channel: it brings the ports
 *     controller ──{@link MachineSide}──▶ worker   comlink: load, connect, run, give, hold, close
 *     worker ──{@link ChannelSide}──▶ worker       comlink, a port for each directed pair: batches of letters
 *     worker ──{@link Turn}──▶ controller          the journal: what happened, a turn at a time. Posted as it is, since
 *                                              nobody answers: comlink's answer would wake the worker each time
 *
 * The rule that everything else rests on: **a turn is reported before anything that it sent leaves the worker.** So
 * whatever a peer has received is in the journal already, and a kill at any instant leaves a journal that explains what
 * all others have seen. (In the textbook's words: the report is the output commit.)
 *
 * Channels and machines go by their index in `System.channels` and `System.nodes`, as both sides hold the same system.
 */
import type { HandlerFailure, MachineId } from "@millrace/core";
import type { Effect } from "@millrace/core/step.ts";
import type { DiskPlace } from "./disk/disk-log.ts";

/** The first message to a worker, over its own channel: comlink speaks over the two ports that it brings. */
export interface Boot {
  /** Tells it from anything else that may be posted to a worker. */
  readonly type: "millrace:boot";
  /** Here the worker answers as {@link MachineSide}. */
  readonly control: MessagePort;
  /** Here it posts each {@link Turn}. */
  readonly journal: MessagePort;
  /** The name of the Web Lock that it holds as long as it lives, where there are such locks: how its end is noticed. */
  readonly lock: string;
}

/** What the controller asks of a worker. */
export interface MachineSide {
  /** Finds the machine in the worker's code, and its disk. Throws an Error that says what is missing. */
  load(settings: Settings): Promise<void> | void;
  /**
   * The end of a channel that this machine sends into (`out`) or receives from (`in`). A newer one replaces it, and whatever
   * is not acknowledged is posted again.
   */
  connect(end: "out" | "in", channel: number, port: MessagePort): void;
  /** The machine at the other end of these channels is down: what is sent to it waits. */
  disconnect(channels: readonly number[]): void;
  /** Starts the machine; from here on it works at whatever comes. */
  run(): void;
  /** Requests from outside, in order. */
  give(inputs: readonly GivenInput[]): void;
  /** How the network treats letters that arrive from now on. */
  disturb(disturbance: Disturbance): void;
  /** The incoming channels that are cut now. Gives the number of events up to here: no later one is a delivery of theirs. */
  hold(channels: readonly number[]): number;
  /** Whether anybody is there. */
  ping(): void;
  /** Ends the work after the turn under way. Gives the number of events. */
  close(): number;
}

/** What one worker tells another. */
export interface ChannelSide {
  /** Brings letters. Returns when all of them are delivered or lost, and that is reported. */
  deliver(letters: Letters): Promise<void> | void;
}

/**
 * Letters of one channel with consecutive numbers, as they cross from worker to worker: columns instead of an object each,
 * since a small message would weigh less than its envelope.
 */
export interface Letters {
  /** The number of the first; the others follow. */
  readonly first: number;
  readonly messages: readonly unknown[];
  /**
   * The vector clocks of their sendings: how many of the letters one event sent, then its clock, by node; and so on for the
   * next event.
   */
  readonly stamps: readonly number[];
}

/** What a worker has to know before it starts. */
export interface Settings {
  /** Which of the worker's systems; undefined for the only one. */
  readonly name: string | undefined;
  /** What the controller's system looks like: the worker's must be the same. */
  readonly shape: string;
  /** Which machine (or resource) this worker is. */
  readonly machine: MachineId;
  /** The seed of the machines' random streams. */
  readonly seed: number;
  /** The seed of the network's mischief. */
  readonly networkSeed: number;
  /** The moment that counts as 0, on the clock that all workers share (`performance.timeOrigin` + `performance.now()`). */
  readonly originMs: number;
  /** How far this machine's clock is off, in milliseconds. */
  readonly clockOffsetMs: number;
  /** Where its disk is. */
  readonly disk: DiskPlace;
  readonly disturbance: Disturbance;
  /** Incoming channels that are cut. */
  readonly held: readonly number[];
  /** What its start is called in the execution: `start` if all begin together. */
  readonly begin: "start" | "restart";
  /** What the journal knows of its earlier lives; undefined for the first. */
  readonly past?: Past;
}

/** What the journal knows of a machine that was killed. */
export interface Past {
  /** How many events it has had. */
  readonly events: number;
  /** How often it has crashed. */
  readonly incarnation: number;
  /** How many numbers it has drawn. */
  readonly draws: number;
  /** What its clock last showed. */
  readonly clockMs: number;
  /** Its vector clock, by node. */
  readonly stamp: readonly number[];
  /** What was on its disk, if that is kept in memory. */
  readonly disk: ReadonlyMap<string, unknown>;
  /** For each channel from it: how many letters were sent, and those that nobody is known to have received. */
  readonly outgoing: readonly { readonly channel: number; readonly sent: number; readonly open: readonly Letters[] }[];
  /** For each channel to it: which letters need not, or must yet, be delivered. */
  readonly incoming: readonly IncomingPast[];
}

/** What has become of the letters of a channel, as far as the journal knows. */
export interface IncomingPast {
  readonly channel: number;
  /** Letters up to this number are known to be sent. */
  readonly sent: number;
  /** Of these, the ones that are not delivered: the number, the copies to deliver, and whether their fate is decided. */
  readonly open: readonly (readonly [sequence: number, copies: number, isDecided: boolean])[];
  /** Later ones that are delivered already. */
  readonly doneBeyond: readonly number[];
}

/** A request from outside. */
export interface GivenInput {
  /** Its number among all that were given. */
  readonly input: number;
  readonly value: unknown;
}

/** How the network treats letters: each is decided by the seed, the channel and the letter's number alone. */
export interface Disturbance {
  /** The shortest and the longest delay, in milliseconds. */
  readonly delayMs: readonly [number, number];
  /** The share of letters that are lost: 0 to 1. */
  readonly dropRate: number;
  /** The share of letters that are doubled: 0 to 1. */
  readonly duplicateRate: number;
}

/** Several events of one machine, in order. */
export interface Turn {
  readonly events: readonly ReportedEvent[];
  /** What a handler did that it must not do, in the event after these: it did not happen, and the machine stands still. */
  readonly failure?: ReportedFailure;
}

/** A handler's failure with what set it off. */
export interface ReportedFailure {
  readonly failure: HandlerFailure;
  readonly event: { readonly kind: string; readonly value: unknown; readonly from?: MachineId };
}

/** One event, as briefly as can be: what can be worked out from earlier ones is left out. */
export interface ReportedEvent {
  readonly kind: "start" | "restart" | "input" | "deliver" | "timer" | "drop" | "duplicate";
  /** The channel and number of the letter, of a `deliver`, `drop` or `duplicate`. */
  readonly channel?: number;
  readonly sequence?: number;
  /** The number of the input. */
  readonly input?: number;
  readonly timer?: string;
  /** What the handler did, in order. */
  readonly effects?: readonly Effect[];
  /** The state after it; absent where no handler ran. */
  readonly state?: unknown;
  /** The disk after it, if it was written to. */
  disk?: ReadonlyMap<string, unknown>;
  /** How many numbers the machine has drawn. */
  readonly draws?: number;
  /** The event's vector clock; of a `drop` or `duplicate`, that of the letter's sending. */
  readonly stamp: readonly number[];
  /** What the machine's clock showed; absent at the first start. */
  nowMs?: number;
  /** When it happened, in milliseconds since the spawning. */
  readonly atMs: number;
}
