import { explore } from "../mod.ts";
import { exploreInParallel, SearchHost } from "../parallel.ts";
import type { Model } from "./random-model.ts";

/** What several threads that share memory find of a system, beside what one finds: the same, in all that is counted. */
export async function sameOnThreads({ system }: Model): Promise<"checked"> {
  const one = explore(system, { laws: [] });
  for (const threads of [2, 3]) {
    const spawn = (): SearchHost => new SearchHost(() => ({ system, laws: [] }), { statesAtOnce: 1, statesPerCall: 2 });
    const several = await exploreInParallel(system, { laws: [], threads, spawn, tuning: { aloneBelow: 0 } });
    const counts = [one, several].map(({ outcome, states, transitions, depth }) =>
      JSON.stringify({ outcome, states, transitions, depth }),
    );
    if (counts[0] !== counts[1]) throw new Error(`one thread finds ${counts[0]}, ${threads} find ${counts[1]}`);
  }
  return "checked";
}
