import { encode } from "../plain.ts";
import { type Configuration, isAsOpen, textOfUpdates, Updates } from "./configurations.ts";
import type { Situation } from "./find-ways.ts";
import type { SequentialModel } from "./sequential-model.ts";

/**
 * The configurations of a situation, sorted by their texts, but for those that another one is or can still become by one
 * update that takes effect: all that is possible in them is possible without them.
 */
export function withoutReachable(model: SequentialModel, situation: Situation): readonly Configuration[] {
  if (situation.configurations.length < 2) return situation.configurations;
  const unique = new Map(situation.configurations.map((one) => [encode(one), one]));
  const alike = new Map<string, Configuration[]>();
  for (const one of unique.values()) alike.set(textOfUpdates(one), [...(alike.get(textOfUpdates(one)) ?? []), one]);
  const updates = new Updates(model, situation);
  const reached = new Set<Configuration>();
  for (const from of unique.values()) {
    for (const next of [from, ...updates.takeAny(from)]) {
      for (const to of alike.get(textOfUpdates(next)) ?? []) if (to !== from && isAsOpen(next, to)) reached.add(to);
    }
  }
  return [...unique]
    .filter(([, one]) => !reached.has(one))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, one]) => one);
}
