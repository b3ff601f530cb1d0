import type { Schedule, System } from "@millrace/core";
import { readSchedule, writeSchedule } from "./schedule-text.ts";

/**
 * Where a schedule belongs, and the schedule: everything that is needed to see a run again.
 * As text: `mr1.<exercise>-<version>.<check>-<world>-<seed>.<schedule>`.
 */
export interface Link {
  /** The exercise's id: "2.1". */
  readonly exercise: string;
  /** The version of its checks when the link was made. */
  readonly version: string;
  /** Which check, from 0. */
  readonly check: number;
  /** Which of the systems that the check looks at, from 0. */
  readonly world: number;
  /** The seed of the machines' random streams: a whole number. */
  readonly seed: number;
  /** The schedule, still as text: reading it takes the system. */
  readonly schedule: string;
}

/**
 * The text of a link: URL-safe, and short enough for a terminal if the schedule is. `system` is the one whose schedule
 * it is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem } from "@millrace/core";
 * import { writeLink } from "@millrace/grader";
 *
 * const silent = defineMachine<object>({ start: () => ({}) });
 * const system = defineSystem({ machines: { a: silent }, inputs: [at("a", "ping")] });
 * const place = { exercise: "2.1", version: "5eed", check: 0, world: 0, seed: 0 };
 * assert.equal(writeLink(place, [{ kind: "input", machine: "a", input: 0 }], system), "mr1.2-1-5eed.0-0-0.i0.0");
 * ```
 */
export function writeLink(link: Omit<Link, "schedule">, schedule: Schedule, system: System): string {
  const { exercise, version, check, world, seed } = link;
  return `mr1.${exercise.replace(".", "-")}-${version}.${check}-${world}-${seed}.${writeSchedule(schedule, system)}`;
}

/**
 * The link of a text, whole or at the end of an address. Throws an Error that says what is wrong with it; whether the
 * schedule fits is known only when it is replayed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readLink } from "@millrace/grader";
 *
 * assert.equal(readLink("https://example.org/replay#mr1.2-1-5eed.0-0-0.i0.0").exercise, "2.1");
 * assert.throws(() => readLink("mr2.2-1"), /reads format 1/);
 * ```
 */
export function readLink(text: string): Link {
  const trimmed = text.trim().replace(/^.*[/?#=]/, "");
  const format = /^mr(\d+)\./.exec(trimmed)?.[1];
  if (format === undefined)
    throw new Error(
      `Cannot read the link as it does not begin with "mr1.": ${JSON.stringify(trimmed.slice(0, 20))}. Copy it whole, from the verdict.`,
    );
  if (format !== "1")
    throw new Error(
      `Cannot read the link as its format is ${format}, and this Millrace reads format 1. Use the Millrace that made it.`,
    );
  const match = /^mr1\.(\d+)-(\d+)-([0-9a-z]*)\.(\d+)-(\d+)-(-?\d+)\.(.*)$/.exec(trimmed);
  if (match === null)
    throw new Error(
      `Cannot read the link as a part of it is missing: ${JSON.stringify(trimmed.slice(0, 40))}. Copy it whole, from the verdict.`,
    );
  const [, chapter, place, version = "", check, world, seed, schedule = ""] = match;
  return {
    exercise: `${chapter}.${place}`,
    version,
    check: Number(check),
    world: Number(world),
    seed: Number(seed),
    schedule,
  };
}

/** The schedule of a link, in the system that it belongs to. */
export function scheduleOf(link: Link, system: System): Schedule {
  return readSchedule(link.schedule, system);
}
