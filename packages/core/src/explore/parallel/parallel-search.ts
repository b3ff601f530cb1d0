import { growthOf, type StateLimits, type StateSearch } from "../breadth-first.ts";
import type { LocalStateCount } from "../space.ts";
import type { SpaceViolation } from "../space-choice.ts";
import { LevelSearch } from "./level-search.ts";
import type { Awaitable, SearchThread } from "./search-thread.ts";
import { makeStateMemory, SharedStates, type StateMemory } from "./shared-states.ts";

/** What a search over several threads found; undefined if it has to be made again, with clocks. */
export type ParallelResult = StateSearch | undefined;

/**
 * Room for so many states to begin with: for as many as there may be, within these bounds. More is made when it is needed, which
 * moves no state; a small search should not wait for the memory of a large one.
 */
const leastCapacity = 1 << 12;
const mostCapacity = 1 << 16;

/** What makes a search faster or slower, and nothing else. */
export interface Tuning {
  /** A level of fewer states than this is searched by one thread alone: 200 by default. */
  readonly aloneBelow?: number;
  /** For how many states there is room at first: as many as the budget allows by default, 65,536 at most. */
  readonly roomFor?: number;
}

/** How a search ended. */
type Ending = Pick<StateSearch, "depth" | "isComplete" | "isBounded">;

/**
 * Leads a search over the states of a space by several threads that were opened, level by level. What they find in a level
 * is put into the order of a search on one thread (level-search.ts); so the counts, the verdict and the counterexample are
 * those of one thread, however many there are.
 */
export class ParallelSearch {
  private readonly threads: readonly SearchThread[];
  private readonly limits: StateLimits;
  private readonly hasFinalLaws: boolean;
  private readonly width: number;
  private memory: StateMemory;
  private capacity: number;
  private readonly aloneBelow: number;
  private states = 1;
  private transitions = 1;
  private canGoOnForEver = false;
  /** The machines' local states after the level in which half of the budget was used up. */
  private atHalf: readonly LocalStateCount[] = [];

  constructor(
    threads: readonly SearchThread[],
    options: {
      readonly limits: StateLimits;
      readonly hasFinalLaws: boolean;
      readonly width: number;
      readonly tuning: Tuning;
    },
  ) {
    this.threads = threads;
    this.limits = options.limits;
    this.hasFinalLaws = options.hasFinalLaws;
    this.width = options.width;
    const { roomFor = options.limits.states, aloneBelow = 200 } = options.tuning;
    this.aloneBelow = aloneBelow;
    this.capacity = leastCapacity;
    while (this.capacity < roomFor && this.capacity < mostCapacity) this.capacity *= 2;
    this.memory = makeStateMemory(options.width, this.capacity);
  }

  async run(violation: SpaceViolation | undefined): Promise<ParallelResult> {
    await this.all((thread) => thread.begin(this.memory));
    if (violation !== undefined)
      return this.finish({ depth: 0, isComplete: false, isBounded: false }, { steps: [], violation });
    const level = new LevelSearch(this.threads, {
      budget: this.limits.states,
      memory: this.memory,
      aloneBelow: this.aloneBelow,
      grow: () => this.grow(),
    });
    let begin = 0;
    for (let depth = 0; ; depth++) {
      const end = this.states;
      if (depth === this.limits.depth) {
        const isBounded = await level.hasSteps(begin, end);
        return this.finish({ depth: isBounded ? depth : Math.max(0, depth - 1), isComplete: true, isBounded });
      }
      const found = await level.search(begin, end);
      if (found.kind === "needs-clocks") return undefined;
      this.canGoOnForEver ||= found.canGoOnForEver;
      this.states = found.states;
      this.transitions += found.transitions;
      if (found.kind === "over-budget") return this.result({ depth: depth + 1, isComplete: false, isBounded: false });
      if (found.kind === "broken") {
        const { state, place, violation: broken } = found.found;
        const way = this.wayTo(state);
        const steps = found.isByStep ? [...way, place] : way;
        return this.finish({ depth, isComplete: false, isBounded: false }, { steps, violation: broken });
      }
      if (this.states === end) return this.finish({ depth, isComplete: true, isBounded: false });
      begin = end;
      if (this.atHalf.length === 0 && 2 * this.states > this.limits.states)
        this.atHalf = (await this.first.report()).localStateCounts;
    }
  }

  private async finish(
    ending: Ending,
    broken?: { readonly steps: readonly number[]; readonly violation: SpaceViolation },
  ): Promise<StateSearch> {
    const looks = this.threads.map((thread, index) => thread.findHiddenState(index === 0 ? this.states : 0));
    const hidden = (await Promise.all(looks)).find((found) => found !== undefined);
    if (hidden !== undefined)
      return this.result({ ...ending, broken: { steps: [], merged: 0, violation: hidden, isShortest: false } });
    if (broken !== undefined)
      return this.result({ ...ending, broken: { ...broken, merged: broken.steps.length, isShortest: true } });
    if (!this.hasFinalLaws || !(this.canGoOnForEver || ending.isBounded)) return this.result(ending);
    // One thread makes the fair runs from the states of all: what one run has shown spares it others.
    const unfair = await this.first.findUnfair(this.states);
    if (unfair === undefined) return this.result(ending);
    const way = this.wayTo(unfair.from);
    const steps = [...way, ...unfair.steps];
    return this.result({
      ...ending,
      broken: { steps, merged: way.length, violation: unfair.violation, isShortest: false },
    });
  }

  private async result(ending: Ending & Pick<StateSearch, "broken">): Promise<StateSearch> {
    const reports = await this.all((thread) => thread.report());
    const usesRandom = reports.some((report) => report.usesRandom);
    const growth = growthOf(this.atHalf, reports[0]?.localStateCounts ?? []);
    return { states: this.states, transitions: this.transitions, usesRandom, growth, ...ending };
  }

  /** The way to a state, by its place in the order of all. */
  private wayTo(place: number): number[] {
    const states = new SharedStates(this.width, this.memory);
    const steps: number[] = [];
    let origin = states.originOf(states.order[place] as number);
    while (origin.parent >= 0) {
      steps.push(origin.place);
      origin = states.originOf(origin.parent);
    }
    return steps.reverse();
  }

  /** Twice the memory, while no thread is at work. */
  private grow(): StateMemory {
    this.capacity *= 2;
    this.memory = makeStateMemory(this.width, this.capacity, this.memory);
    return this.memory;
  }

  private all<Value>(ask: (thread: SearchThread) => Awaitable<Value>): Promise<Value[]> {
    return Promise.all(this.threads.map(ask));
  }

  private get first(): SearchThread {
    const [first] = this.threads;
    if (first === undefined) throw new Error("Cannot search on no thread.");
    return first;
  }
}
