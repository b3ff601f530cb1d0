/**
 * Makes a counterexample small: what is left is what matters.
 *
 * First whole kinds of choices go (faults, then inputs), then chunks of the schedule, halved down to single choices
 * (Zeller's ddmin). A choice that has become impossible is skipped, so that removing a send takes its delivery along.
 * Then a bounded breadth-first search looks for a shorter schedule; and what remains is told in causal order.
 *
 * Source: Andreas Zeller and Ralf Hildebrandt, Simplifying and Isolating Failure-Inducing Input (2002).
 */
import { orderCausally } from "./causal-order.ts";
import { type Execution, happensBefore } from "./execution.ts";
import type { Counterexample } from "./exploration.ts";
import { follow } from "./follow.ts";
import type { Law } from "./laws.ts";
import { actsOn, type Schedule } from "./schedule.ts";
import { Reduction } from "./shrinking/reduction.ts";
import { restrictTo, searchShorter, type ShorterLimits, type ShorterSearch } from "./shrinking/shorter-search.ts";
import { type Breaking, isFault, Trials } from "./shrinking/trials.ts";
import { whatItTakes } from "./shrinking/what-it-takes.ts";
import type { System } from "./system.ts";
import { handlerLaw } from "./watch.ts";
import type { TimedChoice } from "./world.ts";

/** How {@link shrink} goes about it. */
export interface ShrinkOptions {
  /**
   * How many choices may be followed to leave out much at a time, and again one by one: 100,000 by default. No clock ends
   * the work.
   */
  readonly budget?: number;
  /** Within how many fair steps a law about the end must hold; 2,000 by default. */
  readonly drainSteps?: number;
  /** How many states each of the final searches may visit, 5,000 by default; with 0 there are none. */
  readonly states?: number;
}

/**
 * The counterexample with every choice removed that it does not need: a new one, or the one found if nothing can go.
 * The same law, which has to be among `laws`, is broken by it.
 * Where it is a law about the end, the choices of the fair run that leads there become part of the schedule.
 *
 * If the budget sufficed, the new one is `minimal`: without any one of its choices, and those that become impossible, that
 * law is not broken; if it is one about the end, not by fewer choices. It is `shortest` only if a search of the whole system
 * found nothing shorter; execution laws are never searched for.
 * A law about a whole execution is broken by the new schedule as it stands, and still when everything has come to its end.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, broken, defineMachine, defineSystem, never, sample, shrink } from "@millrace/core";
 *
 * const parrot = defineMachine<object, never, string, string>({
 *   start: () => ({}),
 *   onInput: (_state, word, context) => context.output(word),
 * });
 * const inputs = [at("a", "good"), at("b", "bad", { atMs: 20 })];
 * const system = defineSystem({ machines: { a: parrot, b: parrot }, inputs });
 * const noBad = never("nobody says bad", (seen) => (seen.kind === "output" && seen.output === "bad" ? broken("good", "bad") : undefined));
 *
 * const { counterexample } = sample(system, { laws: [noBad], shrinks: false });
 * assert.ok(counterexample !== undefined);
 * assert.equal(counterexample.schedule.length, 2);
 * assert.deepEqual(shrink(counterexample, [noBad]).schedule.map(({ kind }) => kind), ["input"]);
 * ```
 */
export function shrink(found: Counterexample, laws: readonly Law[], options: ShrinkOptions = {}): Counterexample {
  const { budget = 100_000, drainSteps = 2000, states = 5_000 } = options;
  const { system } = found.execution;
  const trials = new Trials({ system, laws, law: found.law, budget, drainSteps });
  const breaking = trials.begin(found.schedule);
  if (breaking === undefined) return found;

  const reduction = new Reduction(trials, breaking);
  reduction.replaceBy(withoutTimes(scheduleOf(breaking)));
  leaveOutMuch(reduction, system);
  trials.renewBudget();
  reduction.minimiseSingly();
  const shortest = shorten(reduction, system, { laws, law: found.law, inTheEnd: trials.drainSteps > 0, states });
  do {
    reduction.replaceBy(orderCausally(tell(system, reduction.best)));
  } while (reduction.minimiseSingly());

  const { execution, violation } = follow(system, scheduleOf(reduction.best), laws, {
    drainSteps: trials.drainSteps,
    // One run is enough while the law is looked for, unless what is broken is that two runs differ.
    twice: found.law === handlerLaw,
  });
  if (violation?.law !== found.law || execution.schedule.length > found.schedule.length) return found;
  const { schedule } = execution;
  return { ...found, ...violation, schedule, execution, shortest, minimal: !reduction.isCutShort };
}

