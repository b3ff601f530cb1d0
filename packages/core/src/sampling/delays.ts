import { runSimulation } from "../simulate.ts";
import type { System } from "../system.ts";
import type { Sampler } from "./sampler.ts";

/**
 * Runs in virtual time: every message takes a random time, and what is due first happens first. The only strategy in which
 * a timer waits as long as it says, and in which clocks show time that passes (see simulate.ts).
 */
export function delays(system: System): Sampler {
  return { run: (options) => runSimulation(system, options) };
}
