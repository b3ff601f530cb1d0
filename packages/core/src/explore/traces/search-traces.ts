/**
 * One schedule for each happens-before.
 *
 * Two steps that touch nothing in common can change places without anybody noticing: the schedules that differ only so
 * are one *trace* (Mazurkiewicz). This depth-first search visits the end of every trace exactly once. Sleep sets see to
 * "once": a step that was tried before its neighbour is not tried again after it, until something that depends on it has
 * happened. Source sets keep the search away from most places where every step sleeps (source-sets.ts).
 *
 * States are never merged here: what need not be tried from a state depends on how it was reached.
 *
 * Source: Patrice Godefroid, Partial-Order Methods for the Verification of Concurrent Systems (1996), sleep sets.
 */
import type { HandlerFailure } from "../../execution.ts";
import type { Violation } from "../../exploration.ts";
import type { ExecutionLaw } from "../../laws.ts";
import type { System } from "../../system.ts";
import { checkExecution, failureText, failureViolation, handlerLaw } from "../../watch.ts";
import type { World } from "../../world.ts";
import { areDependent } from "./dependence.ts";
import { Pasts } from "./pasts.ts";
import { type PathNode, SourceSets } from "./source-sets.ts";
import { TraceSpace } from "./trace-space.ts";
import type { TraceState } from "./trace-state.ts";
import type { TraceStep } from "./trace-step.ts";
import { TraceWorlds } from "./trace-worlds.ts";

/** What a search over traces found. */
export interface TraceSearch {
  /** Ends visited: one for each trace. */
  readonly schedules: number;
  /** How often the search came to where every step sleeps: work that shows nothing new. */
  readonly blocked: number;
  readonly transitions: number;
  readonly depth: number;
  readonly isComplete: boolean;
  readonly isBounded: boolean;
  /** Whether it stopped at a schedule that was too long. */
  readonly isTooLong: boolean;
  /** Whether a machine drew a random number: what was searched belongs to one seed. */
  readonly usesRandom: boolean;
  readonly broken?: { readonly world: World; readonly violation: Violation };
}

/** How far to search. */
export interface TraceLimits {
  readonly schedules: number;
  readonly depth: number;
}

/**
 * How much is left out:
 * - `naive`: nothing; every schedule is tried;
 * - `sleep`: sleep sets alone; every state is visited, and every trace, of ends and of what is on the way to them, once;
 * - `source`: source sets, too; every end is visited, but not every state on the way.
 */
export type Reduction = "naive" | "sleep" | "source";

/** A schedule that is longer ends the search: in a system that never falls silent there is no longest one. */
const longestSchedule = 500;

/** The search also ends when it was blocked so many times for each schedule that it may try. */
const blockedPerSchedule = 10;

/** Checks execution laws on every trace of a system. Of the broken ones, the first in depth-first order is given. */
export function searchTraces(
  system: System,
  laws: readonly ExecutionLaw[],
  { reduction = "source", ...limits }: TraceLimits & { readonly reduction?: Reduction },
): TraceSearch {
  const run = (way: Reduction): TraceSearch => {
    const clocks = system.faults.clockSkewMs > 0;
    const search = new Search(new TraceSpace(system, laws, { clocks }), laws, { ...limits, reduction: way });
    if (!search.needsClocks) return search.result;
    return new Search(new TraceSpace(system, laws, { clocks: true }), laws, { ...limits, reduction: way }).result;
  };
  const result = run(reduction);
  // Behind a bound may lie the very step that would have shown what to try before it.
  return result.isBounded && reduction === "source" ? run("sleep") : result;
}

class Search {
  readonly result: TraceSearch;
  readonly needsClocks: boolean;
  private schedules = 0;
  private blocked = 0;
  private transitions = 0;
  private depth = 0;
  private isBounded = false;
  private isTooLong = false;
  private broken: TraceSearch["broken"];
  private readonly space: TraceSpace;
  private readonly laws: readonly ExecutionLaw[];
  private readonly limits: TraceLimits & { readonly reduction: Reduction };
  private readonly path: PathNode[] = [];
  private readonly pasts = new Pasts(longestSchedule + 2);
  private readonly sources: SourceSets | undefined;
  private readonly worlds: TraceWorlds;

