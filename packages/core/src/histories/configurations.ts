import { encode } from "../plain.ts";
import type { ModelOutcome, Returned, SequentialModel } from "./sequential-model.ts";

/** One way an object may be. Plain data; nothing in it is changed. */
export interface Configuration {
  readonly state: unknown;
  /** By open operation. */
  readonly effects: readonly Effect[];
  /** By abandoned invocation: how many of them may still take effect, 0 or more. */
  readonly left: readonly number[];
}

/** What an open operation has done: an update nothing yet (null), or it took effect; a read, all that it may return by now. */
export type Effect = null | Returned | Readings;

/** All that a read may return: what it would have in each state that the object was in since. Sorted by their texts. */
export type Readings = readonly Returned[];

/** What is under way on one key. Plain data; nothing in it is changed. */
export interface UnderWay {
  /** What was invoked and has not returned: its client may still hear of it. */
  readonly open: readonly OpenOperation[];
  /** Different updates, sorted by their texts, that nobody waits for any more and that may still take effect. */
  readonly abandoned: readonly unknown[];
}

/** An operation that was invoked and has not returned. */
export interface OpenOperation {
  readonly client: string;
  readonly invocation: unknown;
}

/** What the updates that are under way make of a configuration when they take effect. */
export class Updates {
  private readonly model: SequentialModel;
  private readonly underWay: UnderWay;

  constructor(model: SequentialModel, underWay: UnderWay) {
    this.model = model;
    this.underWay = underWay;
  }

  /** What an open operation would do now. */
  outcome({ state }: Configuration, place: number): ModelOutcome {
    return this.model.apply(state, this.underWay.open[place]?.invocation);
  }

  /** The configuration after an open update has taken effect. */
  take(configuration: Configuration, place: number, outcome: ModelOutcome): Configuration {
    const { effects, left } = this.come(configuration, outcome.state);
    return { state: outcome.state, effects: effects.with(place, returnedBy(outcome)), left };
  }

  /** The configuration after one of the abandoned updates of a kind has taken effect. */
  takeAbandoned(configuration: Configuration, kind: number): Configuration {
    const { state } = this.model.apply(configuration.state, this.underWay.abandoned[kind]);
    const { effects, left } = this.come(configuration, state);
    return { state, effects, left: left.with(kind, (left[kind] ?? 0) - 1) };
  }

  /** The configurations after any one update; not an open one at `except`. */
  takeAny(configuration: Configuration, except = -1): Configuration[] {
    const { effects, left } = configuration;
    return [
      ...effects.flatMap((effect, place) =>
        effect === null && place !== except
          ? [this.take(configuration, place, this.outcome(configuration, place))]
          : [],
      ),
      ...left.flatMap((count, kind) => (count > 0 ? [this.takeAbandoned(configuration, kind)] : [])),
    ];
  }

  /** The configuration in another state: reads may return what is there now, too. */
  private come(configuration: Configuration, state: unknown): Configuration {
    const effects = configuration.effects.map((effect, place) => {
      if (!isReadings(effect)) return effect;
      return withReading(effect, returnedBy(this.model.apply(state, this.underWay.open[place]?.invocation)));
    });
    return { ...configuration, effects };
  }
}

/** What an operation returns if this is what it did. */
export function returnedBy(outcome: ModelOutcome): Returned {
  return "result" in outcome ? { result: outcome.result } : {};
}

export function isReadings(effect: Effect): effect is Readings {
  return Array.isArray(effect);
}

/** Tells configurations apart by state and by the updates that are in effect. */
export function textOfUpdates({ state, effects }: Configuration): string {
  return encode([state, effects.map((effect) => (isReadings(effect) ? "read" : effect))]);
}

/**
 * Whether at least as much is possible in `one` as in `other`, which has the same state and the same updates in effect:
 * all that reads may return, and all abandoned updates that may take effect.
 */
export function isAsOpen(one: Configuration, other: Configuration): boolean {
  return (
    one.left.every((count, kind) => count >= (other.left[kind] ?? 0)) &&
    one.effects.every((effect, place) => {
      const needed = other.effects[place] ?? null;
      return (
        !isReadings(effect) || !isReadings(needed) || needed.every((reading) => findReading(effect, reading).isThere)
      );
    })
  );
}

function withReading(readings: Readings, reading: Returned): Readings {
  const { place, isThere } = findReading(readings, reading);
  return isThere ? readings : readings.toSpliced(place, 0, reading);
}

function findReading(readings: Readings, reading: Returned): { readonly place: number; readonly isThere: boolean } {
  const text = encode(reading);
  let [low, high] = [0, readings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = encode(readings[middle]);
    if (other === text) return { place: middle, isThere: true };
    if (other < text) low = middle + 1;
    else high = middle;
  }
  return { place: low, isThere: false };
}
