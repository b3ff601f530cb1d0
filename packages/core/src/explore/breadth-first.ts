import { extend, StateTable } from "./state-table.ts";
import type { Space, Visit } from "./space.ts";
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
  readonly broken?: {
    /** The way there from the initial state: each step by its place in the order of {@link Space.expand}. */
    readonly steps: readonly number[];
    readonly violation: SpaceViolation;
    readonly isShortest: boolean;
  };
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
  private parents = new Int32Array(1 << 10);
  private steps = new Int32Array(1 << 10);
  private transitions = 0;
  /** The first state of the level that is being filled. */
  private nextLevel = 1;
  private canGoOnForEver = false;
  /** The state that is being expanded, and how many of its steps were taken. */
  private index = 0;
  private ordinal = 0;
  private readonly row: Int32Array;
  private readonly hasAlways: boolean;
  private readonly hasFinalLaws: boolean;
  /** The broken law: in a state, or by a step out of it. */
  private broken: { readonly state: number; readonly step?: number; readonly violation: SpaceViolation } | undefined;

  constructor(space: Space, limits: StateLimits) {
    this.space = space;
    this.limits = limits;
    this.table = new StateTable(space.width);
    this.row = new Int32Array(space.width);
    this.hasAlways = space.hasAlways;
    this.hasFinalLaws = space.finalLaws.length > 0;
  }

  run(): StateSearch {
    const { space, table, limits } = this;
    const start = space.initial();
    table.add(start.state);
    this.transitions = 1;
    this.parents[0] = -1;
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
    const added = table.add(next);
    if (added < 0) {
      // Back to this level or an earlier one: this may be a circle.
      if (-1 - added < this.nextLevel) this.canGoOnForEver = true;
      return;
    }
    this.keepWay(added, index, step);
    if (!this.hasAlways) return;
    const broken = this.space.judgeAlways(table.row(added));
    if (broken !== undefined) this.broken = { state: index, step, violation: broken };
  };

  private get isStopped(): boolean {
    return this.broken === undefined && (this.space.needsClocks || this.table.size > this.limits.states);
  }

  private keepWay(state: number, parent: number, step: number): void {
    if (state >= this.parents.length) {
      this.parents = extend(this.parents);
      this.steps = extend(this.steps);
    }
    this.parents[state] = parent;
    this.steps[state] = step;
  }

  /** What is left when the search is over: hidden state, which explains away everything else, and schedules without end. */
  private finish(result: Omit<StateSearch, "states" | "transitions">): StateSearch {
    const { space, table, limits, broken } = this;
    const hidden = space.findHiddenState();
    if (hidden !== undefined)
      return this.result({ ...result, broken: { steps: [], violation: hidden, isShortest: false } });
    if (broken !== undefined) {
      const { state, step, violation } = broken;
      const steps = [...this.wayTo(state), ...(step === undefined ? [] : [step])];
      return this.result({ ...result, broken: { steps, violation, isShortest: true } });
    }
    if (space.finalLaws.length === 0 || !(this.canGoOnForEver || result.isBounded)) return this.result(result);
    const unfair = findUnfair(space, table.rows(), limits.drainSteps);
    if (unfair === undefined) return this.result(result);
    const steps = [...this.wayTo(unfair.from), ...unfair.steps];
    return this.result({ ...result, broken: { steps, violation: unfair.violation, isShortest: false } });
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
    for (let at = index; at > 0; at = this.parents[at] as number) steps.push(this.steps[at] as number);
    return steps.reverse();
  }

  private result(result: Omit<StateSearch, "states" | "transitions">): StateSearch {
    return { states: this.table.size, transitions: this.transitions, ...result };
  }
}
