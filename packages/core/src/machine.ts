/**
 * The machine: one participant of a distributed system (the textbook's *process*).
 *
 * The same definition runs in the simulator, in the explorer and on a real worker.
 */

/**
 * The name of a machine in its system: unique, not empty, and none that every object in JavaScript has, such as `toString`.
 * Names that begin with `port:` belong to resources.
 */
export type MachineId = string;

/**
 * What a machine does. Every handler is synchronous and decides from its arguments alone; it changes `state` in place.
 * State, messages, outputs and the disk hold plain data (see {@link clone}).
 */
export interface Machine<State = unknown, Message = unknown, Output = unknown, Input = unknown> {
  /** Boot, and again after every crash: what was not on the disk is gone. Returns the first state, an object. */
  start(context: Context<Message, Output>): State;
  /** A message from another machine has been delivered. */
  onMessage?(state: State, message: Message, from: MachineId, context: Context<Message, Output>): void;
  /** A timer that this machine set has gone off; it is no longer set. */
  onTimer?(state: State, timer: string, context: Context<Message, Output>): void;
  /** A request from outside the system. */
  onInput?(state: State, input: Input, context: Context<Message, Output>): void;
  /** The answer to an earlier `context.call`. */
  onReply?(state: State, reply: unknown, call: Call, context: Context<Message, Output>): void;
}

/** What a handler can ask of the world. It is valid only while the handler runs. */
export interface Context<Message = unknown, Output = unknown> {
  /** This machine's name. */
  readonly self: MachineId;
  /** The machines with a channel from here, in the order of the system's channels; no resources. */
  readonly peers: readonly MachineId[];
  /** Puts a copy of a message into the channel to `to`. Throws if there is no such channel or it is not plain data. */
  send(to: MachineId, message: Message): void;
  /** Sets the timer `name` to go off after `afterMs` (0 or more) on this machine's clock; replaces one of that name. */
  setTimer(name: string, afterMs: number): void;
  /** Clears the timer `name`; does nothing if it is not set. */
  clearTimer(name: string): void;
  /** Milliseconds on this machine's own clock. It may drift, stand still and jump. */
  now(): number;
  /** A number in [0, 1) from this machine's own seeded stream. */
  random(): number;
  /** What survives a crash. */
  readonly disk: Disk;
  /** Shows the outside a copy of a value: delivered, recorded, decided. Throws if it is not plain data. */
  output(value: Output): void;
  /** Asks a resource (a database, an object store); the answer arrives as `onReply`. Throws if there is none at `port`. */
  call(port: string, request: unknown): void;
}

/** Durable storage of one machine, by key. A write is durable when the handler ends. */
export interface Disk {
  /** The value last written under `key`, a copy; undefined if there is none. */
  read(key: string): unknown;
  /** Keeps a copy of `value` under `key`. Throws if it is not plain data. */
  write(key: string, value: unknown): void;
}

/** A request that a machine made of a resource. */
export interface Call {
  /** The resource's name under `resources`, without `port:`. */
  readonly port: string;
  /** What it was asked: a copy of what the machine passed. */
  readonly request: unknown;
}

/**
 * A resource behind a port: it answers one call at a time and never crashes.
 * `onCall` changes `state` in place and returns the reply.
 */
export interface Resource<State = unknown> {
  /** Its first state, an object of plain data. */
  start(): State;
  /** `request` is not to be changed; `from` is the machine that called. The reply is plain data. */
  onCall(state: State, request: unknown, from: MachineId): unknown;
}

/**
 * Declares a machine; returns it unchanged, with its types checked.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem, simulate } from "@millrace/core";
 *
 * const counter = defineMachine<{ sum: number }, never, number, number>({
 *   start: () => ({ sum: 0 }),
 *   onInput(state, input, context) {
 *     state.sum += input;
 *     context.output(state.sum);
 *   },
 * });
 *
 * const { events } = simulate(defineSystem({ machines: { a: counter }, inputs: [at("a", 2), at("a", 3)] }));
 * assert.deepEqual(events.at(-1)?.outputs, [5]);
 * ```
 */
export function defineMachine<State, Message = never, Output = never, Input = never>(
  machine: Machine<State, Message, Output, Input>,
): Machine<State, Message, Output, Input> {
  return machine;
}
