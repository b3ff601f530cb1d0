/** A system that goes on for as long as is asked, for a run of any length. */
import { type Law, type System, at, defineSystem } from "@millrace/core";
import { fifoDelivery } from "@millrace/ordering";
import { deliversInSendingOrder } from "@millrace/ordering/fifo-delivery.laws.ts";

const machines = ["shop", "billing", "warehouse", "courier"] as const;

export const laws: readonly Law[] = [deliversInSendingOrder];

/** Four machines that send to one another, over channels that reorder; each request makes two events. */
export function longDay(events: number): System {
  return defineSystem({
    machines: Object.fromEntries(machines.map((machine) => [machine, fifoDelivery])),
    channels: "any-order",
    inputs: Array.from({ length: Math.ceil(events / 2) }, (_, turn) => {
      const from = turn % machines.length;
      const to = (from + 1 + (Math.floor(turn / machines.length) % (machines.length - 1))) % machines.length;
      return at(machines[from] ?? "shop", { to: machines[to], payload: turn }, { atMs: turn * 2 });
    }),
  });
}
