import type { Context, MachineId } from "./machine.ts";
import type { Node } from "./system.ts";

/** What a run of a handler does for its context. */
export interface ContextActs {
  readonly node: Node;
  send(to: MachineId, message: unknown): void;
  setTimer(name: string, afterMs: number): void;
  clearTimer(name: string): void;
  now(): number;
  random(): number;
  read(key: string): unknown;
  write(key: string, value: unknown): void;
  output(value: unknown): void;
  call(port: string, request: unknown): void;
}

/**
 * The context that a handler sees: functions that may be taken out of it. They are methods in the text, as tools that keep
 * the names of functions do so at a cost for each arrow function that is made, and most contexts live for one handler.
 */
export function makeContext(acts: ContextActs): Context {
  const { id, peers } = acts.node;
  return {
    self: id,
    peers,
    send(to, message) {
      acts.send(to, message);
    },
    setTimer(name, afterMs) {
      acts.setTimer(name, afterMs);
    },
    clearTimer(name) {
      acts.clearTimer(name);
    },
    now() {
      return acts.now();
    },
    random() {
      return acts.random();
    },
    disk: {
      read(key) {
        return acts.read(key);
      },
      write(key, value) {
        acts.write(key, value);
      },
    },
    output(value) {
      acts.output(value);
    },
    call(port, request) {
      acts.call(port, request);
    },
  };
}
