/**
 * Topor on real workers: the driver says that all is over when it is, even if machines are killed and started again.
 */
import { type AnyMachine, type Law, type System, at, createRandom, defineSystem, durable } from "@millrace/core";
import { randomTask } from "./tasks-to-try.ts";
import { terminationLaws } from "./termination.laws.ts";
import { topor } from "./topor.ts";
import { toporLaws } from "./topor.laws.ts";
import type { Tree } from "./tree.ts";

/**
 * A driver and five workers in three levels, with anybody's machine. Durable: a machine that forgets whose token or
 * acknowledgement it waits for waits for ever, or not at all.
 */
export function systemOf(work: Work): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, durable(work.topor(tree))])),
    channels: "any-order",
    inputs: [at("driver", { type: "begin", task })],
  });
}

const tree: Tree = { east: "driver", west: "driver", north: "east", south: "east", centre: "west" };

const names = ["driver", ...Object.keys(tree)];

/** Sixteen pieces: drawn from a seed, and so always the same. */
const task = randomTask(createRandom(20), { machines: names, pieces: 16 });

/** The driver and its workers, with our machine. */
export const system: System = systemOf({ topor });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [...terminationLaws, ...toporLaws(tree)];

interface Work {
  readonly topor: (tree: Tree) => AnyMachine;
}
