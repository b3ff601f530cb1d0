/**
 * The outbox on real workers: two shops with one database, a topic that fails now and then, and billing. Whoever is killed,
 * what is committed is in the topic, and what billing reads it books once.
 */
import { type AnyMachine, type Law, type System, createRandom } from "@millrace/core";
import { billing, shop } from "./outbox.ts";
import { billingLaws, shopLaws } from "./outbox.laws.ts";
import { randomRequests, shopOf } from "./outbox.shop.ts";

/** Two shops and billing, with anybody's machines. Nothing is durable but the database, the topic and billing's disk. */
export function systemOf(work: Work): System {
  const random = createRandom(2);
  const [requests, branch] = [randomRequests(random, 12), randomRequests(random, 12)];
  return shopOf(work, { requests, branch, looks: 14, troubles: ["kept", "not kept", "kept"], paceMs: 150 });
}

/** Two shops and billing, with our machines. */
export const system: System = systemOf({ shop, billing });

/** Calls and replies take their time, so that there is some in which to kill somebody. */
export const network: { readonly delayMs: readonly [number, number] } = { delayMs: [10, 120] };

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [...shopLaws, ...billingLaws];

interface Work {
  readonly shop: AnyMachine;
  readonly billing: AnyMachine;
}
