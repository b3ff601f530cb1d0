import { type Input, type MachineId, type Random, at } from "@millrace/core";
import type { HandOn, Job } from "./juang-venkatesan.jobs.ts";

/**
 * Inputs of a busy system: so many jobs from outside, one every `everyMs` milliseconds, each handing on up to `depth` deep, and
 * after each second one a flush. Who gets what is drawn from `random`; names are numbers, and no two jobs share one.
 *
 * @example
 * ```ts
 * import { createRandom } from "@millrace/core";
 * import { randomJobs } from "@millrace/recovery";
 *
 * const inputs = randomJobs(createRandom(1), { machines: ["a", "b", "c"], jobs: 4, depth: 3, everyMs: 10 });
 * if (inputs.length !== 6) throw new Error("four jobs and two flushes");
 * ```
 */
export function randomJobs(random: Random, { machines, jobs, depth, everyMs }: RandomJobsOptions): Input[] {
  let names = 0;
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  const makeJob = (machine: MachineId, deep: number): Job => {
    names += 1;
    const name = String(names);
    const count = deep === 0 ? 0 : 1 + Math.floor(random() * 1.5);
    const next = Array.from({ length: count }, (): HandOn => {
      const to = pick(machines.filter((other) => other !== machine)) ?? machine;
      return { to, job: makeJob(to, deep - 1) };
    });
    return { name, next };
  };
  return Array.from({ length: jobs }, (_, place) => place).flatMap((place) => {
    const machine = pick(machines) ?? "";
    const atMs = place * everyMs;
    const asked = at(machine, { type: "job", job: makeJob(machine, depth) }, { atMs });
    return place % 2 === 0 ? [asked] : [asked, at(pick(machines) ?? "", { type: "flush" }, { atMs })];
  });
}

/** How busy. */
export interface RandomJobsOptions {
  /** Two or more. */
  readonly machines: readonly MachineId[];
  /** Jobs from outside: a whole number. */
  readonly jobs: number;
  /** How often a job is handed on, one or two at a time: a whole number. */
  readonly depth: number;
  /** The time between two jobs from outside, in milliseconds. */
  readonly everyMs: number;
}
