import type { Law } from "../../laws.ts";
import type { System } from "../../system.ts";
import type { SpaceViolation } from "../space-choice.ts";
import { describeSystem } from "./describe-system.ts";
import type { RoundStates } from "./round-states.ts";
import type {
  Expanded,
  Opened,
  Report,
  Round,
  SearchTask,
  SearchThread,
  Settled,
  UnfairState,
} from "./search-thread.ts";
import { fullSpeed, type Pace, SharedSearch } from "./shared-search.ts";
import type { StateMemory } from "./shared-states.ts";

/** Makes the system and the laws of a job. Every thread makes its own, and all must come out the same. */
export type MakeSearch = (job: unknown) => { readonly system: System; readonly laws: readonly Law[] };

/**
 * A thread's part of a search over states. All threads add to one set of states, which they share; each takes the next
 * few states of a level that no other has taken, and finds where their steps lead.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineMachine, defineSystem } from "@millrace/core";
 * import { SearchHost, exploreInParallel } from "@millrace/core/parallel.ts";
 *
 * const silent = defineMachine<object>({ start: () => ({}) });
 * const systemOf = (count: number) =>
 *   defineSystem({ machines: Object.fromEntries(Array.from({ length: count }, (_unused, place) => [`m${place}`, silent])) });
 *
 * const spawn = () => new SearchHost((job) => ({ system: systemOf(Number(job)), laws: [] }));
 * const { states } = await exploreInParallel(systemOf(3), { laws: [], threads: 1, spawn, job: 3 });
 * assert.equal(states, 1, "nothing ever happens");
 * ```
 */
export class SearchHost implements SearchThread {
  private readonly make: MakeSearch;
  private readonly pace: Pace;
  private search: SharedSearch | undefined;

  /** Threads that take turns on one thread should go a few states at a time: `pace` says how many. */
  constructor(make: MakeSearch, pace: Partial<Pace> = {}) {
    this.make = make;
    this.pace = { ...fullSpeed, ...pace };
  }

  open(task: SearchTask): Opened {
    const { system, laws } = this.make(task.job);
    const monitors = laws.filter((law) => law.kind === "monitor");
    const search = new SharedSearch(system, monitors, { task, pace: this.pace });
    this.search = search;
    const violation = search.judgeStart();
    return { system: describeSystem(system, laws), ...(violation === undefined ? {} : { violation }) };
  }

  begin(memory: StateMemory): void {
    this.opened.begin(memory);
  }

  expand(round: Round): Expanded {
    return this.opened.expand(round);
  }

  sort(): RoundStates {
    return this.opened.sort();
  }

  settle(states: readonly RoundStates[]): Settled {
    return this.opened.settle(states);
  }

  countSteps(from: number, to: number): number {
    return this.opened.countSteps(from, to);
  }

  findUnfair(states: number): UnfairState | undefined {
    return this.opened.findUnfair(states);
  }

  findHiddenState(states: number): SpaceViolation | undefined {
    return this.opened.findHiddenState(states);
  }

  report(): Report {
    const { usesRandom, localStateCounts } = this.opened.space;
    return { usesRandom, localStateCounts };
  }

  private get opened(): SharedSearch {
    if (this.search === undefined) throw new Error("Cannot search as nothing was opened. Call open first.");
    return this.search;
  }
}
