import {
  type Execution,
  type Fidelity,
  type Law,
  type Limits,
  type System,
  type Violation,
  follow,
  readSchedule,
  retrace,
} from "@millrace/core";
import type { Exercise, Lab } from "./exercise.ts";
import { guardWork } from "./guard-work.ts";
import { withoutHostSources } from "./host-sources.ts";
import type { Link } from "./link.ts";

/** A run seen again. */
export interface Replayed {
  /** The name of the check that the link belongs to. */
  readonly check: string;
  /** The link's schedule followed with the module as it is now, up to the event that breaks a law. */
  readonly execution: Execution;
  /** Whether that is still the run that the link was made of. */
  readonly fidelity: Fidelity;
  /** The law that it breaks now; absent if the code has been mended since. */
  readonly violation?: Violation;
  /** All laws that the check asks of the run. */
  readonly laws: readonly Law[];
}

/**
 * Follows a link with a module, perhaps another one than it was made with; `fidelity` says how far it is the same run.
 * Throws an Error when the link belongs to another exercise, or when its text is no schedule of the check's system.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { type AnyMachine, at, broken, defineMachine, defineSystem, never } from "@millrace/core";
 * import { check, defineExercise, grade, readLink, replayLink } from "@millrace/grader";
 *
 * const saying = (word: string) => defineMachine<object, never, string>({ start: () => ({}), onInput: (_state, _input, context) => context.output(word) });
 * const noShouting = never("nobody shouts", (seen) => (seen.kind === "output" && seen.output === "NO" ? broken("no", "NO") : undefined));
 * const exercise = defineExercise<{ machine: AnyMachine }>({
 *   id: "9.8", title: "Manners", minutes: 1, source: "grandmother", work: "manners.ts",
 *   checks: [check("a polite answer", ({ work, explore }) =>
 *     explore(defineSystem({ machines: { a: work.machine }, inputs: [at("a", "please")] }), [noShouting]))],
 * });
 *
 * const link = grade(exercise, { machine: saying("NO") }).checks[0]?.counterexample?.link ?? "";
 * assert.equal(replayLink(exercise, { machine: saying("NO") }, readLink(link)).violation?.law, "nobody shouts");
 * assert.equal(replayLink(exercise, { machine: saying("no") }, readLink(link)).violation, undefined, "mended since");
 * ```
 */
export function replayLink<Work>(exercise: Exercise<Work>, work: Work, link: Link): Replayed {
  const check = exercise.checks[link.check];
  if (exercise.id !== link.exercise || check === undefined) {
    throw new Error(
      `Cannot replay the link as it belongs to check ${link.check} of exercise ${link.exercise}, which this ${exercise.id} does not have.`,
    );
  }
  const found = new Found();
  withoutHostSources({ enter() {}, leave() {} }, (probe) => {
    const lab = makeReplayLab(guardWork(work, { file: exercise.work, probe }), { link, found });
    try {
      check.run(lab);
    } catch (error) {
      if (error !== found) throw error;
    }
  });
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
    found.result = { ...followLink(link, { ...system, seed: link.seed }, laws), laws };
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
function followLink(link: Link, system: System, laws: readonly Law[]): Omit<Replayed, "check" | "laws"> {
  const retraced = retrace(readSchedule(link.schedule, system), system, laws);
  if (retraced.violation !== undefined) return retraced;
  const { execution, fidelity } = retraced;
  const { violation } = follow(system, execution.schedule, laws, { drainSteps: 2000 });
  return violation === undefined
    ? retraced
    : { execution, fidelity, violation: { ...violation, event: execution.events.length - 1 } };
}
