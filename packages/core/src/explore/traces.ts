/**
 * One schedule for each happens-before.
 *
 * Two choices that touch nothing in common can change places without anybody noticing: the schedules that differ only so
 * are one *trace* (Mazurkiewicz). This depth-first search visits every trace at least once, and prunes with sleep sets:
 * a choice that was tried before its neighbour need not be tried again after it, until something that depends on it has
 * happened. Every visited end is another trace.
 *
 * Source: Patrice Godefroid, Partial-Order Methods for the Verification of Concurrent Systems (1996), sleep sets.
 */
import type { Violation } from "../exploration.ts";
import type { Law } from "../laws.ts";
import { actsOn, type Choice } from "../schedule.ts";
import type { System } from "../system.ts";
import { checkExecution, failureViolation } from "../watch.ts";
import { World } from "../world.ts";

/** What a search over traces found. */
export interface TraceSearch {
  readonly schedules: number;
  readonly transitions: number;
  readonly depth: number;
  readonly isComplete: boolean;
  readonly isBounded: boolean;
  readonly broken?: { readonly world: World; readonly violation: Violation };
}

/** How far to search. */
export interface TraceLimits {
  readonly schedules: number;
  readonly depth: number;
}

/** A schedule that is longer ends the search: in a system that never falls silent there is no longest one. */
const longestSchedule = 500;

/** Checks the execution laws on every trace of a system. Of the broken ones, the first in depth-first order is given. */
export function searchTraces(system: System, laws: readonly Law[], limits: TraceLimits): TraceSearch {
  const search = new Search(laws, limits);
  const isComplete = search.visit(new World(system), []);
  const { schedules, transitions, depth, isBounded, broken } = search;
  return {
    schedules,
    transitions,
    depth,
    isBounded,
    isComplete: isComplete && broken === undefined,
    ...(broken === undefined ? {} : { broken }),
  };
}

/** A choice with a name that stays the same while independent choices are made. */
interface Named {
  readonly choice: Choice;
  readonly name: string;
}

class Search {
  schedules = 0;
  transitions = 0;
  depth = 0;
  isBounded = false;
  broken: { readonly world: World; readonly violation: Violation } | undefined;
  private readonly laws: readonly Law[];
  private readonly limits: TraceLimits;

  constructor(laws: readonly Law[], limits: TraceLimits) {
    this.laws = laws;
    this.limits = limits;
  }

  /** Visits what follows a world, but for the choices that sleep. Returns false once the search must stop. */
  visit(world: World, sleeping: readonly Named[]): boolean {
    const { schedule } = world.execution;
    this.depth = Math.max(this.depth, schedule.length);
    if (schedule.length > longestSchedule) return false;
    const choices = nameChoices(world);
    const isEnd = world.work.length === 0;
    const isTooDeep = schedule.length >= this.limits.depth && choices.length > 0;
    if (isEnd || isTooDeep || world.hasFailed) {
      if (isTooDeep && !isEnd) this.isBounded = true;
      if (!this.check(world)) return false;
      if (isTooDeep || world.hasFailed) return true;
    }
    let asleep = sleeping;
    for (const next of choices) {
      if (asleep.some(({ name }) => name === next.name)) continue;
      const after = world.fork();
      after.apply(next.choice);
      this.transitions += 1;
      if (
        !this.visit(
          after,
          asleep.filter((other) => areIndependent(other.choice, next.choice, world)),
        )
      )
        return false;
      asleep = [...asleep, next];
    }
    return true;
  }

  private check(world: World): boolean {
    this.schedules += 1;
    const { execution } = world;
    const violation = failureViolation(execution) ?? checkExecution(this.laws, execution);
    if (violation !== undefined) this.broken = { world, violation };
    return violation === undefined && this.schedules < this.limits.schedules;
  }
}

/** What can be done now, copies of one message counted once. */
function nameChoices(world: World): Named[] {
  const names = new Set<string>();
  return world.choices.flatMap((choice) => {
    const name = nameOf(choice, world);
    if (names.has(name)) return [];
    names.add(name);
    return [{ choice, name }];
  });
}

function nameOf(choice: Choice, world: World): string {
  if (choice.kind !== "deliver" && choice.kind !== "drop" && choice.kind !== "duplicate") return JSON.stringify(choice);
  const { kind, from, to, nth } = choice;
  return JSON.stringify([kind, from, to, world.contents(from, to)[nth]?.messageId]);
}

/**
 * Whether two choices commute: on different machines, and not both of the network. Where an order between machines can
 * be told from outside their messages (faults from one budget, cuts, timers that wait for messages), they depend.
 */
function areIndependent(left: Choice, right: Choice, world: World): boolean {
  if (isOfNetwork(left) || isOfNetwork(right)) return false;
  if (left.kind === "timer" || right.kind === "timer") {
    if (world.system.timers === "messages-first") return false;
  }
  return actsOn(left) !== actsOn(right);
}

function isOfNetwork({ kind }: Choice): boolean {
  return kind === "drop" || kind === "duplicate" || kind === "cut" || kind === "heal" || kind === "crash";
}
