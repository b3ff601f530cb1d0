/**
 * Everything that explores, held together on one random model: whole worlds and interned states, breadth-first and
 * depth-first search, and all that is left out of a search over traces.
 *
 * The test run does it for a thousand seeds, `pnpm fuzz` for as many as one likes.
 */
import { type Model, randomModel } from "./random-model.ts";
import { sameOnThreads } from "./same-on-threads.ts";
import { sameStates } from "./same-states.ts";
import { sameTraces } from "./same-traces.ts";

/** What holds a pair of searches together: it throws an Error that says what differs. */
type Check = (model: Model, most: number) => Verdict | Promise<Verdict>;

/** Whether a model was checked, or left out. */
type Verdict = "checked" | "too large";

/** Whoever adds a way to search adds its check here; the first one decides what is too large. */
const checks: readonly Check[] = [sameTraces, sameStates, sameOnThreads];

/**
 * Checks the model of a seed, unless it has more than `most` schedules. Throws an Error that names the seed if two searches
 * differ.
 */
export async function checkModel(seed: number, most: number): Promise<Verdict> {
  const model = randomModel(seed);
  try {
    for (const check of checks) if ((await check(model, most)) === "too large") return "too large";
  } catch (error) {
    throw new Error(`Model ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return "checked";
}
