/**
 * Koo–Toueg on real workers: four of them add up numbers and save together, and one disk fills up for a while. Whoever is
 * killed, the checkpoints always fit.
 */
import { type AnyMachine, type Law, type System, createRandom, defineSystem, durable } from "@millrace/core";
import { kooTouegLaws } from "./koo-toueg.laws.ts";
import { fillsUp, randomRun } from "./koo-toueg.runs-to-try.ts";
import { kooToueg } from "./koo-toueg.ts";

/** Four workers, with anybody's machine. Durable: who forgets what it has sent does not know whether it has to save. */
export function systemOf(work: Work): System {
  const machine = durable(work.kooToueg);
  return defineSystem({ machines: Object.fromEntries(names.map((name) => [name, machine])), channels: "fifo", inputs });
}

const names = ["reader", "joiner", "counter", "writer"];

/** Drawn from a seed, and so always the same; the disk is full for the second save of five. */
const inputs = [
  ...randomRun(createRandom(63), { machines: names, work: 60, everyMs: 25, saveEveryMs: 300 }),
  { ...fillsUp("joiner"), atMs: 450 },
  { ...fillsUp("joiner", { isFull: false }), atMs: 750 },
].toSorted((one, other) => one.atMs - other.atMs);

/** The four, with our machine. */
export const system: System = systemOf({ kooToueg });

/** What holds in it, whoever is killed: nothing is said after a save that is asked for before the last one is over. */
export const laws: readonly Law[] = kooTouegLaws;

interface Work {
  readonly kooToueg: AnyMachine;
}
