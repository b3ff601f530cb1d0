/**
 * Juang–Venkatesan on real workers: four machines that hand each other jobs, and flush their logs now and then. Kill one, and
 * those that hang on what it has lost go back.
 */
import { type AnyMachine, type Law, type System, createRandom, defineSystem } from "@millrace/core";
import { randomJobs } from "./juang-venkatesan.jobs-to-try.ts";
import { juangVenkatesanLaws } from "./juang-venkatesan.laws.ts";
import { juangVenkatesan } from "./juang-venkatesan.ts";

/** Four machines, with anybody's machine. Not durable: to forget is what it is about. */
export function systemOf(work: Work): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, work.juangVenkatesan])),
    channels: "fifo",
    inputs,
  });
}

const names = ["orders", "stock", "billing", "post"];

/** Drawn from a seed, and so always the same. */
const inputs = randomJobs(createRandom(62), { machines: names, jobs: 16, depth: 3, everyMs: 30 });

/** The four, with our machine. */
export const system: System = systemOf({ juangVenkatesan });

/** What holds in it, whoever is killed: nothing is said after a kill in the middle of a recovery. */
export const laws: readonly Law[] = juangVenkatesanLaws;

interface Work {
  readonly juangVenkatesan: AnyMachine;
}
