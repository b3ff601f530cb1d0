import { countUpTo, keyAt, placeBits, ranksPerRound, type RoundStates, stepsPerState } from "./round-states.ts";
import type { Expanded, Found, Round, SearchThread } from "./search-thread.ts";
import type { StateMemory } from "./shared-states.ts";

/** What came of a level. States are counted from the beginning of the search, transitions from that of the level. */
export type LevelResult =
  | { readonly kind: "needs-clocks" }
  | ({ readonly kind: "whole" | "over-budget" } & Counts)
  | ({ readonly kind: "broken"; readonly found: Found; readonly isByStep: boolean } & Counts);

interface Counts {
  readonly states: number;
  readonly transitions: number;
  readonly canGoOnForEver: boolean;
}

/** A round that is over, and what there was before it. */
interface Past {
  readonly round: Round;
  readonly lists: readonly RoundStates[];
  readonly states: number;
  readonly transitions: number;
}

/** Searches one level after the other, in rounds of some thousand states each. */
export class LevelSearch {
  private readonly threads: readonly SearchThread[];
  private readonly budget: number;
  private readonly grow: () => StateMemory;
  private readonly aloneBelow: number;
  private rounds = 0;
  private memory: StateMemory;
  /** By thread: the memory that it knows of. */
  private readonly known: StateMemory[];

  /**
   * `grow` makes more memory for states. A round of fewer states than `aloneBelow` is for the first thread alone: most of
   * what handlers do is seen for the first time in the first levels, and all threads would do that at once.
   */
  constructor(
    threads: readonly SearchThread[],
    options: {
      readonly budget: number;
      readonly memory: StateMemory;
      readonly aloneBelow: number;
      readonly grow: () => StateMemory;
    },
  ) {
    this.threads = threads;
    this.budget = options.budget;
    this.grow = options.grow;
    this.aloneBelow = options.aloneBelow;
    this.memory = options.memory;
    this.known = threads.map(() => options.memory);
  }

  /** Takes the steps out of the states of a level, which are those from one place in the order of all up to another. */
  async search(begin: number, end: number): Promise<LevelResult> {
    const firstOfLevel = this.rounds + 1;
    let states = end;
    let transitions = 0;
    let canGoOnForEver = false;
    let byStep: { readonly found: Found; readonly past: Past } | undefined;
    let lastState = Infinity;
    for (let from = begin; from < end; from += ranksPerRound) {
      const to = Math.min(end, from + ranksPerRound);
      const round = this.makeRound({ from, to, states, firstOfLevel, finalsOnly: byStep !== undefined });
      const expanded = await this.expand(round);
      if (expanded.needsClocks) return { kind: "needs-clocks" };
      canGoOnForEver ||= expanded.canGoOnForEver;
      const { lists, broken } = round.finalsOnly ? { lists: [], broken: undefined } : await this.settle(round);
      const past = { round, lists, states, transitions };
      transitions += expanded.transitions;
      const first = earlier(expanded.broken, broken);
      if (byStep === undefined && first !== undefined) byStep = { found: first, past };
      const added = lists.reduce((sum, { count }) => sum + count, 0);
      if (states <= this.budget && states + added > this.budget)
        lastState = from + (keyAt(lists, this.budget - states) >> placeBits);
      states += added;

      const { unfinished } = expanded;
      const isStepSeen = byStep !== undefined && byStep.found.state <= lastState;
      if (unfinished !== undefined && (isStepSeen || unfinished.state <= lastState)) {
        // What a step has broken in an earlier state ends the count there; but this is broken a step earlier.
        const seen = isStepSeen && byStep !== undefined && byStep.found.state < unfinished.state ? byStep : undefined;
        const counts = await this.countUpTo(seen ?? { found: unfinished, past });
        return { kind: "broken", found: unfinished, isByStep: false, canGoOnForEver, ...counts };
      }
      if (lastState < Infinity && !isStepSeen) {
        const counts = await this.countUpTo({ found: { state: lastState, place: stepsPerState }, past });
        return { kind: "over-budget", canGoOnForEver, ...counts };
      }
    }
    if (byStep !== undefined) {
      const counts = await this.countUpTo(byStep);
      return { kind: "broken", found: byStep.found, isByStep: true, canGoOnForEver, ...counts };
    }
    return { kind: "whole", states, transitions, canGoOnForEver };
  }

