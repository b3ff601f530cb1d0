/**
 * Safra on real workers: the driver says that all is over when it is, even if machines are killed and started again.
 */
import {
  type AnyMachine,
  type Law,
  type MachineId,
  type System,
  at,
  createRandom,
  defineSystem,
  durable,
} from "@millrace/core";
import { safra } from "./safra.ts";
import { safraLaws } from "./safra.laws.ts";
import { randomTask } from "./tasks-to-try.ts";
import { terminationLaws } from "./termination.laws.ts";

/**
 * A driver and three workers in a ring, with anybody's machine. Durable: a machine that forgets the token stops it for
 * ever, and a balance that begins anew proves nothing.
 */
export function systemOf(work: Work): System {
  return defineSystem({
    machines: Object.fromEntries(ring.map((name) => [name, durable(work.safra(ring))])),
    channels: "any-order",
    inputs: [at("driver", { type: "begin", task })],
  });
}

const ring = ["driver", "east", "west", "north"];

/** Sixteen pieces, up to nine deep: drawn from a seed, and so always the same. */
const task = randomTask(createRandom(20), { machines: ring, pieces: 16 });

/** The driver and its workers, with our machine. */
export const system: System = systemOf({ safra });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [...terminationLaws, ...safraLaws(ring)];

interface Work {
  readonly safra: (ring: readonly MachineId[]) => AnyMachine;
}
