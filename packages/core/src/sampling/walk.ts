import { createRandom } from "../random.ts";
import type { System } from "../system.ts";
import { pickOne } from "./pick-one.ts";
import { runByChoices } from "./run-by-choices.ts";
import type { Sampler } from "./sampler.ts";

/**
 * A uniform random walk: of all that can happen next, each choice is as likely as another. Any schedule can come, but one
 * in which somebody waits for long is rare: every step at which it is another's turn halves its chance, or worse.
 */
export function walk(system: System): Sampler {
  return {
    run(options) {
      const random = createRandom(options.seed);
      return runByChoices(system, { ...options, random }, { pick: (work) => pickOne(work, random) });
    },
  };
}
