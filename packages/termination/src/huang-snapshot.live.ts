/**
 * Huang's votes on real workers: the driver says that all is over when it is, even if machines are killed and started
 * again.
 */
import { type AnyMachine, type Law, type System, at, createRandom, defineSystem, durable } from "@millrace/core";
import { huangSnapshot } from "./huang-snapshot.ts";
import { huangSnapshotLaws } from "./huang-snapshot.laws.ts";
import { randomTask } from "./tasks-to-try.ts";
import { terminationLaws } from "./termination.laws.ts";

/**
 * A driver and three workers, with anybody's machine. Durable: a machine that forgets its counts or its clock makes
 * votes that nobody can win.
 */
export function systemOf(work: Work): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, durable(work.huangSnapshot)])),
    channels: "any-order",
    inputs: [at("driver", { type: "begin", task })],
  });
}

const names = ["driver", "east", "west", "north"];

/** Sixteen pieces, up to nine deep: drawn from a seed, and so always the same. */
const task = randomTask(createRandom(20), { machines: names, pieces: 16 });

/** The driver and its workers, with our machine. */
export const system: System = systemOf({ huangSnapshot });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [...terminationLaws, ...huangSnapshotLaws];

interface Work {
  readonly huangSnapshot: AnyMachine;
}
