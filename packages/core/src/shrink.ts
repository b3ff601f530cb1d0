/**
 * Makes a counterexample small: what is left is what matters.
 *
 * First whole kinds of choices go (faults, then inputs), then chunks of the schedule, halved down to single choices
 * (Zeller's ddmin). A choice that has become impossible is skipped, so that removing a send takes its delivery along.
 * What remains is 1-minimal: without any one of its choices, the law holds.
 *
 * Source: Andreas Zeller and Ralf Hildebrandt, Simplifying and Isolating Failure-Inducing Input (2002).
 */
import type { Counterexample } from "./exploration.ts";
import { type Followed, follow } from "./follow.ts";
import type { Law } from "./laws.ts";
import type { Choice, Schedule } from "./schedule.ts";
import { handlerLaw } from "./watch.ts";

/** How many fair steps a shrunk schedule may need to its end. */
const drainSteps = 2000;

/**
 * The counterexample with every choice removed that it does not need: a new one, or the one found if nothing can go.
 * The same law, which has to be among `laws`, is broken by it.
 * Where it is a law about the end, the choices of the fair run that leads there become part of the schedule.
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
export function shrink(found: Counterexample, laws: readonly Law[]): Counterexample {
  const { system } = found.execution;
  // A law that is broken on the way needs no end; one about the end is judged after a fair run to it.
  const isBrokenOnTheWay = follow(system, found.schedule, laws, { loosely: true }).violation?.law === found.law;
  const drain = { loosely: true, drainSteps: isBrokenOnTheWay ? 0 : drainSteps };
  // One run is enough while the law is looked for, unless what is broken is that two runs differ.
  const options = { ...drain, twice: found.law === handlerLaw };
  const run = (schedule: Schedule): Followed => follow(system, schedule, laws, options);
  const breaks = (schedule: Schedule): boolean => run(schedule).violation?.law === found.law;
  if (!breaks(found.schedule)) return found;

  let schedule = found.schedule;
  for (const isOfKind of [isFault, isInput]) {
    const without = schedule.filter((choice) => !isOfKind(choice));
    if (without.length < schedule.length && breaks(without)) schedule = without;
  }
  schedule = minimise(schedule, breaks);

  const { execution, violation } = run(schedule);
  if (violation === undefined || execution.schedule.length > found.schedule.length) return found;
  return { ...found, ...violation, schedule: execution.schedule, execution };
}

/** Removes chunks for as long as the rest still breaks. */
function minimise(schedule: Schedule, breaks: (schedule: Schedule) => boolean): Schedule {
  let rest = schedule;
  for (let size = Math.ceil(rest.length / 2); size >= 1;) {
    let hasShrunk = false;
    for (let begin = 0; begin < rest.length;) {
      const without = [...rest.slice(0, begin), ...rest.slice(begin + size)];
      if (breaks(without)) {
        rest = without;
        hasShrunk = true;
      } else {
        begin += size;
      }
    }
    if (size === 1 && !hasShrunk) break;
    if (size > 1) size = Math.ceil(size / 2);
  }
  return rest;
}

function isFault({ kind }: Choice): boolean {
  return kind === "drop" || kind === "duplicate" || kind === "crash" || kind === "cut" || kind === "skew";
}

function isInput({ kind }: Choice): boolean {
  return kind === "input";
}
