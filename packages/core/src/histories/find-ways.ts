import { type Configuration, isAsOpen, isReadings, textOfUpdates, type UnderWay, Updates } from "./configurations.ts";
import type { Returned, SequentialModel } from "./sequential-model.ts";

/** Configurations, and what is under way in them. */
export interface Situation extends UnderWay {
  /** Sorted by their texts; empty if nothing can explain what was seen. */
  readonly configurations: readonly Configuration[];
}

/**
 * Every way in which an open operation can have returned something that is accepted, with as few updates as needed in
 * effect: whatever else could have taken effect by now can do so later.
 */
export function findWays(
  model: SequentialModel,
  situation: Situation,
  place: number,
  accepts: (returned: Returned) => boolean,
): Configuration[] {
  const updates = new Updates(model, situation);
  const found: Configuration[] = [];
  const known = new KnownConfigurations();
  const queue = situation.configurations.slice();
  for (let index = 0; index < queue.length; index++) {
    const configuration = queue[index] as Configuration;
    const effect = configuration.effects[place] ?? null;
    if (effect === null) {
      const outcome = updates.outcome(configuration, place);
      if (accepts(outcome)) found.push(updates.take(configuration, place, outcome));
    } else if (isReadings(effect) ? effect.some(accepts) : accepts(effect)) {
      found.push(configuration);
      continue;
    } else if (!isReadings(effect)) continue;

    const others = updates.takeAny(configuration, place);
    if (known.isEmpty && others.length > 0) situation.configurations.forEach((one) => known.add(one));
    for (const other of others) if (known.add(other)) queue.push(other);
  }
  return found;
}

/** The configurations of a search. */
class KnownConfigurations {
  private readonly byText = new Map<string, Configuration[]>();

  get isEmpty(): boolean {
    return this.byText.size === 0;
  }

  /** Adds one, unless as much is possible in one that is known; says whether it did. */
  add(configuration: Configuration): boolean {
    const text = textOfUpdates(configuration);
    const alike = this.byText.get(text);
    if (alike?.some((one) => isAsOpen(one, configuration)) === true) return false;
    if (alike === undefined) this.byText.set(text, [configuration]);
    else alike.push(configuration);
    return true;
  }
}
