import { tellCausally } from "../causal-order.ts";
import type { Counterexample, Exploration, Limits } from "../exploration.ts";
import { follow } from "../follow.ts";
import type { MonitorLaw } from "../laws.ts";
import type { MachineId } from "../machine.ts";
import { SystemError } from "../system-error.ts";
import type { System } from "../system.ts";
import { searchBreadthFirst, type StateSearch } from "./breadth-first.ts";
import { defaultLimits } from "./default-limits.ts";
import { explainExplosion } from "./explain-explosion.ts";
import { toSchedule } from "./path-schedule.ts";
import { Space } from "./space.ts";

/** Checks monitor laws in every state of a system, on this thread. */
export function exploreStates(
  system: System,
  laws: readonly MonitorLaw[],
  options: { readonly limits?: Limits | undefined; readonly symmetry?: Symmetric | undefined },
): Exploration {
  const limits = { ...defaultLimits, ...options.limits };
  const { symmetry } = options;
  let space = new Space(system, laws, { clocks: false, symmetry });
  let search = searchBreadthFirst(space, limits);
  if (space.needsClocks) {
    space = new Space(system, laws, { clocks: true, symmetry });
    search = searchBreadthFirst(space, limits);
  }
  return tellSearch(search, { space, laws, limits });
}

type Symmetric = readonly (readonly MachineId[])[];

/** What a search over the states of a space says about its system. */
export function tellSearch(
  search: StateSearch,
  options: { readonly space: Space; readonly laws: readonly MonitorLaw[]; readonly limits: Required<Limits> },
): Exploration {
  const { space, laws, limits } = options;
  const { states, transitions, depth, isBounded, broken } = search;
  if (search.usesRandom && space.symmetry !== undefined)
    throw new SystemError(
      "Cannot exchange machines that draw random numbers, as each has a stream of its own. Search without symmetry.",
    );
  const bound = {
    ...(isBounded ? { depth: limits.depth } : {}),
    ...(search.usesRandom ? { seed: space.system.seed } : {}),
  };
  const totals = { searches: ["states"], states, transitions, schedules: 0, depth, bound } as const;
  if (broken !== undefined)
    return { outcome: "broken", ...totals, counterexample: retell(space, broken, { laws, limits }) };
  if (search.isComplete) return { outcome: "proved", ...totals };
  return { outcome: "inconclusive", ...totals, reason: explainExplosion(search, limits.states) };
}

/** Follows a path through the space in a world, where it becomes a schedule and an execution. */
function retell(
  space: Space,
  broken: NonNullable<StateSearch["broken"]>,
  options: { readonly laws: readonly MonitorLaw[]; readonly limits: Required<Limits> },
): Counterexample {
  const { laws, limits } = options;
  const { steps, merged, isShortest } = broken;
  const schedule = toSchedule(space, space.choicesOf(steps, merged));
  const { execution, violation: seen } = follow(space.system, schedule, laws, { drainSteps: 0 });
  const isSeen = seen?.law === broken.violation.law;
  const event = isSeen ? seen.event : execution.events.length - 1;
  // With symmetry, the search speaks of the machines of a representative.
  const told = isSeen || space.symmetry === undefined ? seen : follow(space.system, schedule, laws, limits).violation;
  const { law, expected, actual } = told?.law === broken.violation.law ? told : broken.violation;
  const violation = { law, expected, actual, event };
  const found = { ...violation, schedule, execution, foundLength: schedule.length, shortest: isShortest };
  return isShortest ? tellCausally(found, laws) : fromTheStart(found, laws, limits);
}

/**
 * A fair run that never ends was found on the way to the first state that was tried. If one from the very start is no better,
 * it tells the same in fewer steps.
 */
function fromTheStart(
  found: Counterexample,
  laws: readonly MonitorLaw[],
  { drainSteps }: Required<Limits>,
): Counterexample {
  const { system } = found.execution;
  const mayHaveInputsLeft = 10 * system.inputs.length > drainSteps;
  if (mayHaveInputsLeft || found.schedule.length === 0) return found;
  const { execution, violation } = follow(system, [], laws, { drainSteps, twice: false });
  const { schedule } = execution;
  if (violation?.law !== found.law || schedule.length >= found.schedule.length) return found;
  return { ...found, ...violation, schedule, execution };
}
