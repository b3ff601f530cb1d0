import { type Execution, type Law, type Limits, type System, type Violation, follow } from "@millrace/core";
import type { Exercise, Lab } from "./exercise.ts";
import { guardWork } from "./guard-work.ts";
import { type Link, scheduleOf } from "./link.ts";

/** A run seen again. */
export interface Replayed {
  readonly check: string;
  readonly execution: Execution;
  /** The law that it breaks now; absent if the code has been mended since. */
  readonly violation?: Violation;
}

/**
 * Follows a link with a module, perhaps another one than it was made with. Throws an Error when the link belongs to
 * another exercise, or when its schedule no longer fits: then some choice has become impossible.
 */
export function replayLink<Work>(exercise: Exercise<Work>, work: Work, link: Link): Replayed {
  const check = exercise.checks[link.check];
  if (exercise.id !== link.exercise || check === undefined) {
    throw new Error(
      `Cannot replay the link as it belongs to check ${link.check} of exercise ${link.exercise}, which this ${exercise.id} does not have.`,
    );
  }
  const found = new Found();
  const probe = { enter() {}, leave() {} };
  const lab = makeReplayLab(guardWork(work, { file: exercise.work, probe }), { link, found });
  try {
    check.run(lab);
  } catch (error) {
    if (error !== found) throw error;
  }
  if (found.result === undefined) {
    throw new Error(
      `Cannot replay the link as the check "${check.name}" looks at fewer systems now. The exercise has changed since the link was made.`,
    );
  }
  return { check: check.name, ...found.result };
}

/** Thrown through a check when its system has been found. */
class Found extends Error {
  result: Omit<Replayed, "check"> | undefined;
}

/** A lab that lets everything pass until the link's system comes by, and follows the schedule there. */
function makeReplayLab<Work>(work: Work, { link, found }: { readonly link: Link; readonly found: Found }): Lab<Work> {
  let worlds = 0;
  const look = (system: System, laws: readonly Law[]): void => {
    if (worlds++ !== link.world) return;
    const seeded = { ...system, seed: link.seed };
    const schedule = scheduleOf(link, seeded);
    found.result = followLink(seeded, laws, schedule);
    throw found;
  };
  const passed = { states: 0, transitions: 0, schedules: 0, depth: 0, bound: {}, searches: [] } as const;
  return {
    work,
    explore: (system: System, laws: readonly Law[], _limits?: Limits) => (
      look(system, laws),
      { outcome: "proved", ...passed }
    ),
    sample: (system, laws) => (look(system, laws), { outcome: "sampled", ...passed }),
    follow: (system, schedule, laws) => (look(system, laws), follow(system, schedule, [], { loosely: true }).execution),
    cases: () => undefined,
    equal: () => undefined,
  };
}

/** The schedule as it is first; only if nothing is broken in it, the fair run after it, for the laws about the end. */
function followLink(
  system: System,
  laws: readonly Law[],
  schedule: ReturnType<typeof scheduleOf>,
): Omit<Replayed, "check"> {
  const strict = follow(system, schedule, laws);
  if (strict.violation !== undefined) return strict;
  const drained = follow(system, schedule, laws, { drainSteps: 2000 });
  return drained.violation === undefined
    ? strict
    : { execution: strict.execution, violation: { ...drained.violation, event: strict.execution.events.length - 1 } };
}
