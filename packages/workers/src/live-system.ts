import type { Event, Execution, InTransit, Input, MachineId, System, TimerSet } from "@millrace/core";
import type { WorkerLike } from "./host/worker-like.ts";

/** How to spawn a system. */
export interface SpawnOptions {
  /**
   * Makes one worker; called for each machine, and again at each restart. Its file calls `exposeSystems`. Write the URL
   * in place, so that bundlers see it:
   * `() => new Worker(new URL("./orders.worker.ts", import.meta.url), { type: "module" })`.
   */
  worker(): WorkerLike;
  /** The name under which the worker's file exposes the system; not needed if it exposes one, or calls it `system`. */
  readonly name?: string;
  /** Decides the network's mischief, and is added to the seed of the machines' random streams: a whole number, 0 by default. */
  readonly seed?: number;
  /** How the network treats messages from the start: see the methods of those names. */
  readonly network?: NetworkOptions;
  /** How far a machine's clock may be off, in milliseconds either way; the seed decides. 0 by default. */
  readonly clockSkewMs?: number;
  /**
   * Where disks are kept: in this thread's `memory` (the default); in a temporary `folder`, or one that you name, which must
   * be empty and is left to you (Node and Deno); or in the browser's own file system, `opfs`.
   */
  readonly disk?: "memory" | "folder" | "opfs" | { readonly folder: string };
  /** Whether the system's own inputs are given, each at its `atMs`; true by default. */
  readonly inputs?: boolean;
  /** How long a worker may take to load, in milliseconds; 20,000 by default. */
  readonly readyMs?: number;
  /** How long a worker may take to answer anything else, in milliseconds; 10,000 by default. One that does not is ended. */
  readonly deadlineMs?: number;
  /** Called with each failure as it happens; `failures` has them all. */
  onFailure?(failure: LiveFailure): void;
}

/** How a network treats messages. */
export interface NetworkOptions {
  /** The shortest and the longest delay of a message, in milliseconds; [0, 0] by default. */
  readonly delayMs?: readonly [number, number];
  /** The share of messages that are lost: 0 to 1, 0 by default. */
  readonly dropRate?: number;
  /** The share of messages that are doubled: 0 to 1, 0 by default. */
  readonly duplicateRate?: number;
}

/**
 * A system that runs on real workers. What is asked of it is checked at once; what it answers resolves when it is done.
 * Methods that name a machine reject with a `WorkerError` if there is none of that name.
 */
export interface LiveSystem {
  /** The system with the seed of this run, and the cuts so far in its faults, as the events number them. */
  readonly system: System;
  /** The machines and resources as they are known right now, in the system's order. */
  readonly machines: readonly LiveMachine[];
  /** The messages between machines that are known to be sent and not delivered, oldest first within a channel. */
  readonly inTransit: readonly InTransit[];
  /** Requests given so far, taken or not, in the order in which they were given. */
  readonly inputs: readonly Input[];
  /** What went wrong in workers, oldest first. The machine of a failure is down; the others go on. */
  readonly failures: readonly LiveFailure[];
  /** All events from the first, in an order that extends happens-before, as they happen; ends when the system is stopped. */
  readonly events: AsyncIterable<Event>;
  /** Cuts that have not healed, as they were asked for. */
  readonly cuts: readonly (readonly [from: readonly MachineId[], to: readonly MachineId[]])[];
  /** Gives a machine a request, plain data; resolves when it is taken. If the machine is down, it waits for the restart. */
  input(machine: MachineId, input: unknown): Promise<void>;
  /** Ends a machine's worker, whatever it is doing: memory and timers are gone, disk and channels stay. */
  kill(machine: MachineId): Promise<void>;
  /** Starts a machine that is down, in a new worker, with its disk. */
  restart(machine: MachineId): Promise<void>;
  /** Lets no message from these machines through to those, until {@link LiveSystem.heal}; messages wait. */
  cut(from: MachineId | readonly MachineId[], to: MachineId | readonly MachineId[]): Promise<void>;
  /** Ends all cuts. */
  heal(): Promise<void>;
  /** How long messages that arrive from now on take: from `leastMs` to `mostMs`, as the seed has it. */
  delay(leastMs: number, mostMs: number): Promise<void>;
  /** Which share of messages that arrive from now on is lost. */
  drop(rate: number): Promise<void>;
  /** Which share of messages that arrive from now on is doubled. */
  duplicate(rate: number): Promise<void>;
  /**
   * Resolves when nothing is left to do by itself: no request, timer or message that is to reach a machine that is up, over
   * a channel that is not cut. It may never come.
   */
  settled(): Promise<void>;
  /** Ends all workers, and gives what happened. Nothing is left behind. A second call gives the same. */
  stop(): Promise<Execution>;
}

/** A machine, or a resource, of a live system. */
export interface LiveMachine {
  /** Its name; `port:` and the port's name for a resource. */
  readonly id: MachineId;
  /** Resources cannot be killed, and take no input. */
  readonly isResource: boolean;
  /** `starting` is on the way up, `stopping` on the way down. */
  readonly status: "starting" | "up" | "stopping" | "down";
  /** How often it has crashed. */
  readonly crashes: number;
  /** How many events it has had, drops and duplicates on the way to it among them. */
  readonly events: number;
  /** Its state after the last of them; undefined while it is down. */
  readonly state: unknown;
  /** Timers that are set, in the order in which they were set. */
  readonly timers: readonly TimerSet[];
  /** Requests that it has not taken. */
  readonly inputsLeft: number;
}

/** What went wrong in a worker. */
export interface LiveFailure {
  /** Whose worker. */
  readonly machine: MachineId;
  /**
   * - `handler`: a handler did what it must not do; `kind` says what (see `HandlerFailure`). Its event did not happen;
   * - `load`: its file threw, or could not be loaded;
   * - `uncaught`: its code threw outside of a handler, in a promise, say, or ended the worker;
   * - `unresponsive`: it did not answer in time.
   */
  readonly during: "handler" | "load" | "uncaught" | "unresponsive";
  /** What the handler did; of other failures, absent. */
  readonly kind?: string;
  /** What the machine was given: "message 3 from b", "input …"; of other failures, absent. */
  readonly event?: string;
  /** One or two sentences. */
  readonly message: string;
  /** Where in its code, as far as the host tells. */
  readonly stack?: string;
}
