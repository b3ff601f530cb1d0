/**
 * Causal broadcast on real workers: no answer comes before what it answers, even if messages overtake one another, and if
 * machines are killed and started again.
 */
import { type AnyMachine, type Law, type System, at, defineSystem, durable } from "@millrace/core";
import { causalBroadcast } from "./causal-broadcast.ts";
import {
  deliversEverything,
  deliversInCausalOrder,
  sendsNoControlMessage,
  waitsOnlyForItsPast,
} from "./causal-order.laws.ts";

/** A shop and three that talk about its orders, with anybody's machine. Durable: who forgets what it knew waits for ever. */
export function systemOf(work: Work): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, durable(work.causalBroadcast)])),
    channels: "any-order",
    inputs: [names, names, names, names]
      .flat()
      .map((name, turn) => at(name, { payload: `${turn} ${name}` }, { atMs: turn * 15 })),
  });
}

const names = ["shop", "billing", "warehouse", "returns"];

/** The four of them, with our machine. */
export const system: System = systemOf({ causalBroadcast });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [deliversInCausalOrder, deliversEverything, sendsNoControlMessage];

/** Besides them, where nobody is: what waits for a timer may wait, and a machine that is down has no timers to show. */
export const lawsWithoutCrashes: readonly Law[] = [waitsOnlyForItsPast];

interface Work {
  readonly causalBroadcast: AnyMachine;
}
