import type { Observation } from "./laws.ts";
import type { Call, MachineId } from "./machine.ts";
import type { Choice, Schedule } from "./schedule.ts";
import type { System } from "./system.ts";

/**
 * What happened under a schedule: an append-only list of events, in an order that extends happens-before.
 */
export interface Execution {
  /** Whose execution it is. Ids, channels and indexes in the events are this system's. */
  readonly system: System;
  /** The choices that led here; `replay(system, schedule)` gives this execution again. */
  readonly schedule: Schedule;
  /** The starts of all machines and resources, in the system's order, then one event for each choice. */
  readonly events: readonly Event[];
  /** What a handler did that it must not do; the execution ends there. */
  readonly failure?: HandlerFailure;
}

/**
 * What kind of thing an event is. The first six run a handler of the machine. `drop` and `duplicate` happen to a message
 * in its channel, `crash` and `skew` to a machine, `cut` and `heal` to the network.
 */
export type EventKind =
  | "start"
  | "input"
  | "deliver"
  | "timer"
  | "reply"
  | "restart"
  | "crash"
  | "drop"
  | "duplicate"
  | "skew"
  | "cut"
  | "heal";

/** One event. Fields that do not apply to its kind are absent. */
export interface Event {
  /** Its place in the execution, from 0. */
  readonly id: number;
  /** Decides which of the fields below are there. */
  readonly kind: EventKind;
  /** Where it happened. A `drop` or `duplicate` belongs to the receiver's end of the channel; a `cut` to no machine: "". */
  readonly machine: MachineId;
  /** The event that sent the message, of a `deliver`, `reply`, `drop` or `duplicate`. */
  readonly cause?: number;
  /** The message of a `deliver`, `drop` or `duplicate`. */
  readonly message?: unknown;
  /** Which send it was: equal for the send and each of its deliveries. */
  readonly messageId?: number;
  /** The sender, of a `deliver`, `drop` or `duplicate`; of a `reply`, the resource: `port:…`. */
  readonly from?: MachineId;
  /** The request of an `input`, as the system lists it. */
  readonly input?: unknown;
  /** The name of the timer that went off, of a `timer`. */
  readonly timer?: string;
  /** What the resource answered, of a `reply`. */
  readonly reply?: unknown;
  /** The call that a `reply` answers. The handler does not run if the machine has crashed since it called. */
  readonly call?: Call;
  /** How far the clock jumped, of a `skew`, in milliseconds; below 0 is back. */
  readonly byMs?: number;
  /** Which cut, of a `cut` or `heal`: an index of the system's `faults.cuts`. */
  readonly cut?: number;
  /** What the handler sent, in order. */
  readonly sends: readonly Send[];
  /** What the handler put out, in order. */
  readonly outputs: readonly unknown[];
  /** All of it as laws see it: what set it off, then what was sent and put out, in order. */
  readonly observations: readonly Observation[];
  /** The machine's state after the event: a copy. Absent where no handler ran. */
  readonly state?: unknown;
  /** What is on the machine's disk after the event, by key. */
  readonly disk?: ReadonlyMap<string, unknown>;
  /** Timers that are set after the event, in the order in which they were set. */
  readonly timers?: readonly TimerSet[];
  /** Which timers the handler set, again or for the first time. */
  readonly timersSet: readonly string[];
  /** The hidden vector clock: for each machine, how many of its events are this one or before it. */
  readonly vector: Readonly<Record<MachineId, number>>;
  /** Virtual time in a simulation, in milliseconds since its begin. */
  readonly atMs?: number;
}

/** A message put into a channel. */
export interface Send {
  /** Unique in the execution. Numbered by sender, so that it stays when independent events change places. */
  readonly messageId: number;
  /** The receiver; `port:…` for a call of a resource. */
  readonly to: MachineId;
  /** A copy of what the handler sent; for a call, the request in the engine's envelope. */
  readonly message: unknown;
}

/** A timer that is set. */
export interface TimerSet {
  /** Unique on its machine: setting it again replaces it. */
  readonly name: string;
  /** How long after it was set it is to go off, in milliseconds, 0 or more: not how long is left. */
  readonly afterMs: number;
}

/** What a handler did that it must not do. */
export interface HandlerFailure {
  /**
   * - `threw`: the handler threw by itself;
   * - `not-plain`: it kept, sent or put out something other than plain data;
   * - `promise`: it returned a Promise;
   * - `no-channel`: it sent to a machine, or called a resource, that it has no channel to;
   * - `changed-message`: it changed the message, input or reply that it was given;
   * - `non-deterministic`: run again with the same state and event, it did something else;
   * - `misuse`: `start` returned no object, or a timer got no name or no time of 0 or more.
   */
  readonly kind: "threw" | "not-plain" | "promise" | "no-channel" | "changed-message" | "non-deterministic" | "misuse";
  /** Whose handler it was; `port:…` for a resource. */
  readonly machine: MachineId;
  /** Which handler ran: `start` at boot and after a crash. */
  readonly handler: "start" | "onMessage" | "onTimer" | "onInput" | "onReply";
  /** One or two sentences: what happened, and what to do. */
  readonly message: string;
  /** The choice under which it happened; undefined at the system's start. */
  readonly choice?: Choice;
  /** Where in the machine's code, if it threw. */
  readonly stack?: string;
}

/**
 * Whether `first` happened before `second`: it could have influenced it. Two events of one execution.
 * False for an event and itself, and for a `cut` or `heal`, which belong to no machine.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { World, defineMachine, defineSystem, happensBefore } from "@millrace/core";
 *
 * const pair = defineMachine<object, string>({
 *   start: (context) => (context.self === "a" ? context.send("b", "hello") : undefined, {}),
 * });
 * const world = new World(defineSystem({ machines: { a: pair, b: pair } }));
 * const heard = world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
 * const [sent] = world.eventsFrom(0);
 * assert.ok(sent !== undefined && happensBefore(sent, heard) && !happensBefore(heard, sent));
 * ```
 */
export function happensBefore(first: Event, second: Event): boolean {
  if (first.id === second.id || first.machine === "" || second.machine === "") return false;
  const count = first.vector[first.machine] ?? 0;
  return count > 0 && count <= (second.vector[first.machine] ?? 0);
}

/**
 * Whether neither of two events of one execution happened before the other. False for an event and itself.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { World, defineMachine, defineSystem, isConcurrent } from "@millrace/core";
 *
 * const silent = defineMachine<object>({ start: () => ({}) });
 * const [first, second] = new World(defineSystem({ machines: { a: silent, b: silent } })).eventsFrom(0);
 * assert.ok(first !== undefined && second !== undefined && isConcurrent(first, second));
 * ```
 */
export function isConcurrent(first: Event, second: Event): boolean {
  return first.id !== second.id && !happensBefore(first, second) && !happensBefore(second, first);
}