  constructor(space: TraceSpace, laws: readonly ExecutionLaw[], limits: Search["limits"]) {
    this.space = space;
    this.laws = laws;
    this.limits = limits;
    this.worlds = new TraceWorlds(space, { twice: false });
    const isSourced = limits.reduction === "source" && space.system.timers !== "messages-first";
    this.sources = isSourced ? new SourceSets(space, this.pasts, this.path) : undefined;
    const isAtEnd = this.visit(space.initial(), []);
    const { handlers } = space;
    this.needsClocks = handlers.needsClocks;
    const hidden = handlers.findHiddenState();
    if (hidden !== undefined) this.fail(hidden, 0);
    const { schedules, blocked, transitions, depth, isBounded, isTooLong, broken } = this;
    this.result = {
      schedules,
      blocked,
      transitions,
      depth,
      isBounded,
      isTooLong,
      isComplete: isAtEnd && broken === undefined,
      usesRandom: handlers.usesRandom,
      ...(broken === undefined ? {} : { broken }),
    };
  }

  /** Visits what follows a state, but for the steps that sleep. Returns false once the search must stop. */
  private visit(state: TraceState, asleep: readonly TraceStep[]): boolean {
    const { path, limits } = this;
    const place = path.length;
    this.depth = Math.max(this.depth, place);
    this.isTooLong = place > longestSchedule;
    if (this.isTooLong || this.space.handlers.needsClocks) return false;
    if (state.failure !== undefined) return this.fail(state.failure, place);
    const { steps, work } = this.space.list(state);
    const isTooDeep = place >= limits.depth && steps.length > 0;
    if ((work === 0 || isTooDeep) && !this.check(place)) return false;
    if (isTooDeep) {
      this.isBounded = true;
      return limits.reduction !== "source";
    }
    const isNaive = limits.reduction === "naive";
    const tries = this.sources?.begin(steps, asleep) ?? steps.filter((step) => isNaive || !asleep.includes(step));
    if (tries.length === 0 && work > 0 && ++this.blocked > blockedPerSchedule * limits.schedules) return false;
    return this.tryAll({ state, steps, asleep, tries, taken: undefined }, place);
  }

  private tryAll(node: PathNode, place: number): boolean {
    const isNaive = this.limits.reduction === "naive";
    this.path.push(node);
    let sleeping = node.asleep;
    // The list grows while races are found further down.
    for (const step of node.tries) {
      if (!isNaive && sleeping.includes(step)) continue;
      node.taken = step;
      const after = this.space.take(node.state, step, place);
      this.transitions += 1;
      if (this.sources !== undefined) this.findRaces(this.sources, place, after);
      const asleep = isNaive ? [] : sleeping.filter((other) => !areDependent(other, step));
      if (!this.visit(after, asleep)) return false;
      if (!isNaive) sleeping = [...sleeping, step];
    }
    this.path.pop();
    return true;
  }

  /** Works out what happened before the step at a place, and what it races with. */
  private findRaces(sources: SourceSets, place: number, after: TraceState): void {
    const { path, pasts } = this;
    const step = path[place]?.taken as TraceStep;
    pasts.clear(place);
    const { sentAt = -1 } = step.letter ?? {};
    if (sentAt >= 0) pasts.add(place, sentAt);
    const rivals: number[] = [];
    for (let before = place - 1; before >= 0; before--) {
      if (pasts.has(place, before) || !areDependent(path[before]?.taken as TraceStep, step)) continue;
      rivals.push(before);
      pasts.add(place, before);
    }
    sources.reverse(place, rivals);
    sources.reverseLost(place, after);
  }

  /** Checks the laws on the execution so far. */
  private check(place: number): boolean {
    if (this.schedules >= this.limits.schedules) return false;
    this.schedules += 1;
    if (this.laws.length === 0) return true;
    const world = this.worlds.follow(this.path, place);
    const { execution } = world;
    const violation = failureViolation(execution) ?? checkExecution(this.laws, execution);
    if (violation !== undefined) this.broken = { world, violation };
    return violation === undefined;
  }

  /** A handler did what it must not do. */
  private fail(failure: HandlerFailure, place: number): false {
    this.schedules += 1;
    const world = new TraceWorlds(this.space, { twice: true }).follow(this.path, place);
    const event = world.eventCount - 1;
    const violation = failureViolation(world.execution) ?? { law: handlerLaw, ...failureText(failure), event };
    this.broken = { world, violation };
    return false;
  }
}
