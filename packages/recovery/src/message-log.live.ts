/**
 * A message log on real workers: a box office with three topics. Whoever is killed, no ticket that was shown is ever untrue.
 */
import { type AnyMachine, type Law, type System, createRandom } from "@millrace/core";
import { boxOffice } from "./message-log.ts";
import { officeLaws } from "./message-log.laws.ts";
import { officeOf, randomTopics } from "./message-log.office.ts";

/** The topics and an office with a log, with anybody's machine. Nothing else of it is durable. */
export function systemOf(work: Work): System {
  return officeOf(work.boxOffice, { topics });
}

/** Forty orders, some of them asked for twice: drawn from a seed, and so always the same. */
const topics = randomTopics(createRandom(9), { names: ["east", "west", "north"], orders: 40 });

/** The topics and their office, with our machine. */
export const system: System = systemOf({ boxOffice });

/** Records take their time, so that there is some in which to kill the office. */
export const network: { readonly delayMs: readonly [number, number] } = { delayMs: [20, 100] };

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = officeLaws(topics);

interface Work {
  readonly boxOffice: AnyMachine;
}
