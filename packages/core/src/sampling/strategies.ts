import type { System } from "../system.ts";
import { delays } from "./delays.ts";
import { mutate } from "./mutate.ts";
import { pct } from "./pct.ts";
import { pos } from "./pos.ts";
import type { Sampler } from "./sampler.ts";
import { walk } from "./walk.ts";

/**
 * How the runs of a sample are made. In all of them faults come by chance, at rates that differ from run to run.
 * - `delays`: in virtual time, every message with a random delay. The only one in which time passes.
 * - `walk`: every choice is as likely as another.
 * - `pct`: machines and channels have priorities, which change at `depth` − 1 events: Probabilistic Concurrency Testing.
 * - `pos`: every choice has a priority, drawn again when it loses a race: Partial Order Sampling.
 * - `mutate`: changed copies of the schedules that reached local states which no run had reached.
 */
export type Strategy = "delays" | "walk" | "pct" | "pos" | "mutate";

/** Gets ready to sample a system. Throws an Error for a strategy that does not exist, or a depth that is no whole number from 1. */
export function makeSampler(
  system: System,
  options: { readonly strategy: Strategy; readonly depth: number; readonly steps: number },
): Sampler {
  const { strategy, depth } = options;
  if (!Object.hasOwn(samplers, strategy))
    throw new Error(
      `Cannot sample by "${strategy}" as there is no such strategy: ${Object.keys(samplers).join(", ")}. Use one of these.`,
    );
  if (!Number.isSafeInteger(depth) || depth < 1)
    throw new Error(`Cannot sample to the depth ${depth} as it must be a whole number, 1 or more. Use 1, 2, 3, …`);
  return samplers[strategy](system, options);
}

const samplers: Readonly<
  Record<Strategy, (system: System, options: { readonly depth: number; readonly steps: number }) => Sampler>
> = { delays, walk, pct, pos, mutate };
