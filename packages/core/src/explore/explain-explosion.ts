import type { Growth, StateSearch } from "./breadth-first.ts";

/** Why a search over states did not come to its end, for a person: what grew, and what to make smaller. */
export function explainExplosion({ states, depth, growth }: StateSearch, budget: number): string {
  return (
    `The search stopped at its budget of ${budget} states, ${depth} choices deep. ` +
    `${describeGrowth(growth)} Bound what grows, or search deeper with a larger limits.states (${states} were seen), or less deep with limits.depth.`
  );
}

function describeGrowth(growth: readonly Growth[]): string {
  const [most] = growth.toSorted((left, right) => right.after - right.before - (left.after - left.before));
  if (most === undefined || most.after === most.before)
    return "In the second half of them, no machine came into a new local state: what grows is how many messages wait in channels. Send less, give fewer inputs, or let receivers keep up.";
  return (
    `In the second half of them, the local states of ${most.machine} grew most, from ${most.before} to ${most.after}. ` +
    "Give it fewer inputs or faults, make the system smaller, and look for a counter, a list or a log in its state that never stops growing."
  );
}
