/**
 * Chandy–Lamport on real workers: four branches of a bank, and three photos of them, two at the same time. All the money is
 * in each, even if machines are killed and started again.
 */
import { type AnyMachine, type Law, type System, createRandom, defineSystem, durable } from "@millrace/core";
import { chandyLamport } from "./chandy-lamport.ts";
import { chandyLamportLaws } from "./chandy-lamport.laws.ts";
import { photographed, randomTransfers } from "./transfers-to-try.ts";

/** Four branches, with anybody's machine. Durable: who forgets its balance has none to record. */
export function systemOf(work: Work): System {
  const machine = durable(work.chandyLamport);
  return defineSystem({
    machines: { north: machine, east: machine, south: machine, west: machine },
    topology: pairs,
    channels: "fifo",
    inputs: [...transfers, ...photos].toSorted((one, other) => one.atMs - other.atMs),
  });
}

/** Around the clock, and across it one way. */
const pairs = [
  ["north", "east"],
  ["east", "south"],
  ["south", "west"],
  ["west", "north"],
  ["north", "south"],
  ["east", "north"],
] as const;

const channels = pairs.map(([from, to]) => ({ from, to }));

/** Drawn from a seed, and so always the same. */
const transfers = randomTransfers(createRandom(4), { channels, transfers: 24, everyMs: 8 });

const photos = [
  { ...photographed("north", "ten"), atMs: 40 },
  { ...photographed("west", "eleven"), atMs: 44 },
  { ...photographed("east", "noon"), atMs: 120 },
];

/** The bank, with our machine. */
export const system: System = systemOf({ chandyLamport });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = chandyLamportLaws(channels);

interface Work {
  readonly chandyLamport: AnyMachine;
}
