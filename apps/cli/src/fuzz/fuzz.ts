import { parseArgs } from "node:util";
import { checkModel } from "@millrace/core/testing/differential.ts";

/** Where it writes to. */
interface Output {
  print(text: string): void;
  complain(text: string): void;
}

const usage = "Usage: pnpm fuzz [models, 100000 by default] [--from seed] [--most schedules of a model]";

/** So often it says how far it is: after so many seeds. */
const reportEvery = 1000;

/**
 * Checks random models, seed by seed, and stops at the first that shows two searches differ. Exit codes: 0 all agree, 1 a
 * model does not, 2 it was called wrongly.
 */
export async function fuzz(words: readonly string[], { print, complain }: Output): Promise<number> {
  const numbers = read(words);
  if (numbers === undefined) {
    complain(usage);
    return 2;
  }
  const { models, from, most } = numbers;
  let checked = 0;
  let seed = from;
  for (; checked < models; seed++) {
    try {
      if ((await checkModel(seed, most)) === "checked") checked += 1;
    } catch (error) {
      print(error instanceof Error ? error.message : String(error));
      print(`Again: pnpm fuzz 1 --from ${seed} --most ${most}`);
      return 1;
    }
    if ((seed + 1 - from) % reportEvery === 0)
      print(`${checked} models agree. Go on: pnpm fuzz ${models - checked} --from ${seed + 1} --most ${most}`);
  }
  print(`${checked} models agree, seeds ${from} to ${seed - 1}; those with more than ${most} schedules were left out.`);
  return 0;
}

function read(words: readonly string[]): { models: number; from: number; most: number } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { from: { type: "string", default: "0" }, most: { type: "string", default: "150" } },
      allowPositionals: true,
    });
    const [models, from, most] = [positionals[0] ?? "100000", values.from, values.most].map(Number);
    const isCount = (number: number | undefined): number is number =>
      Number.isSafeInteger(number) && Number(number) >= 0;
    if (positionals.length > 1 || !isCount(models) || !isCount(from) || !isCount(most)) return undefined;
    return { models, from, most };
  } catch {
    return undefined;
  }
}
