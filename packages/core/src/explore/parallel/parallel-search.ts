import { growthOf, type StateLimits, type StateSearch } from "../breadth-first.ts";
import type { LocalStateCount } from "../space.ts";
import type { SpaceViolation } from "../space-choice.ts";
import { rankAt } from "./level-keys.ts";
import type { Absorbed, Awaitable, Expanded, Found, Keys, RankRange, SearchThread, StepKey } from "./search-thread.ts";

/** What a search over several threads found; undefined if it has to be made again, with clocks. */
export type ParallelResult = StateSearch | undefined;

/** How many states of a level are searched in one round: what waits to be taken over is bounded by it. */
const ranksPerRound = 1 << 16;

/**
 * Leads a search over the states of a space by several threads that were opened, level by level: in each round every
 * thread takes the steps out of its own states, and then keeps those of the states reached that belong to it.
 *
 * All threads' new states are put into the order of their keys, which is the order of a search on one thread. So the
 * counts, the verdict and the counterexample are those of one thread, however many there are.
 */
export class ParallelSearch {
  private readonly threads: readonly SearchThread[];
  private readonly limits: StateLimits;
  private readonly hasFinalLaws: boolean;
  private states = 1;
  private transitions = 1;
  private canGoOnForEver = false;
  /** The machines' local states after the level in which half of the budget was used up. */
  private atHalf: readonly LocalStateCount[] = [];

  constructor(
    threads: readonly SearchThread[],
    options: { readonly limits: StateLimits; readonly hasFinalLaws: boolean },
  ) {
    this.threads = threads;
    this.limits = options.limits;
    this.hasFinalLaws = options.hasFinalLaws;
  }

  async run(violation: SpaceViolation | undefined): Promise<ParallelResult> {
    if (violation !== undefined)
      return this.finish({ depth: 0, isComplete: false, isBounded: false }, { steps: [], violation });
    let levelSize = 1;
    for (let depth = 0; ; depth++) {
      if (depth === this.limits.depth) {
        const isBounded = await this.hasSteps(levelSize);
        return this.finish({ depth: isBounded ? depth : Math.max(0, depth - 1), isComplete: true, isBounded });
      }
      const level = new Level(this.threads, { size: levelSize, base: this.states, budget: this.limits.states });
      const end = await level.search();
      this.canGoOnForEver ||= level.canGoOnForEver;
      if (end.kind === "needs-clocks") return undefined;
      const counted = "key" in end ? await this.countUpTo(end.key) : level.whole;
      this.states += counted.states;
      this.transitions += counted.transitions;
      if (end.kind === "over-budget") return this.result({ depth: depth + 1, isComplete: false, isBounded: false });
      if (end.kind === "broken") {
        const { thread, found, isByStep } = end;
        const way = await this.wayTo(thread, found.state);
        const steps = isByStep ? [...way, found.key.place] : way;
        return this.finish({ depth, isComplete: false, isBounded: false }, { steps, violation: found.violation });
      }
      if (counted.states === 0) return this.finish({ depth, isComplete: true, isBounded: false });
      levelSize = counted.states;
      if (this.atHalf.length === 0 && 2 * this.states > this.limits.states)
        this.atHalf = (await this.first.report()).localStateCounts;
      await this.all((thread) => thread.rankLevel(level.keys));
    }
  }

  private async finish(
    ending: Pick<StateSearch, "depth" | "isComplete" | "isBounded">,
    broken?: { readonly steps: readonly number[]; readonly violation: SpaceViolation },
  ): Promise<StateSearch> {
    const hidden = (await this.all((thread) => thread.findHiddenState())).find((found) => found !== undefined);
    if (hidden !== undefined)
      return this.result({ ...ending, broken: { steps: [], merged: 0, violation: hidden, isShortest: false } });
    if (broken !== undefined)
      return this.result({ ...ending, broken: { ...broken, merged: broken.steps.length, isShortest: true } });
    if (!this.hasFinalLaws || !(this.canGoOnForEver || ending.isBounded)) return this.result(ending);
    // One thread makes the fair runs from the states of all: what one run has shown spares it others.
    const kept = await this.all((thread) => thread.show());
    const unfair = await this.first.findUnfair(kept);
    if (unfair === undefined) return this.result(ending);
    const way = await this.wayTo(unfair.thread, unfair.state);
    const steps = [...way, ...unfair.steps];
    return this.result({
      ...ending,
      broken: { steps, merged: way.length, violation: unfair.violation, isShortest: false },
    });
  }

  private async result(
    ending: Pick<StateSearch, "depth" | "isComplete" | "isBounded" | "broken">,
  ): Promise<StateSearch> {
    const reports = await this.all((thread) => thread.report());
    const usesRandom = reports.some((report) => report.usesRandom);
    const growth = growthOf(this.atHalf, reports[0]?.localStateCounts ?? []);
    return { states: this.states, transitions: this.transitions, usesRandom, growth, ...ending };
  }

  /** Whether any state of a level has a step that leads on. */
  private async hasSteps(levelSize: number): Promise<boolean> {
    const found = await this.all((thread) => thread.expand({ to: levelSize, finalsOnly: true }));
    return found.some(({ hasSteps }) => hasSteps);
  }

  private async countUpTo(key: StepKey): Promise<{ readonly states: number; readonly transitions: number }> {
    const counts = await this.all((thread) => thread.countUpTo(key));
    return {
      states: counts.reduce((sum, { states }) => sum + states, 0),
      transitions: counts.reduce((sum, { transitions }) => sum + transitions, 0),
    };
  }

