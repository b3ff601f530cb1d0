import type { Execution } from "./execution.ts";
import type { Schedule } from "./schedule.ts";

/**
 * What a search found:
 * - `proved`: the space, up to the stated bound, was searched to its end, and no law is broken in it;
 * - `broken`: a law is broken; `counterexample` shows how;
 * - `sampled`: so many seeded runs were tried, and none broke a law;
 * - `inconclusive`: a budget ran out before the end. Not a pass.
 */
export interface Exploration {
  readonly outcome: "proved" | "broken" | "sampled" | "inconclusive";
  /** Which searches were made: `states` merges equal states, `traces` visits one schedule for each happens-before, `runs` samples. */
  readonly searches: readonly ("states" | "traces" | "runs")[];
  /** Different global states seen, by the `states` search. */
  readonly states: number;
  /** Steps taken from a state, those into a known state among them. */
  readonly transitions: number;
  /** Whole schedules tried, by `traces` and `runs`. */
  readonly schedules: number;
  /** The longest schedule searched, in choices. */
  readonly depth: number;
  readonly bound: Bound;
  readonly counterexample?: Counterexample;
  /** Why it is inconclusive, and how to make it less: for a person. */
  readonly reason?: string;
}

/** Up to where the search goes. */
export interface Bound {
  /** No schedule longer than this was searched; absent when the space ended by itself. */
  readonly depth?: number;
  /** The seed of the machines' random streams: another seed may show other behaviour. Absent if no machine drew a number. */
  readonly seed?: number;
}

/** How a law is broken. */
export interface Counterexample extends Violation {
  readonly schedule: Schedule;
  readonly execution: Execution;
  /** How many choices the schedule had before it was shrunk. */
  readonly foundLength: number;
  /** Whether no shorter schedule breaks a law: a search to its end says so. */
  readonly shortest: boolean;
}

/** Which law is broken, and where. */
export interface Violation {
  readonly law: string;
  readonly expected: string;
  readonly actual: string;
  /** The first event at which it is; the last one, for what must hold in the end. */
  readonly event: number;
}

/** Budgets. No clock decides an outcome: the same budgets give the same outcome on every computer. */
export interface Limits {
  /** Different states at most; 1,000,000 by default. Running out of it is `inconclusive`. */
  readonly states?: number;
  /** Schedules at most, where schedules are searched; 100,000 by default. Running out of it is `inconclusive`. */
  readonly schedules?: number;
  /** No schedule longer than this. It bounds the space: the outcome can be `proved`, and says so. */
  readonly depth?: number;
  /** Within how many steps a fair run must reach what holds `eventually`; 2,000 by default. */
  readonly drainSteps?: number;
}
