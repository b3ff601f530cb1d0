/**
 * Kshemkalyani–Singhal on real workers: logs that say exactly what is needed keep causal order, even if messages overtake
 * one another, and if machines are killed and started again.
 */
import { type Law, type System, at, defineSystem, durable } from "@millrace/core";
import {
  deliversEverything,
  deliversInCausalOrder,
  sendsNoControlMessage,
  waitsOnlyForItsPast,
} from "./causal-order.laws.ts";
import { logIsSmall, logSaysNothingElse, logSaysWhatIsNeeded } from "./kshemkalyani-singhal.laws.ts";
import { type LogRules, causalMulticast } from "./kshemkalyani-singhal.machine.ts";
import * as rules from "./kshemkalyani-singhal.ts";

/** A shop and three that work for it, with anybody's rules. Durable: who forgets its log takes old news for new. */
export function systemOf(work: LogRules): System {
  const machine = durable(causalMulticast(work));
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, machine])),
    channels: "any-order",
    inputs: [routes, routes, routes, routes]
      .flat()
      .map(([from, ...to], turn) => at(from, { to, payload: `${turn} ${from}` }, { atMs: turn * 10 })),
  });
}

const names = ["shop", "billing", "warehouse", "returns"];

/** Who sends, and then to whom. */
const routes = [
  ["shop", "warehouse", "billing"],
  ["billing", "warehouse"],
  ["billing", "returns"],
  ["returns", "warehouse", "shop"],
  ["warehouse", "shop", "billing", "returns"],
] as const;

/** The four of them, with our rules. */
export const system: System = systemOf(rules);

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [
  deliversInCausalOrder,
  deliversEverything,
  sendsNoControlMessage,
  logSaysWhatIsNeeded,
  logSaysNothingElse,
  logIsSmall,
];

/** Besides them, where nobody is: what waits for a timer may wait, and a machine that is down has no timers to show. */
export const lawsWithoutCrashes: readonly Law[] = [waitsOnlyForItsPast];
