/**
 * Weight throwing on real workers: the driver says that all is over when it is, even if machines are killed and started
 * again.
 */
import { type AnyMachine, type Law, type System, at, createRandom, defineSystem, durable } from "@millrace/core";
import { randomTask } from "./tasks-to-try.ts";
import { terminationLaws } from "./termination.laws.ts";
import { weightThrowing } from "./weight-throwing.ts";
import { weightThrowingLaws } from "./weight-throwing.laws.ts";

/**
 * A driver and three workers, with anybody's machine. Durable: weight that is forgotten never comes back, and the driver
 * waits for ever.
 */
export function systemOf(work: Work): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, durable(work.weightThrowing)])),
    channels: "any-order",
    inputs: [at("driver", { type: "begin", task })],
  });
}

const names = ["driver", "east", "west", "north"];

/** Sixteen pieces, up to nine deep: drawn from a seed, and so always the same. */
const task = randomTask(createRandom(20), { machines: names, pieces: 16 });

/** The driver and its workers, with our machine. */
export const system: System = systemOf({ weightThrowing });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [...terminationLaws, ...weightThrowingLaws];

interface Work {
  readonly weightThrowing: AnyMachine;
}
