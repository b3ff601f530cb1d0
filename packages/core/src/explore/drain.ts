import { FairOrder } from "../fair-order.ts";
import type { Space } from "./space.ts";
import type { SpaceViolation } from "./space-choice.ts";
import { StateTable } from "./state-table.ts";

/** A state from which a fair run never gets to where it must. */
export interface Unfair {
  /** Its place among the states that were given. */
  readonly from: number;
  /** The first steps of that run, as places in the order of {@link Space.expand}: enough to see it go round. */
  readonly steps: readonly number[];
  readonly violation: SpaceViolation;
}

const stepsShown = 12;

/** A run in which everything has held goes on for so many steps: should it fall silent, its last state counts. */
const stepsToFallSilent = 500;

/** Most runs are shorter, or meet a good state sooner. After so many steps a run looks out for whether it goes round. */
const stepsBeforeRound = 30;

/**
 * Makes a fair run, without faults, from each of these states whose inputs have all arrived, and gives the first
 * state from which a law about the end has not held after `steps`. What a run passes through is remembered, so that a
 * later run stops where an earlier one went well.
 */
export function findUnfair(space: Space, states: Iterable<Int32Array>, steps: number): Unfair | undefined {
  const good = new StateTable(space.width);
  let from = -1;
  for (const state of states) {
    from += 1;
    if (!space.hasTakenInputs(state) || good.has(state)) continue;
    const unfair = new FairRun(space, good).from(state, steps);
    if (unfair !== undefined) return { from, ...unfair };
  }
  return undefined;
}

class FairRun {
  private readonly space: Space;
  private readonly good: StateTable;
  private readonly order = new FairOrder();
  private readonly passed: Int32Array[] = [];
  /** States with what waited in them, as text: where one of them comes again, all comes again for ever. */
  private readonly met = new Set<string>();
  private readonly steps: number[] = [];
  /** By law about the end: at which step it last held. */
  private readonly heldAt = new Map<string, number>();

  constructor(space: Space, good: StateTable) {
    this.space = space;
    this.good = good;
  }

  from(begin: Int32Array, steps: number): Omit<Unfair, "from"> | undefined {
    let state = begin;
    let patience = stepsToFallSilent;
    for (let step = 0; step < steps; step++) {
      if (this.good.has(state)) return this.isGood(this.passed.length);
      this.passed.push(state);
      const open = this.space.judgeFinally(state);
      const [violation] = open;
      for (const law of this.space.finalLaws)
        if (!open.some((broken) => broken.law === law)) this.heldAt.set(law, step);
      const next = this.step(state);
      if (next === undefined)
        return violation === undefined ? this.isGood(this.passed.length) : { steps: this.steps, violation };
      state = next;
      if (open.length === 0 && this.haveAllHeld && --patience === 0) break;
      if (step >= stepsBeforeRound && this.goesRound(state)) break;
    }
    if (this.haveAllHeld) return this.isGood(1 + Math.min(...this.heldAt.values()));
    const violation = this.space.judgeFinally(state).find(({ law }) => !this.heldAt.has(law));
    if (violation === undefined) return this.isGood(1);
    return {
      steps: this.steps,
      violation: {
        ...violation,
        actual: `${violation.actual}, still after ${steps} steps of a fair run without faults`,
      },
    };
  }

  private get haveAllHeld(): boolean {
    return this.heldAt.size === this.space.finalLaws.length;
  }

  /** Remembers the first so many states passed: everything is reached from them. */
  private isGood(count: number): undefined {
    for (const state of this.passed.slice(0, count)) this.good.add(state);
  }

  /** Whether the run was here before, with the same waiting in the same order. */
  private goesRound(state: Int32Array): boolean {
    const here = `${state.join()} ${this.order.waiting.join()}`;
    if (this.met.has(here)) return true;
    this.met.add(here);
    return false;
  }

  private step(state: Int32Array): Int32Array | undefined {
    const { space, order } = this;
    let chosen: Int32Array | undefined;
    let place = -1;
    let seen = 0;
    space.expandWork(state, (next) => {
      if (order.offer(space.lastName)) {
        place = seen;
        chosen = next.slice();
      }
      seen += 1;
    });
    order.take();
    if (place >= 0 && this.steps.length < stepsShown) this.steps.push(place);
    return chosen;
  }
}