  private async wayTo(thread: number, state: number): Promise<number[]> {
    const steps: number[] = [];
    let origin = await this.at(thread).cameFrom(state);
    while (origin.state >= 0) {
      steps.push(origin.place);
      origin = await this.at(origin.thread).cameFrom(origin.state);
    }
    return steps.reverse();
  }

  private all<Value>(ask: (thread: SearchThread) => Awaitable<Value>): Promise<Value[]> {
    return Promise.all(this.threads.map(ask));
  }

  private get first(): SearchThread {
    return this.at(0);
  }

  private at(thread: number): SearchThread {
    const found = this.threads[thread];
    if (found === undefined) throw new Error(`There is no thread ${thread}.`);
    return found;
  }
}

/** How the search of a level ended. */
type LevelEnd =
  | { readonly kind: "whole" | "needs-clocks" }
  | { readonly kind: "over-budget"; readonly key: StepKey }
  | {
      readonly kind: "broken";
      /** Up to where a single thread would have counted. */
      readonly key: StepKey;
      readonly thread: number;
      readonly found: Found;
      readonly isByStep: boolean;
    };

interface FoundBy {
  readonly thread: number;
  readonly found: Found;
}

class Level {
  canGoOnForEver = false;
  keys: readonly Keys[] = [];
  private transitions = 0;
  private readonly threads: readonly SearchThread[];
  private readonly size: number;
  /** How many states there were before this level's new ones, and how many there may be. */
  private readonly base: number;
  private readonly budget: number;
  private byStep: FoundBy | undefined;
  private unfinished: FoundBy | undefined;
  /** The rank of the state whose steps use up the budget. */
  private lastRank = Infinity;

  constructor(
    threads: readonly SearchThread[],
    options: { readonly size: number; readonly base: number; readonly budget: number },
  ) {
    this.threads = threads;
    this.size = options.size;
    this.base = options.base;
    this.budget = options.budget;
  }

  async search(): Promise<LevelEnd> {
    for (let from = 0; from < this.size && !this.isOver; from += ranksPerRound) {
      const range: RankRange = { to: Math.min(this.size, from + ranksPerRound), finalsOnly: this.byStep !== undefined };
      const expanded = await Promise.all(this.threads.map((thread) => thread.expand(range)));
      if (expanded.some(({ needsClocks }) => needsClocks)) return { kind: "needs-clocks" };
      this.note(expanded);
      if (range.finalsOnly) continue;
      const absorbed = await Promise.all(
        this.threads.map((thread, index) => thread.absorb(expanded.map(({ crossings }) => crossings[index] ?? none))),
      );
      this.take(absorbed);
    }
    return this.end;
  }

  get whole(): { readonly states: number; readonly transitions: number } {
    return { states: this.newStates, transitions: this.transitions };
  }

  /** Whether nothing that is still to come in this level can change how it ends. */
  private get isOver(): boolean {
    return this.unfinished !== undefined || (this.byStep === undefined && this.lastRank < Infinity);
  }

  /**
   * A law about the end that is broken in a state of this level is broken a step earlier than one that a step out of it
   * breaks. What lies beyond the budget was not seen.
   */
  private get end(): LevelEnd {
    const { byStep, unfinished, lastRank } = this;
    const isStepSeen = byStep !== undefined && byStep.found.key.rank <= lastRank;
    const isEndSeen = unfinished !== undefined && (isStepSeen || unfinished.found.key.rank <= lastRank);
    if (isEndSeen) {
      const isStepFirst = isStepSeen && byStep.found.key.rank < unfinished.found.key.rank;
      const { key } = isStepFirst ? byStep.found : unfinished.found;
      return { kind: "broken", key, ...unfinished, isByStep: false };
    }
    if (isStepSeen) return { kind: "broken", key: byStep.found.key, ...byStep, isByStep: true };
    if (lastRank < Infinity) return { kind: "over-budget", key: { rank: lastRank, place: afterAll } };
    return { kind: "whole" };
  }

  private note(expanded: readonly Expanded[]): void {
    for (const [thread, { transitions, broken, unfinished }] of expanded.entries()) {
      this.transitions += transitions;
      if (broken !== undefined) this.byStep = earlier(this.byStep, { thread, found: broken });
      if (unfinished !== undefined) this.unfinished = earlier(this.unfinished, { thread, found: unfinished });
    }
  }

  private take(absorbed: readonly Absorbed[]): void {
    this.keys = absorbed.map(({ keys }) => keys);
    for (const { broken, canGoOnForEver } of absorbed) {
      this.canGoOnForEver ||= canGoOnForEver;
      if (broken !== undefined) this.byStep = earlier(this.byStep, { thread: broken.thread, found: broken });
    }
    if (this.base + this.newStates > this.budget) this.lastRank = rankAt(this.keys, this.budget - this.base);
  }

  private get newStates(): number {
    return this.keys.reduce((sum, { count }) => sum + count, 0);
  }
}

function earlier(first: FoundBy | undefined, second: FoundBy): FoundBy {
  if (first === undefined) return second;
  const byRank = first.found.key.rank - second.found.key.rank;
  return byRank < 0 || (byRank === 0 && first.found.key.place <= second.found.key.place) ? first : second;
}

const afterAll = 0x7fffffff;
const none = { pieces: [], count: 0 };
