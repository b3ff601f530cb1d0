/**
 * Races: two events of one machine that happened to come in one order, and would have broken no law in the other.
 *
 * Neither of the two happened before what made the other possible: a message before the send of the other, say. A race is
 * often the shortest way to say what a machine did not expect.
 */
import { type Event, type Execution, happensBefore } from "./execution.ts";
import type { Counterexample, Exploration } from "./exploration.ts";
import { Guard } from "./follow.ts";
import type { Law } from "./laws.ts";
import { describePair } from "./races/describe-pair.ts";
import { listPairs, type Occurrence, type Pair } from "./races/racing-pairs.ts";
import { checkExecution, handlerLaw, Watch } from "./watch.ts";
import { type TimedChoice, World } from "./world.ts";

/** Two events of one machine. The other way round, and all laws would have held. */
export interface Race {
  /** The one that came first: the id of an event. */
  readonly first: number;
  /** The one that came later, as such an id; absent if it was still to come when the law was broken. */
  readonly second?: number;
  /** What would have had to happen instead: `b receives "1" before "2"`. */
  readonly text: string;
}

/** So many choices are made at most in search of a race: no clock ends it. */
const budget = 1000;

/**
 * Two events of a counterexample, the later ones first, of which the second, with what it needed, can come before the
 * first, and then no law is broken, up to the end of a fair run. The second may be a message or an input that was still to
 * come. Undefined if there are none, or none was found within a fixed number of steps. Two messages are preferred to
 * anything else. `laws` are all that must hold.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, broken, defineMachine, defineSystem, explore, findRace, monitor } from "@millrace/core";
 *
 * const printer = defineMachine<object, string, string, string>({
 *   start: () => ({}),
 *   onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
 *   onMessage: (_state, text, _from, context) => context.output(text),
 * });
 * const inOrder = monitor<{ last: string }>("outputs rise", {
 *   start: () => ({ last: "" }),
 *   on: {
 *     output(state, { output }) {
 *       if (String(output) < state.last) return broken(`more than ${state.last}`, String(output));
 *       state.last = String(output);
 *     },
 *   },
 * });
 * const inputs = [at("a", "1"), at("a", "2")];
 * const system = defineSystem({ machines: { a: printer, b: printer }, channels: "any-order", inputs });
 *
 * const { counterexample } = explore(system, { laws: [inOrder] });
 * assert.ok(counterexample !== undefined);
 * assert.equal(findRace(counterexample, [inOrder])?.text, 'b receives "1" before "2"');
 * ```
 */
export function findRace({ execution, law }: Counterexample, laws: readonly Law[]): Race | undefined {
  const { system, events, schedule } = execution;
  if (system.unstarted !== undefined) return undefined;
  const happened = events
    .slice(events.length - schedule.length)
    .map((event, place): Occurrence => ({ event, choice: schedule[place] as TimedChoice }));
  // One run of a handler is enough, unless what is broken may be that two runs differ.
  const twice = law === handlerLaw;
  let left = budget;
  for (const pair of listPairs(execution, happened)) {
    const { passes, steps } = tryOtherWayRound({ execution, happened, pair }, { laws, twice, budget: left });
    if (passes) return tellRace(pair, events.length);
    left -= steps;
    if (left <= 0) return undefined;
  }
  return undefined;
}

/** An exploration whose counterexample says which of its events were in a race, if any were. */
export function withRace(exploration: Exploration, laws: readonly Law[]): Exploration {
  const { counterexample } = exploration;
  const race = counterexample === undefined ? undefined : findRace(counterexample, laws);
  if (counterexample === undefined || race === undefined) return exploration;
  return { ...exploration, counterexample: { ...counterexample, race } };
}

/** Follows the schedule with the second event before the first, as far as that goes, and then on to the end. */
function tryOtherWayRound(
  {
    execution,
    happened,
    pair,
  }: { readonly execution: Execution; readonly happened: readonly Occurrence[]; readonly pair: Pair },
  { laws, twice, budget: most }: { readonly laws: readonly Law[]; readonly twice: boolean; readonly budget: number },
): { readonly passes: boolean; readonly steps: number } {
  const { system, schedule } = execution;
  const world = new World(system, { twice });
  const guard = new Guard(world, new Watch(laws, system));
  const starts = world.eventCount;
  const open = new Set([pair.first, pair.second]);
  for (const [place, one] of otherWayRound(happened, pair, execution.events).entries()) {
    if (guard.look() !== undefined) break;
    const choice = findChoice(one, world);
    // Times stay where they are: a clock does not go back because two events change places.
    const { nowMs } = (schedule[place] ?? {}) as Partial<TimedChoice>;
    if (isPossible(choice, world))
      world.apply(choice.nowMs === undefined || nowMs === undefined ? choice : { ...choice, nowMs });
    else if (open.has(one)) break;
    open.delete(one);
  }
  if (guard.look() === undefined && open.size === 0) guard.drain(Math.max(1, most));
  const steps = world.eventCount - starts;
  const isOver = world.work.length === 0 || steps < most;
  const holds = guard.violation === undefined && checkExecution(laws, world.execution) === undefined;
  return { passes: open.size === 0 && isOver && holds, steps: world.eventCount };
}

/** As a search has it: a schedule may let any timer go off that is set, whatever the system's rule says. */
function isPossible(choice: TimedChoice, world: World): boolean {
  if (choice.kind !== "timer") return world.canApply(choice);
  return world.work.some((one) => one.kind === "timer" && one.machine === choice.machine && one.timer === choice.timer);
}

/** What happened, with the second of a pair, and what it needed, before the first. */
function otherWayRound(
  happened: readonly Occurrence[],
  { first, second }: Pair,
  events: readonly Event[],
): Occurrence[] {
  const send = events[second.event.cause ?? -1];
  const isNeeded = (one: Occurrence): boolean => {
    const event = events[one.event.id];
    return (
      one === second || (send !== undefined && event !== undefined && (event === send || happensBefore(event, send)))
    );
  };
  const all = happened.includes(second) ? happened : [...happened, second];
  const begin = all.indexOf(first);
  const end = all.indexOf(second) + 1;
  const between = all.slice(begin, end);
  return [
    ...all.slice(0, begin),
    ...between.filter(isNeeded),
    ...between.filter((one) => !isNeeded(one)),
    ...all.slice(end),
  ];
}

/** A choice as it stands in another order: messages are found by their numbers. */
function findChoice({ choice, event: { messageId } }: Occurrence, world: World): TimedChoice {
  if (choice.kind !== "deliver" && choice.kind !== "drop" && choice.kind !== "duplicate") return choice;
  const nth = world.contents(choice.from, choice.to).findIndex((letter) => letter.messageId === messageId);
  return { ...choice, nth };
}

function tellRace({ first: { event: first }, second: { event: second } }: Pair, count: number): Race {
  const text = describePair(second, first);
  return second.id < count ? { first: first.id, second: second.id, text } : { first: first.id, text };
}
