import { type Execution, writeSchedule } from "@millrace/core";

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
 * The text of a link to an execution: URL-safe, and short enough for a terminal if the schedule is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem, replay } from "@millrace/core";
 * import { writeLink } from "@millrace/grader";
 *
 * const silent = defineMachine<object>({ start: () => ({}) });
 * const system = defineSystem({ machines: { a: silent }, inputs: [at("a", "ping")] });
 * const place = { exercise: "2.1", version: "5eed", check: 0, world: 0, seed: 0 };
 * const execution = replay(system, [{ kind: "input", machine: "a", input: 0 }]);
 * assert.match(writeLink(place, execution), /^mr1\.2-1-5eed\.0-0-0\.i_e\w{8}$/);
 * ```
 */
export function writeLink(link: Omit<Link, "schedule">, execution: Execution): string {
  const { exercise, version, check, world, seed } = link;
  return `mr1.${exercise.replace(".", "-")}-${version}.${check}-${world}-${seed}.${writeSchedule(execution)}`;
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
 * assert.equal(readLink("https://example.org/replay#mr1.2-1-5eed.0-0-0.i_e12345678").exercise, "2.1");
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
      `Cannot read the link as its format is ${format.slice(0, 9)}, and this Millrace reads format 1. Use the Millrace that made it.`,
    );
  const match = /^mr1\.(\d{1,9})-(\d{1,9})-([0-9a-z]*)\.(\d+)-(\d+)-(-?\d+)\.(.*)$/.exec(trimmed);
  if (match === null)
    throw new Error(
      `Cannot read the link as a part of it is missing: ${JSON.stringify(trimmed.slice(0, 40))}. Copy it whole, from the verdict.`,
    );
  const [, chapter, place, version = "", check, world, seed, schedule = ""] = match;
  const numbers = { check: Number(check), world: Number(world), seed: Number(seed) };
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isSafeInteger(value))
      throw new Error(
        `Cannot read the link as its ${name} is too large a number: ${value}. Copy it whole, from the verdict.`,
      );
  }
  return { exercise: `${chapter}.${place}`, version, ...numbers, schedule };
}
