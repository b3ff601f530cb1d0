import type { Observation } from "./laws.ts";
import type { Call, MachineId } from "./machine.ts";
import type { Choice, Schedule } from "./schedule.ts";
import type { System } from "./system.ts";

/**
 * What happened under a schedule: an append-only list of events, in an order that extends happens-before.
 */
export interface Execution {
  readonly system: System;
  /** The choices that led here; `replay(system, schedule)` gives this execution again. */
  readonly schedule: Schedule;
  readonly events: readonly Event[];
  /** What a handler did that it must not do; the execution ends there. */
  readonly failure?: HandlerFailure;
}

/** What kind of thing an event is. All but the last six run a handler of the machine. */
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
  readonly kind: EventKind;
  /** Where it happened. A `drop` or `duplicate` belongs to the receiver's end of the channel; a `cut` to no machine: "". */
  readonly machine: MachineId;
  /** The event that sent the message, of a `deliver`, `reply`, `drop` or `duplicate`. */
  readonly cause?: number;
  /** The message of a `deliver`, `drop` or `duplicate`. */
  readonly message?: unknown;
  /** Which send it was: equal for the send and each of its deliveries. */
  readonly messageId?: number;
  readonly from?: MachineId;
  readonly input?: unknown;
  readonly timer?: string;
  readonly reply?: unknown;
  readonly call?: Call;
  readonly byMs?: number;
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
  readonly messageId: number;
  readonly to: MachineId;
  readonly message: unknown;
}

/** A timer that is set. */
export interface TimerSet {
  readonly name: string;
  readonly afterMs: number;
}

/** What a handler did that it must not do. */
export interface HandlerFailure {
  readonly kind: "threw" | "not-plain" | "promise" | "no-channel" | "changed-message" | "non-deterministic" | "misuse";
  readonly machine: MachineId;
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
 * False for an event and itself.
 */
export function happensBefore(first: Event, second: Event): boolean {
  if (first.id === second.id || first.machine === "" || second.machine === "") return false;
  const count = first.vector[first.machine] ?? 0;
  return count > 0 && count <= (second.vector[first.machine] ?? 0);
}

/** Whether neither of two different events happened before the other. */
export function isConcurrent(first: Event, second: Event): boolean {
  return first.id !== second.id && !happensBefore(first, second) && !happensBefore(second, first);
}
