/**
 * Raynal–Schiper–Toueg on real workers: what could have caused a message comes before it, even if messages overtake one
 * another, and if machines are killed and started again.
 */
import { type AnyMachine, type Law, type System, at, defineSystem, durable } from "@millrace/core";
import {
  deliversEverything,
  deliversInCausalOrder,
  sendsNoControlMessage,
  waitsOnlyForItsPast,
} from "./causal-order.laws.ts";
import { raynalSchiperToueg } from "./raynal-schiper-toueg.ts";

/** A shop and three that work for it, with anybody's machine. Durable: who forgets what was sent waits for ever. */
export function systemOf(work: Work): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, durable(work.raynalSchiperToueg)])),
    channels: "any-order",
    inputs: [routes, routes, routes, routes]
      .flat()
      .map(([from, to], turn) => at(from, { to, payload: `${turn} ${from}` }, { atMs: turn * 10 })),
  });
}

const names = ["shop", "billing", "warehouse", "returns"];

/** Whatever shop tells warehouse, it tells billing a moment later, and billing and returns tell warehouse more. */
const routes = [
  ["shop", "warehouse"],
  ["shop", "billing"],
  ["billing", "warehouse"],
  ["billing", "returns"],
  ["returns", "warehouse"],
  ["warehouse", "shop"],
] as const;

/** The four of them, with our machine. */
export const system: System = systemOf({ raynalSchiperToueg });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [deliversInCausalOrder, deliversEverything, sendsNoControlMessage];

/** Besides them, where nobody is: what waits for a timer may wait, and a machine that is down has no timers to show. */
export const lawsWithoutCrashes: readonly Law[] = [waitsOnlyForItsPast];

interface Work {
  readonly raynalSchiperToueg: AnyMachine;
}
