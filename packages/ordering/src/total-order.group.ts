/** The group that agrees on an order: what its machines are asked, and what they put out. Nothing of how they agree. */
import { type AnyMachine, type Input, type MachineId, type System, at, defineSystem } from "@millrace/core";

/** What a machine is asked to do: multicast `payload` to every machine of the group, itself among them. */
export interface Multicast {
  /** Any plain data but `undefined`. Equal payloads are different messages. */
  readonly payload: unknown;
}

/** What the outside sees: a payload reaches the application of one machine. */
export interface Delivered {
  /** The only kind of output. */
  readonly type: "delivered";
  /** The machine that was asked to multicast it. */
  readonly from: MachineId;
  /** What it was asked to multicast. */
  readonly payload: unknown;
}

/** A group in which every machine runs the same code. Messages may overtake each other. */
export function groupOf(machine: AnyMachine, names: readonly MachineId[], inputs: readonly Input[]): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, machine])),
    channels: "any-order",
    inputs,
  });
}

/** Asks a machine to multicast these, one after the other. */
export function multicasts(from: MachineId, ...payloads: readonly unknown[]): Input[] {
  return payloads.map((payload) => at(from, { payload } satisfies Multicast));
}
