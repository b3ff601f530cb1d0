import type { MachineId } from "./machine.ts";

/**
 * One choice of the scheduler: what happens next. Choices name machines, never indexes, so that a person can read a
 * schedule and an edited system can still follow it.
 *
 * `nth` says which message of a channel, the oldest being 0; in a `fifo` channel only 0 can be delivered.
 * `input` and `cut` are indexes of the system's `inputs` and `faults.cuts`; `byMs` below 0 is a jump back.
 */
export type Choice =
  | { readonly kind: "input"; readonly machine: MachineId; readonly input: number }
  | { readonly kind: "deliver"; readonly from: MachineId; readonly to: MachineId; readonly nth: number }
  | { readonly kind: "drop" | "duplicate"; readonly from: MachineId; readonly to: MachineId; readonly nth: number }
  | { readonly kind: "timer"; readonly machine: MachineId; readonly timer: string }
  | { readonly kind: "crash" | "restart"; readonly machine: MachineId }
  | { readonly kind: "skew"; readonly machine: MachineId; readonly byMs: number }
  | { readonly kind: "cut" | "heal"; readonly cut: number };

/** An order of events: with its system, it determines an execution. */
export type Schedule = readonly Choice[];

/**
 * The machine that a choice acts on; undefined for the network's own: `drop`, `duplicate`, `cut` and `heal`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { actsOn } from "@millrace/core";
 *
 * assert.equal(actsOn({ kind: "deliver", from: "a", to: "b", nth: 0 }), "b");
 * assert.equal(actsOn({ kind: "drop", from: "a", to: "b", nth: 0 }), undefined);
 * ```
 */
export function actsOn(choice: Choice): MachineId | undefined {
  switch (choice.kind) {
    case "deliver":
      return choice.to;
    case "input":
    case "timer":
    case "crash":
    case "restart":
    case "skew":
      return choice.machine;
    default:
      return undefined;
  }
}

/**
 * A choice in words, for a person: one line, and no full stop.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { describeChoice } from "@millrace/core";
 *
 * assert.equal(describeChoice({ kind: "deliver", from: "a", to: "b", nth: 1 }), "b receives message 1 of a");
 * ```
 */
export function describeChoice(choice: Choice): string {
  switch (choice.kind) {
    case "input":
      return `input ${choice.input} reaches ${choice.machine}`;
    case "deliver":
      return `${choice.to} receives message ${choice.nth} of ${choice.from}`;
    case "drop":
      return `message ${choice.nth} from ${choice.from} to ${choice.to} is lost`;
    case "duplicate":
      return `message ${choice.nth} from ${choice.from} to ${choice.to} is doubled`;
    case "timer":
      return `timer ${choice.timer} of ${choice.machine} goes off`;
    case "crash":
      return `${choice.machine} crashes`;
    case "restart":
      return `${choice.machine} restarts`;
    case "skew":
      return `the clock of ${choice.machine} jumps by ${choice.byMs} ms`;
    default:
      return `${choice.kind} ${choice.cut}`;
  }
}