/** Leaves out what is likely not to matter, much at a time. */
function leaveOutMuch(reduction: Reduction, system: System): void {
  const idsOf = (isKept: readonly boolean[]): ReadonlySet<number> =>
    new Set(reduction.best.choices.filter((_choice, place) => isKept[place]).map(({ id }) => id));
  // A law about the end may be broken by doing nothing but what must be done, or by that and a fault.
  reduction.keepOnly(() => false);
  reduction.keepOnly(({ choice }) => isFault(choice) || choice.kind === "restart" || choice.kind === "heal");
  const run = tell(system, reduction.best);
  const needed = idsOf(whatItTakes(run));
  const past = idsOf(listPast(run));
  reduction.keepOnly(({ id }) => needed.has(id));
  reduction.keepOnly(({ id }) => past.has(id));
  reduction.keepOnly(({ id, choice }) => past.has(id) || isFault(choice) || choice.kind === "heal");
  reduction.keepOnly(({ choice }) => !isFault(choice));
  for (const kind of ["drop", "duplicate", "crash", "cut", "skew"] as const)
    reduction.keepOnly(({ choice }) => choice.kind !== kind);
  reduction.minimise(({ choice }) => isFault(choice));
  reduction.keepOnly(({ id, choice }) => needed.has(id) || choice.kind !== "input");
  for (const { id: machine } of system.nodes)
    reduction.keepOnly(({ id, choice }) => needed.has(id) || actsOn(choice) !== machine);
  // What the last choice cannot do without is tried only in the end, one by one.
  reduction.minimise(({ id }) => !needed.has(id));
}

/**
 * Searches for a shorter schedule: first among those with the same inputs and faults, then among all of the system. Says
 * whether the best one is now the shortest of all.
 */
function shorten(
  reduction: Reduction,
  system: System,
  { laws, law, ...limits }: { readonly laws: readonly Law[]; readonly law: string } & Omit<ShorterLimits, "length">,
): boolean {
  const { length, all } = reduction.best;
  const isEndless = length > all.length;
  if (isEndless || system.unstarted !== undefined || !canBeSearched(laws, law)) return false;
  const search = (part: System, judges: readonly Law[] = laws): ShorterSearch =>
    searchShorter(part, judges, { ...limits, length: reduction.best.length });

  const alike = restrictTo(system, scheduleOf(reduction.best));
  const near = search(alike);
  if (near.shorter !== undefined && near.shorter.law !== law) {
    const own = search(
      alike,
      laws.filter(({ name }) => name === law),
    );
    if (own.shorter !== undefined) reduction.replaceBy(own.shorter.schedule);
    return false;
  }
  if (near.shorter !== undefined && !reduction.replaceBy(near.shorter.schedule)) return false;
  // A search knows no clocks outside: where the times matter, it does not know all schedules.
  const isTimed = reduction.best.all.some(({ choice }) => choice.nowMs !== undefined);
  if (isTimed || !near.isComplete) return false;
  const { shorter, isComplete } = search(system);
  return shorter === undefined ? isComplete : shorter.law === law && reduction.replaceBy(shorter.schedule);
}

/** Monitors and handlers are watched by the search over states; execution laws are not. */
function canBeSearched(laws: readonly Law[], law: string): boolean {
  return law === handlerLaw || laws.some(({ kind, name }) => kind === "monitor" && name === law);
}

/** For each choice of an execution, whether it happened before the last event, or is it. */
function listPast({ events, schedule }: Execution): boolean[] {
  const last = events.at(-1);
  return events
    .slice(events.length - schedule.length)
    .map((event) => event === last || (last !== undefined && happensBefore(event, last)));
}

function tell(system: System, breaking: Breaking): Execution {
  return follow(system, scheduleOf(breaking), [], { loosely: true, twice: false }).execution;
}

function scheduleOf({ choices }: Breaking): Schedule {
  return choices.map(({ choice }) => choice);
}

/** Clocks then stand still but for timers: mostly it is the order that matters, not when something happens. */
function withoutTimes(schedule: Schedule): Schedule {
  return schedule.map((choice: TimedChoice) => {
    const { nowMs: _nowMs, ...untimed } = choice;
    return untimed;
  });
}
