import { type Input, type MachineId, type Random, at } from "@millrace/core";
import { type RandomJobsOptions, randomJobs } from "./juang-venkatesan.jobs-to-try.ts";
import type { PeriodicInput } from "./manivannan-singhal.jobs.ts";

/**
 * Inputs of a busy system whose machines save now and then: jobs as {@link randomJobs} has them, and with every job a period
 * that begins at one machine. Periods have the numbers 1, 2, 3, … at each machine; some are ahead of others.
 *
 * @example
 * ```ts
 * import { createRandom } from "@millrace/core";
 * import { randomPeriods } from "@millrace/recovery";
 *
 * const inputs = randomPeriods(createRandom(1), { machines: ["a", "b", "c"], jobs: 4, depth: 3, everyMs: 10 });
 * if (inputs.length !== 8) throw new Error("four jobs and four periods");
 * ```
 */
export function randomPeriods(random: Random, options: RandomJobsOptions): Input[] {
  const { machines } = options;
  const numbers = new Map<MachineId, number>();
  const beginAt = (atMs: number): Input => {
    const machine = machines[Math.floor(random() * machines.length)] ?? "";
    const number = (numbers.get(machine) ?? 0) + 1;
    numbers.set(machine, number);
    return at(machine, { type: "period", number } satisfies PeriodicInput, { atMs });
  };
  const jobs = randomJobs(random, options).filter(({ input }) => Object(input).type === "job");
  return jobs.flatMap((each) => [each, beginAt(each.atMs)]);
}
