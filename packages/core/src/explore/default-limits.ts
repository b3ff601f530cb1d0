import type { Limits } from "../exploration.ts";

/** What {@link Limits} are where they are left out. */
export const defaultLimits: Required<Limits> = {
  states: 1_000_000,
  schedules: 100_000,
  depth: Infinity,
  drainSteps: 2000,
};