  /** Whether any state of a level has a step. */
  async hasSteps(begin: number, end: number): Promise<boolean> {
    const firstOfLevel = this.rounds + 1;
    const round = this.makeRound({ from: begin, to: end, states: end, firstOfLevel, finalsOnly: true });
    return (await this.expand(round)).hasSteps;
  }

  private makeRound(options: Pick<Round, "from" | "to" | "states" | "firstOfLevel" | "finalsOnly">): Round {
    const cursor = new SharedArrayBuffer(4);
    new Int32Array(cursor)[0] = options.from;
    return { ...options, number: ++this.rounds, cursor };
  }

  /** Lets threads expand the states of a round, again and again while any is left, and with more memory as needed. */
  private async expand(round: Round): Promise<Expanded> {
    const threads = this.threadsFor(round);
    let sum = nothing;
    for (;;) {
      const answers = await Promise.all(threads.map((thread, index) => thread.expand(this.tell(round, index))));
      sum = answers.reduce(add, sum);
      if (sum.needsClocks || answers.every(({ isDone }) => isDone)) return sum;
      if (answers.some(({ isFull }) => isFull)) this.memory = this.grow();
    }
  }

  private threadsFor({ from, to }: Round): readonly SearchThread[] {
    return to - from < this.aloneBelow ? this.threads.slice(0, 1) : this.threads;
  }

  /** A round as a thread is told of it: with the memory, if it is not the one that the thread knows of. */
  private tell(round: Round, thread: number): Round {
    if (this.known[thread] === this.memory) return round;
    this.known[thread] = this.memory;
    return { ...round, memory: this.memory };
  }

  private async settle(
    round: Round,
  ): Promise<{ readonly lists: readonly RoundStates[]; readonly broken: Found | undefined }> {
    const threads = this.threadsFor(round);
    const lists = await Promise.all(threads.map((thread) => thread.sort()));
    const settled = await Promise.all(threads.map((thread) => thread.settle(lists)));
    return { lists, broken: settled.map(({ broken }) => broken).reduce(earlier, undefined) };
  }

  /** How much a single thread would have counted up to a step of a round. */
  private async countUpTo({
    found: { state, place },
    past,
  }: {
    readonly found: Pick<Found, "state" | "place">;
    readonly past: Past;
  }): Promise<{ readonly states: number; readonly transitions: number }> {
    const { round, lists, states, transitions } = past;
    const isWhole = place === stepsPerState;
    const before = (await this.threads[0]?.countSteps(round.from, isWhole ? state + 1 : state)) ?? 0;
    const key = ((state - round.from) << placeBits) | Math.min(place, stepsPerState - 1);
    return {
      states: states + countUpTo(lists, key),
      transitions: transitions + before + (isWhole ? 0 : place + 1),
    };
  }
}

const nothing: Expanded = {
  isDone: true,
  isFull: false,
  transitions: 0,
  canGoOnForEver: false,
  needsClocks: false,
  hasSteps: false,
};

function add(sum: Expanded, other: Expanded): Expanded {
  const broken = earlier(sum.broken, other.broken);
  const unfinished = earlier(sum.unfinished, other.unfinished);
  return {
    isDone: sum.isDone && other.isDone,
    isFull: false,
    transitions: sum.transitions + other.transitions,
    canGoOnForEver: sum.canGoOnForEver || other.canGoOnForEver,
    needsClocks: sum.needsClocks || other.needsClocks,
    hasSteps: sum.hasSteps || other.hasSteps,
    ...(broken === undefined ? {} : { broken }),
    ...(unfinished === undefined ? {} : { unfinished }),
  };
}

function earlier(one: Found | undefined, other: Found | undefined): Found | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.state < other.state || (one.state === other.state && one.place <= other.place) ? one : other;
}
