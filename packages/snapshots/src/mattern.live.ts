/**
 * Mattern's snapshot on real workers, where messages overtake each other: four branches of a bank, and three photos of
 * them, one after the other. All the money is in each, even if machines are killed and started again.
 */
import { type AnyMachine, type Law, type System, createRandom, defineSystem, durable } from "@millrace/core";
import { mattern } from "./mattern.ts";
import { matternLaws } from "./mattern.laws.ts";
import { photographed, randomTransfers } from "./transfers-to-try.ts";

/** Four branches, with anybody's machine. Durable: who forgets its balance has none to record. */
export function systemOf(work: Work): System {
  const machine = durable(work.mattern);
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, machine])),
    channels: "any-order",
    inputs: [...transfers, ...photos].toSorted((one, other) => one.atMs - other.atMs),
  });
}

const names = ["north", "east", "south", "west"];

const channels = names.flatMap((from) => names.filter((to) => to !== from).map((to) => ({ from, to })));

/** Drawn from a seed, and so always the same. */
const transfers = randomTransfers(createRandom(5), { channels, transfers: 24, everyMs: 8 });

const photos = [
  { ...photographed("north", "ten"), atMs: 40 },
  { ...photographed("north", "eleven"), atMs: 44 },
  { ...photographed("north", "noon"), atMs: 120 },
];

/** The bank, with our machine. */
export const system: System = systemOf({ mattern });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = matternLaws(channels);

interface Work {
  readonly mattern: AnyMachine;
}
