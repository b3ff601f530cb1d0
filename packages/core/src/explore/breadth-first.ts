import { extend, StateTable } from "./state-table.ts";
import type { Space, SpaceChoice, SpaceViolation } from "./space.ts";
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
    readonly path: readonly SpaceChoice[];
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
  private ordinals = new Int32Array(1 << 10);
  private transitions = 0;
  /** The first state of the level that is being filled. */
  private nextLevel = 1;
  private canGoOnForEver = false;
  private broken: { readonly from: number; readonly ordinal: number; readonly violation: SpaceViolation } | undefined;

  constructor(space: Space, limits: StateLimits) {
    this.space = space;
    this.limits = limits;
    this.table = new StateTable(space.width);
  }

  run(): StateSearch {
    const { space, table, limits } = this;
    const start = space.initial();
    table.add(start.state);
    this.transitions = 1;
    this.parents[0] = -1;
    const violation = start.violation ?? space.judgeAlways(start.state);
    if (violation !== undefined)
      return this.result({
        depth: 0,
        isComplete: false,
        isBounded: false,
        broken: { path: [], violation, isShortest: true },
      });

    let depth = 0;
    let isBounded = false;
    for (let begin = 0; begin < table.size && this.broken === undefined; depth++) {
      const end = table.size;
      this.nextLevel = end;
      if (depth === limits.depth) {
        isBounded = this.hasMore(begin, end);
        break;
      }
      for (let index = begin; index < end; index++) {
        const ending = this.expand(index);
        if (ending !== undefined)
          return this.result({
            depth,
            isComplete: false,
            isBounded,
            broken: { path: this.pathTo(index), violation: ending, isShortest: true },
          });
        if (space.needsClocks) return this.result({ depth, isComplete: false, isBounded });
        if (table.size > limits.states) return this.result({ depth: depth + 1, isComplete: false, isBounded });
      }
      begin = end;
    }
    const { broken } = this;
    if (broken !== undefined) {
      const path = [...this.pathTo(broken.from), this.space.choiceAt(table.row(broken.from), broken.ordinal)];
      return this.result({
        depth,
        isComplete: false,
        isBounded,
        broken: { path, violation: broken.violation, isShortest: true },
      });
    }
    // The last level, empty, was counted too.
    return this.drain({ depth: isBounded ? depth : depth - 1, isComplete: true, isBounded });
  }

  /** Takes every step out of a state; gives a law about the end that is broken here. */
  private expand(index: number): SpaceViolation | undefined {
    const { space, table } = this;
    const state = table.row(index);
    let ordinal = 0;
    const work = space.expand(state, (next, violation) => {
      const place = ordinal++;
      if (this.broken !== undefined) return;
      this.transitions += 1;
      if (violation !== undefined) {
        this.broken = { from: index, ordinal: place, violation };
        return;
      }
      const added = table.add(next);
      if (added < 0) {
        // Back to this level or an earlier one: this may be a circle.
        if (-1 - added < this.nextLevel) this.canGoOnForEver = true;
        return;
      }
      if (added >= this.parents.length) {
        this.parents = extend(this.parents);
        this.ordinals = extend(this.ordinals);
      }
      this.parents[added] = index;
      this.ordinals[added] = place;
      if (space.hasAlways) {
        const broken = space.judgeAlways(table.row(added));
        if (broken !== undefined) this.broken = { from: index, ordinal: place, violation: broken };
      }
    });
    return work === 0 && space.finalLaws.length > 0 ? space.judgeFinally(state)[0] : undefined;
  }

  private drain(result: Omit<StateSearch, "states" | "transitions">): StateSearch {
    const { space, table, limits } = this;
    if (space.finalLaws.length === 0 || !(this.canGoOnForEver || result.isBounded)) return this.result(result);
    const unfair = findUnfair(space, table, limits.drainSteps);
    if (unfair === undefined) return this.result(result);
    const { from, choices, violation } = unfair;
    return this.result({
      ...result,
      broken: { path: [...this.pathTo(from), ...choices], violation, isShortest: false },
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

  private pathTo(index: number): SpaceChoice[] {
    const path: SpaceChoice[] = [];
    for (let at = index; at > 0; at = this.parents[at] as number) {
      path.push(this.space.choiceAt(this.table.row(this.parents[at] as number), this.ordinals[at] as number));
    }
    return path.reverse();
  }

  private result(result: Omit<StateSearch, "states" | "transitions">): StateSearch {
    return { states: this.table.size, transitions: this.transitions, ...result };
  }
}
