/**
 * A high-water mark on real workers: a shop commits orders, some of them late, and a loader copies them, whoever is killed.
 */
import { type AnyMachine, type Law, type System, createRandom } from "@millrace/core";
import { incrementalLoader } from "./high-water-mark.ts";
import { incrementalLaws } from "./high-water-mark.laws.ts";
import { type LoaderOptions, randomCommits, shopOf } from "./high-water-mark.shop.ts";

/** A shop and a loader, with anybody's machine. Nothing is durable: all that must be kept is in the warehouse. */
export function systemOf(work: Work): System {
  return shopOf(work.incrementalLoader(options), { commits, everyMs: 200 });
}

const options: LoaderOptions = { lookbackMs: 5 };

/** Twenty commits: drawn from a seed, and so always the same. */
const commits = randomCommits(createRandom(6), { ...options, commits: 20 });

/** The shop and the loader, with our machine. */
export const system: System = systemOf({ incrementalLoader });

/** Calls take their time, so that there is some in which to kill somebody. */
export const network: { readonly delayMs: readonly [number, number] } = { delayMs: [20, 200] };

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = incrementalLaws(options);

interface Work {
  incrementalLoader(options: LoaderOptions): AnyMachine;
}
