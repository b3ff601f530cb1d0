import type { EventKind, Execution } from "./execution.ts";
import type { MachineId } from "./machine.ts";
import type { Race } from "./races.ts";
import type { Schedule } from "./schedule.ts";

/**
 * What a search found:
 * - `proved`: the space, up to the stated bound, was searched to its end, and no law is broken in it;
 * - `broken`: a law is broken; `counterexample` shows how;
 * - `sampled`: so many seeded runs were tried, and none broke a law;
 * - `inconclusive`: a budget ran out before the end. Not a pass.
 */
export interface Exploration {
  /** Decided by the budgets alone: the same on every computer. */
  readonly outcome: "proved" | "broken" | "sampled" | "inconclusive";
  /** Which searches were made: `states` merges equal states, `traces` visits one schedule for each happens-before, `runs` samples. */
  readonly searches: readonly ("states" | "traces" | "runs")[];
  /** Different global states seen, by the `states` search. */
  readonly states: number;
  /** Steps taken from a state, those into a known state among them. */
  readonly transitions: number;
  /** Whole schedules tried, by `traces` and `runs`. */
  readonly schedules: number;
  /**
   * How often the `traces` search came to where everything that could happen would have led to a trace that it had met: work
   * that showed nothing new, beside `schedules`. Present exactly if that search was made.
   */
  readonly blocked?: number;
  /** The longest schedule searched, in choices. */
  readonly depth: number;
  /** Beyond this nothing is claimed. `{}` if the whole space was searched and no machine drew a number. */
  readonly bound: Bound;
  /** Present exactly if the outcome is `broken`. */
  readonly counterexample?: Counterexample;
  /** For a person: why it is `inconclusive`, and what to make smaller. Present exactly then. */
  readonly reason?: string;
  /** What the runs of a sample have met. Present exactly if runs were made. */
  readonly coverage?: Coverage;
}

/** What sampled runs have met, their fair ends included: how much there is beside it, nobody knows. */
export interface Coverage {
  /** By machine: how many different local states it was in (memory, disk and timers; not its clock). */
  readonly localStates: Readonly<Record<MachineId, number>>;
  /**
   * By kind: how many events there were, and how many of these differ in machine, sender or content. Faults are events, too;
   * kinds that never happened are absent.
   */
  readonly events: Readonly<Partial<Record<EventKind, { readonly count: number; readonly different: number }>>>;
  /** In how many runs nothing was left to do before the steps were used up. */
  readonly silentRuns: number;
  /** How many runs were cut off by their number of steps, and went on fairly without faults. Runs that break a law are neither. */
  readonly cutOffRuns: number;
  /** How many runs put some machine into a local state in which it had been in no run before. The first always does. */
  readonly newRuns: number;
  /** The last of these runs, counted from 1. If it is among the last of all, there is more to see: sample more. */
  readonly lastNewRun: number;
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
  /** Leads to the broken law from the system's start. */
  readonly schedule: Schedule;
  /** What happens under that schedule. */
  readonly execution: Execution;
  /** How many choices the schedule had before it was shrunk. */
  readonly foundLength: number;
  /**
   * Whether no shorter schedule of the whole system breaks a law that watches step by step, whatever its inputs and faults: a
   * search to its end says so, with the system's seed. Of laws about the end, schedules count after which nothing is left to do.
   */
  readonly shortest: boolean;
  /**
   * Whether none of its choices can be left out: without it, and without those that become impossible, the same law is not
   * broken, or one about the end only by as many choices. Absent if nobody has tried.
   */
  readonly minimal?: boolean;
  /** Two events that would have broken no law the other way round: see {@link Race}. Absent if none were found. */
  readonly race?: Race;
}

/** Which law is broken, and where. */
export interface Violation {
  /** The name of the law; `handlerLaw` for a handler's own fault. */
  readonly law: string;
  /** What the law asks for at this point, in words. */
  readonly expected: string;
  /** What happened instead, in words. */
  readonly actual: string;
  /** The id of the first event at which it is broken; of the last one, for what must hold in the end. */
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
