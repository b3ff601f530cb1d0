/**
 * Vector counters on real workers: the visitor learns that all is over when it is, even if machines are killed and started
 * again.
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
import { randomTask } from "./tasks-to-try.ts";
import { vectorCounters } from "./vector-counters.ts";
import { vectorCountersLaws } from "./vector-counters.laws.ts";

/**
 * Four machines in a ring, each with a backlog, with anybody's machine. Durable: a machine that forgets the visitor stops her
 * for ever, and one that forgets its counts makes hers wrong.
 */
export function systemOf(work: Work): System {
  const random = createRandom(20);
  return defineSystem({
    machines: Object.fromEntries(ring.map((name) => [name, durable(work.vectorCounters(ring))])),
    channels: "any-order",
    // Four pieces each: drawn from a seed, and so always the same.
    inputs: ring.map((name) => {
      const machines = [name, ...ring.filter((other) => other !== name)];
      return at(name, { type: "begin", task: randomTask(random, { machines, pieces: 4 }) });
    }),
  });
}

const ring = ["driver", "east", "west", "north"];

/** The four, with our machine. */
export const system: System = systemOf({ vectorCounters });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = vectorCountersLaws(ring);

interface Work {
  readonly vectorCounters: (ring: readonly MachineId[]) => AnyMachine;
}
