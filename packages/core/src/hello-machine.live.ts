/**
 * Hellos on real workers: three stations of a kitchen greet one another, and any of them may be killed and started again.
 */
import { type AnyMachine, type Law, type System, at, defineSystem, durable } from "@millrace/core";
import { helloMachine } from "./hello-machine.ts";
import { answersEveryHello, answersWhoAsked, costsTwoMessages } from "./hello-machine.laws.ts";

/** The kitchen, with anybody's machine. Durable: ours remembers nothing, another may keep a list of whom it has yet to answer. */
export function systemOf(work: Work): System {
  const machine = durable(work.helloMachine);
  return defineSystem({
    machines: { salad: machine, grill: machine, dessert: machine },
    channels: "any-order",
    inputs: [...hellos, ...hellos].map(([from, greet], turn) => at(from, { greet }, { atMs: turn * 25 })),
  });
}

const hellos = [
  ["salad", "grill"],
  ["grill", "dessert"],
  ["dessert", "salad"],
  ["grill", "salad"],
  ["dessert", "grill"],
  ["salad", "dessert"],
] as const;

/** The kitchen, with our machine. */
export const system: System = systemOf({ helloMachine });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [answersWhoAsked, answersEveryHello, costsTwoMessages];

interface Work {
  readonly helloMachine: AnyMachine;
}
