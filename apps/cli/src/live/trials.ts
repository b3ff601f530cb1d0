/** The runs that every host makes, some at a time: mostly they wait. */
import type { SpawnOptions } from "@millrace/workers";
import { liveSystems } from "./systems.ts";
import { type TrialReport, tryLive } from "./try-live.ts";

/** Seeds of trouble for each system: with forty systems on three hosts, more of them take many minutes. */
export const seeds = 3;

/** Runs under way at once. */
const atOnce = 8;

/** Every system of the library with each seed, reported one by one. `disk` is the host's own. */
export async function runTrials(
  disk: NonNullable<SpawnOptions["disk"]>,
  report: (report: TrialReport) => void,
): Promise<void> {
  const trials = Object.keys(liveSystems).flatMap((name) => [
    { name, seed: 0, trouble: ["cut", "delay"], disk: "memory" } as const,
    ...Array.from(
      { length: seeds },
      (_unused, seed) => ({ name, seed: seed + 1, trouble: ["kill", "cut", "delay"], disk }) as const,
    ),
  ]);
  const left = trials.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const trial of left) report(await tryLive(trial));
    }),
  );
}
