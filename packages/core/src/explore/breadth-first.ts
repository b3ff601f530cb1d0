import { IntList } from "./int-list.ts";
import { StateTable } from "./state-table.ts";
import type { Visit } from "./next-step.ts";
import type { LocalStateCount, Space } from "./space.ts";
import { checkSymmetry } from "./symmetry/check-symmetry.ts";
import type { Symmetry } from "./symmetry/symmetry.ts";
import type { SpaceViolation } from "./space-choice.ts";
import { findUnfair } from "./drain.ts";

/** What a search over states found. */
export interface StateSearch {
  readonly states: number;
  readonly transitions: number;
  /** The longest shortest way to a state. */
  readonly depth: number;
  /** Whether the search came to its end. */
  readonly isComplete: boolean;
  /** Whether a bound on the depth kept it from going further. */
  readonly isBounded: boolean;
  /** Whether a machine drew a random number: what was searched belongs to one seed. */
  readonly usesRandom: boolean;
  /** By machine, in the system's order. */
  readonly growth: readonly Growth[];
  readonly broken?: {
    /** The way there from the initial state: each step by its place in the order of {@link Space.expand}. */
    readonly steps: readonly number[];
    /** How many of them lead to representatives, if the space has symmetry: all but those of a fair run to the end. */
    readonly merged: number;
    readonly violation: SpaceViolation;
    readonly isShortest: boolean;
  };
}

/** How many local states a machine has had: when half of the budget was used up, or 0 if it never was, and in the end. */
export interface Growth {
  readonly machine: string;
  readonly before: number;
  readonly after: number;
}

/** What became of two counts of local states. */
export function growthOf(before: readonly LocalStateCount[], after: readonly LocalStateCount[]): Growth[] {
  return after.map(({ machine, states }, place) => ({ machine, before: before[place]?.states ?? 0, after: states }));
}

/** How far to search. */
export interface StateLimits {
  readonly states: number;
  readonly depth: number;
  readonly drainSteps: number;
}

/**
 * Searches a space level by level, so that the first broken law is found by a shortest schedule.
 *
 * First every state is visited; the laws about the end are asked wherever nothing is left to do. If some schedule could
 * go on for ever (a step leads back to an earlier level, or a bound cut it off), a second pass makes a fair run from
 * every state (drain.ts).
 */
export function searchBreadthFirst(space: Space, limits: StateLimits): StateSearch {
  return new BreadthFirst(space, limits).run();
}

class BreadthFirst {
  private readonly space: Space;
  private readonly limits: StateLimits;
  private readonly table: StateTable;
  /** By state: the state from which it was first reached, and by which of its steps. */
  private readonly parents = new IntList();
  private readonly steps = new IntList();
  private transitions = 0;
  /** The first state of the level that is being filled. */
  private nextLevel = 1;
  private canGoOnForEver = false;
  /** The machines' local states when half of the budget was used up. */
  private atHalf: readonly LocalStateCount[] = [];
  /** The state that is being expanded, and how many of its steps were taken. */
  private index = 0;
  private ordinal = 0;
  private readonly row: Int32Array;
  private readonly symmetry: Symmetry | undefined;
  private readonly hasAlways: boolean;
  private readonly hasFinalLaws: boolean;
  /** The broken law: in a state, or by a step out of it. */
  private broken: { readonly state: number; readonly step?: number; readonly violation: SpaceViolation } | undefined;

  constructor(space: Space, limits: StateLimits) {
    this.space = space;
    this.limits = limits;
    this.table = new StateTable(space.width);
    this.row = new Int32Array(space.width);
    this.symmetry = space.symmetry;
    this.hasAlways = space.hasAlways;
    this.hasFinalLaws = space.finalLaws.length > 0;
  }

  run(): StateSearch {
    const { space, table, limits } = this;
    const start = space.initial();
    table.add(this.symmetry?.canonical(start.state).row ?? start.state);
    this.transitions = 1;
    this.keepWay(-1, -1);
    const violation = start.violation ?? space.judgeAlways(start.state);
    if (violation !== undefined) this.broken = { state: 0, violation };

    let depth = 0;
    let isBounded = false;
    for (let begin = 0; begin < table.size && this.broken === undefined; depth++) {
      const end = table.size;
      if (depth === limits.depth) {
        isBounded = this.hasMore(begin, end);
        break;
      }
      this.searchLevel(begin, end);
      if (this.isStopped) return this.result({ depth: depth + 1, isComplete: false, isBounded });
      begin = end;
    }
    // The last level was empty, and was counted too.
    return this.finish({
      depth: isBounded ? depth : Math.max(0, depth - 1),
      isComplete: this.broken === undefined,
      isBounded,
    });
  }

