/**
 * FIFO delivery on real workers: each payload arrives once and in its turn, even if messages overtake one another or come
 * again, and if machines are killed and started again.
 */
import { type AnyMachine, type Law, type System, at, defineSystem, durable } from "@millrace/core";
import { fifoDelivery } from "./fifo-delivery.ts";
import {
  deliversEverything,
  deliversInSendingOrder,
  sendsNoControlMessage,
  waitsOnlyForItsTurn,
} from "./fifo-delivery.laws.ts";

/** A shop, its billing and its warehouse, with anybody's machine. Durable: who forgets its numbers sends them again. */
export function systemOf(work: Work): System {
  const machine = durable(work.fifoDelivery);
  return defineSystem({
    machines: { shop: machine, billing: machine, warehouse: machine },
    channels: "any-order",
    inputs: [routes, routes, routes, routes, routes]
      .flat()
      .map(([from, to], turn) => at(from, { to, payload: turn }, { atMs: turn * 12 })),
    faults: { duplicates: 5 },
  });
}

/** Two of five go one way, so that there is something to put in order. */
const routes = [
  ["shop", "warehouse"],
  ["billing", "warehouse"],
  ["shop", "warehouse"],
  ["warehouse", "shop"],
  ["shop", "billing"],
] as const;

/** The shop, with our machine. */
export const system: System = systemOf({ fifoDelivery });

/** Its network doubles one message in five. */
export const network: { readonly duplicateRate: number } = { duplicateRate: 0.2 };

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [deliversInSendingOrder, deliversEverything, sendsNoControlMessage];

/** Besides them, where nobody is: what waits for a timer may wait, and a machine that is down has no timers to show. */
export const lawsWithoutCrashes: readonly Law[] = [waitsOnlyForItsTurn];

interface Work {
  readonly fifoDelivery: AnyMachine;
}
