/** Warehouses that send each other boxes: the executions that cuts are made through. */
import { type Input, type Machine, type MachineId, type System, at, defineMachine, defineSystem } from "@millrace/core";
import type { Shipment } from "./checkpoint.ts";

/** A machine that sends what it is told to, and takes what comes. */
export const warehouse: Machine<{ sent: number; boxes: number }, Shipment, never, Order> = defineMachine({
  start: () => ({ sent: 0, boxes: 100 }),

  onMessage(state, { boxes }) {
    state.boxes += boxes;
  },

  onInput(state, { to, boxes }, context) {
    state.sent += 1;
    state.boxes -= boxes;
    context.send(to, { from: context.self, to, number: state.sent, boxes });
  },
});

/** What a warehouse is told: send so many boxes there. */
export interface Order {
  /** The receiver. */
  readonly to: MachineId;
  /** How many. */
  readonly boxes: number;
}

/** Warehouses and what is sent between them, each [from, to] one shipment; they overtake each other as they please. */
export function warehousesOf(
  machines: readonly MachineId[],
  shipments: readonly (readonly [from: MachineId, to: MachineId])[],
): System {
  return defineSystem({
    machines: Object.fromEntries(machines.map((machine) => [machine, warehouse])),
    channels: "any-order",
    inputs: shipments.map(([from, to], place): Input =>
      at(from, { to, boxes: 10 } satisfies Order, { atMs: place * 3 }),
    ),
  });
}
