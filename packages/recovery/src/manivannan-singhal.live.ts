/**
 * Manivannan–Singhal on real workers: four machines that hand each other jobs and save when their periods begin. Kill one, and
 * the others go back with it.
 */
import { type AnyMachine, type Law, type System, createRandom, defineSystem } from "@millrace/core";
import { randomPeriods } from "./manivannan-singhal.jobs-to-try.ts";
import { manivannanSinghalLaws } from "./manivannan-singhal.laws.ts";
import { manivannanSinghal } from "./manivannan-singhal.ts";

/** Four machines, with anybody's machine. Not durable: to forget is what it is about. */
export function systemOf(work: Work): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, work.manivannanSinghal])),
    channels: "any-order",
    inputs,
  });
}

const names = ["orders", "stock", "billing", "post"];

/** Drawn from a seed, and so always the same. */
const inputs = randomPeriods(createRandom(811), { machines: names, jobs: 16, depth: 3, everyMs: 40 });

/** The four, with our machine. */
export const system: System = systemOf({ manivannanSinghal });

/** What holds in it, whoever is killed: nothing is said after a kill before all have heard of the one before. */
export const laws: readonly Law[] = manivannanSinghalLaws(inputs);

interface Work {
  readonly manivannanSinghal: AnyMachine;
}