  /**
   * Takes every step out of every state of a level. A broken law ends it, but for the states that are left in the level:
   * a law about the end that is broken in one of them is broken a step earlier.
   */
  private searchLevel(begin: number, end: number): void {
    this.nextLevel = end;
    for (let index = begin; index < end && !this.isStopped; index++) {
      if (this.atHalf.length === 0 && 2 * this.table.size > this.limits.states)
        this.atHalf = this.space.localStateCounts;
      const work = this.expand(index);
      if (work > 0 || !this.hasFinalLaws) continue;
      const [violation] = this.space.judgeFinally(this.table.row(index));
      if (violation === undefined) continue;
      this.broken = { state: index, violation };
      return;
    }
  }

  /** Takes every step out of a state; gives how many of them are work. */
  private expand(index: number): number {
    this.index = index;
    this.ordinal = 0;
    this.table.read(index, this.row);
    return this.space.expand(this.row, this.visit);
  }

  /** One for all states: a function for each would be millions. */
  private readonly visit: Visit = (next, violation) => {
    const step = this.ordinal++;
    if (this.broken !== undefined) return;
    const { index, table } = this;
    this.transitions += 1;
    if (violation !== undefined) {
      this.broken = { state: index, step, violation };
      return;
    }
    const added = table.add(this.symmetry === undefined ? next : this.symmetry.canonical(next).row);
    if (added < 0) {
      // Back to this level or an earlier one: this may be a circle.
      if (-1 - added < this.nextLevel) this.canGoOnForEver = true;
      return;
    }
    this.keepWay(index, step);
    if (!this.hasAlways) return;
    const broken = this.space.judgeAlways(table.row(added));
    if (broken !== undefined) this.broken = { state: index, step, violation: broken };
  };

  private get isStopped(): boolean {
    return this.broken === undefined && (this.space.needsClocks || this.table.size > this.limits.states);
  }

  private keepWay(parent: number, step: number): void {
    this.parents.push(parent);
    this.steps.push(step);
  }

  /** What is left when the search is over: hidden state, which explains away everything else, and schedules without end. */
  private finish(result: Ending): StateSearch {
    const { space, table, limits, broken } = this;
    const hidden = space.findHiddenState();
    if (hidden !== undefined)
      return this.result({ ...result, broken: { steps: [], merged: 0, violation: hidden, isShortest: false } });
    checkSymmetry(space, table);
    if (broken !== undefined) {
      const { state, step, violation } = broken;
      const steps = [...this.wayTo(state), ...(step === undefined ? [] : [step])];
      return this.result({ ...result, broken: { steps, merged: steps.length, violation, isShortest: true } });
    }
    if (space.finalLaws.length === 0 || !(this.canGoOnForEver || result.isBounded)) return this.result(result);
    const unfair = findUnfair(space, table.all(), limits.drainSteps);
    if (unfair === undefined) return this.result(result);
    const way = this.wayTo(unfair.from);
    const steps = [...way, ...unfair.steps];
    return this.result({
      ...result,
      broken: { steps, merged: way.length, violation: unfair.violation, isShortest: false },
    });
  }

  /** Whether any state of a level has a step that leads on. */
  private hasMore(begin: number, end: number): boolean {
    for (let index = begin; index < end; index++) {
      let steps = 0;
      this.space.expand(this.table.row(index), () => void steps++);
      if (steps > 0) return true;
    }
    return false;
  }

  private wayTo(index: number): number[] {
    const steps: number[] = [];
    for (let at = index; at > 0; at = this.parents.at(at)) steps.push(this.steps.at(at));
    return steps.reverse();
  }

  private result(ending: Ending): StateSearch {
    const { usesRandom, localStateCounts } = this.space;
    const growth = growthOf(this.atHalf, localStateCounts);
    return { states: this.table.size, transitions: this.transitions, usesRandom, growth, ...ending };
  }
}

/** How a search ended. */
type Ending = Pick<StateSearch, "depth" | "isComplete" | "isBounded" | "broken">;
