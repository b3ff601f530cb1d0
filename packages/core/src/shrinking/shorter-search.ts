import { searchBreadthFirst, type StateSearch } from "../explore/breadth-first.ts";
import { toSchedule } from "../explore/path-schedule.ts";
import { Space } from "../explore/space.ts";
import type { Law, MonitorLaw } from "../laws.ts";
import type { Choice, Schedule } from "../schedule.ts";
import type { System } from "../system.ts";
import { handlerLaw } from "../watch.ts";

/** What a search for something shorter came to. */
export interface ShorterSearch {
  /** A shorter schedule, and the law that it breaks; absent if none was found. */
  readonly shorter?: { readonly schedule: Schedule; readonly law: string };
  /** Whether every schedule up to that length was searched. */
  readonly isComplete: boolean;
}

/** How far to search. */
export interface ShorterLimits {
  /** Only for schedules of fewer choices than this. */
  readonly length: number;
  /** Whether laws about the end are asked as well, wherever nothing is left to do; a fair run for ever does not count. */
  readonly inTheEnd: boolean;
  /** How many states may be visited: a search that needs more is given up. */
  readonly states: number;
}

/** Searches a system breadth-first for the shortest schedule that breaks a law. Execution laws are not asked. */
export function searchShorter(
  system: System,
  laws: readonly Law[],
  { length, inTheEnd, states }: ShorterLimits,
): ShorterSearch {
  if (states === 0) return { isComplete: false };
  const monitors = laws.filter((law) => law.kind === "monitor");
  const asked = inTheEnd ? monitors : monitors.map(withoutEnd);
  // An end is seen only from the level on which it lies; of fair runs, the search's own, the shortest suffices.
  const limits = { states, depth: inTheEnd ? length : length - 1, drainSteps: 1 };
  let space = new Space(system, asked, { clocks: false });
  let search: StateSearch = searchBreadthFirst(space, limits);
  if (space.needsClocks) {
    space = new Space(system, asked, { clocks: true });
    search = searchBreadthFirst(space, limits);
  }
  const { broken } = search;
  if (broken?.isShortest === true) {
    const schedule = toSchedule(space, space.choicesOf(broken.steps));
    if (schedule.length < length) return { shorter: { schedule, law: broken.violation.law }, isComplete: true };
  }
  // What is hidden outside of states makes a search worth nothing.
  return { isComplete: search.isComplete || (broken !== undefined && broken.violation.law !== handlerLaw) };
}

/** The same system with no other inputs than those of a schedule, and no more faults of each kind. */
export function restrictTo(system: System, schedule: Schedule): System {
  const count = (kind: Choice["kind"]): number => schedule.filter((choice) => choice.kind === kind).length;
  const used = new Set(schedule.flatMap((choice) => (choice.kind === "input" ? [choice.input] : [])));
  const { faults } = system;
  return {
    ...system,
    nodes: system.nodes.map((node) => ({ ...node, inputs: node.inputs.filter((input) => used.has(input)) })),
    faults: {
      ...faults,
      drops: count("drop"),
      duplicates: count("duplicate"),
      crashes: count("crash"),
      cuts: count("cut") === 0 ? [] : faults.cuts,
      clockSkewMs: count("skew") === 0 ? 0 : faults.clockSkewMs,
    },
  };
}

function withoutEnd(law: MonitorLaw): MonitorLaw {
  return {
    kind: "monitor",
    name: law.name,
    start: (machines) => law.start(machines),
    observe: (state, observation) => law.observe(state, observation),
    ...(law.always === undefined ? {} : { always: (state, view) => law.always?.(state, view) }),
  };
}
