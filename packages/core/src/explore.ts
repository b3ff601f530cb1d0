import { exploreStates } from "./explore/by-states.ts";
import { exploreTraces } from "./explore/by-traces.ts";
import type { Exploration, Limits } from "./exploration.ts";
import type { Law } from "./laws.ts";
import type { MachineId } from "./machine.ts";
import { withRace } from "./races.ts";
import type { System } from "./system.ts";

/** What {@link explore} takes. */
export interface ExploreOptions {
  /** All that must hold. With an empty list, only the handlers themselves are checked. */
  readonly laws: readonly Law[];
  /** Budgets; what is left out has its default. */
  readonly limits?: Limits;
  /**
   * Groups of machines that can be exchanged: of states that differ only in who of them is who, one is searched. Every
   * machine of a group has the same handlers, inputs and channels, and goes by its name, never by a place in a list, in
   * states, messages, outputs and laws; nobody minds the order in which such names stand as keys. What does not keep to
   * that is mostly found out, and then a {@link SystemError} is thrown. Searches over traces make no use of it.
   */
  readonly symmetry?: readonly (readonly MachineId[])[];
}

/**
 * Tries every schedule of a system, faults within their budgets among them, and checks laws in all of them.
 *
 * Monitor laws are checked by a breadth-first search over states, which gives a shortest counterexample; execution laws
 * on one schedule of every happens-before. The outcome is `proved` only if the searches came to their end. A handler
 * that throws or breaks a rule breaks `handlerLaw`; nothing is thrown for it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, broken, defineMachine, defineSystem, explore, never } from "@millrace/core";
 *
 * const printer = defineMachine<object, string, string, string>({
 *   start: () => ({}),
 *   onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
 *   onMessage: (_state, text, _from, context) => context.output(text),
 * });
 * const system = defineSystem({ machines: { a: printer, b: printer }, channels: "any-order", inputs: [at("a", "1"), at("a", "2")] });
 * const noTwo = never("2 is never printed", (seen) => (seen.kind === "output" && seen.output === "2" ? broken("1", "2") : undefined));
 *
 * const { outcome, counterexample } = explore(system, { laws: [noTwo] });
 * assert.equal(outcome, "broken");
 * assert.equal(counterexample?.schedule.length, 3, "two inputs and one delivery");
 * ```
 */
export function explore(system: System, options: ExploreOptions): Exploration {
  const { laws } = options;
  const monitors = laws.filter((law) => law.kind === "monitor");
  const executionLaws = laws.filter((law) => law.kind === "execution");
  const byStates =
    monitors.length > 0 || executionLaws.length === 0 ? exploreStates(system, monitors, options) : undefined;
  if (executionLaws.length === 0 || byStates?.outcome === "broken") return withRace(byStates ?? nothing, laws);
  return withRace(joinTraces(byStates, system, options), laws);
}

/** Checks the execution laws, too, and adds what came of it to what a search over states found, if one was made. */
export function joinTraces(byStates: Exploration | undefined, system: System, options: ExploreOptions): Exploration {
  const { laws, limits = {} } = options;
  const executionLaws = laws.filter((law) => law.kind === "execution");
  return join(byStates, exploreTraces(system, executionLaws, limits));
}

const nothing: Exploration = {
  outcome: "inconclusive",
  searches: [],
  states: 0,
  transitions: 0,
  schedules: 0,
  depth: 0,
  bound: {},
};

function join(first: Exploration | undefined, second: Exploration): Exploration {
  if (first === undefined) return second;
  const worse = second.outcome === "proved" ? first : second;
  return {
    ...worse,
    searches: [...first.searches, ...second.searches],
    states: first.states,
    transitions: first.transitions + second.transitions,
    schedules: second.schedules,
    ...(second.blocked === undefined ? {} : { blocked: second.blocked }),
    depth: Math.max(first.depth, second.depth),
    bound: { ...first.bound, ...second.bound },
  };
}
