import type { Schedule } from "../schedule.ts";
import type { World } from "../world.ts";

/** Makes the runs of one sample. It may learn from run to run. */
export interface Sampler {
  /** Makes a run from its seed. It ends when nothing is left to do, or `steps` or `stop` end it. */
  run(options: RunOptions): World;
  /**
   * Is told after each run which part of its schedule led to the last local state that no run reached before; undefined if
   * the run reached none.
   */
  learn?(schedule: Schedule | undefined): void;
}

/** One run: the same options, after the same runs, give the same run. */
export interface RunOptions {
  /** A whole number. It is added to the system's own, which seeds the machines' streams. */
  readonly seed: number;
  /** The run ends after so many events, starts among them. */
  readonly steps: number;
  /** Whether every handler is run twice, to find non-determinism. */
  readonly twice: boolean;
  /** Looks at the world at the start and after each event; the run ends when it says true. */
  readonly stop: (world: World) => boolean;
}
