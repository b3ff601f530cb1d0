/**
 * All that an object may be, given what its clients have seen so far: a set of configurations, brought up to date at each
 * invocation, return and crash. When it is empty, no order explains the history. It takes the place of the history, so
 * that a search which merges equal states can merge histories that allow the same future.
 *
 * Updates take effect just in time: when an operation returns, as many open ones as it needs. Reads change nothing, so a
 * configuration keeps all that a read may return by now, and does not choose.
 *
 * Source: Gavin Lowe, Testing for Linearizability (2017), just-in-time linearization. What it keeps for reads, and that
 * it leaves out what follows from the rest (without-reachable.ts), is ours.
 */
import { encode } from "../plain.ts";
import { isReadings, type OpenOperation, returnedBy } from "./configurations.ts";
import { findWays, type Situation } from "./find-ways.ts";
import { allows, type SequentialModel } from "./sequential-model.ts";
import { withoutReachable } from "./without-reachable.ts";

/** A return: which of the open operations, and with what. */
export interface Return {
  readonly place: number;
  readonly result: unknown;
}

/** Before anything was invoked. */
export function firstSituation(model: SequentialModel, key: string): Situation {
  return { open: [], abandoned: [], configurations: [{ state: model.start(key), effects: [], left: [] }] };
}

/** After an invocation, which becomes the open operation `place`. Texts begin with the state, so the order stays. */
export function afterInvocation(
  model: SequentialModel,
  situation: Situation,
  { place, ...operation }: OpenOperation & { readonly place: number },
): Situation {
  const { invocation } = operation;
  const isRead = model.isRead?.(invocation) === true;
  const configurations = situation.configurations.map((configuration) => {
    const effect = isRead ? [returnedBy(model.apply(configuration.state, invocation))] : null;
    return { ...configuration, effects: configuration.effects.toSpliced(place, 0, effect) };
  });
  return { ...situation, open: situation.open.toSpliced(place, 0, operation), configurations };
}

/** After a return. No configuration is left if the operation cannot have returned that. */
export function afterReturn(model: SequentialModel, situation: Situation, { place, result }: Return): Situation {
  const configurations = findWays(model, situation, place, (returned) => allows(returned, result));
  return tidy(model, withoutOpen({ ...situation, configurations }, place));
}

/** After the client of an open operation has stopped waiting for it: from now on it may take effect, or never. */
export function afterAbandoning(model: SequentialModel, situation: Situation, place: number): Situation {
  const { invocation } = situation.open[place] as OpenOperation;
  const isRead = situation.configurations.some(({ effects }) => isReadings(effects[place] ?? null));
  return tidy(model, withoutOpen(isRead ? situation : withAbandoned(situation, { place, invocation }), place));
}

/** Lets an update that was open be abandoned, too, where it has not taken effect. */
function withAbandoned(
  situation: Situation,
  { place, invocation }: { readonly place: number; readonly invocation: unknown },
): Situation {
  const text = encode(invocation);
  const texts = situation.abandoned.map((other) => encode(other));
  const isNew = !texts.includes(text);
  const kind = texts.filter((other) => other < text).length;
  return {
    ...situation,
    abandoned: isNew ? situation.abandoned.toSpliced(kind, 0, invocation) : situation.abandoned,
    configurations: situation.configurations.map(({ state, effects, left }) => {
      const count = (isNew ? 0 : (left[kind] ?? 0)) + (effects[place] === null ? 1 : 0);
      return { state, effects, left: left.toSpliced(kind, isNew ? 0 : 1, count) };
    }),
  };
}

function withoutOpen(situation: Situation, place: number): Situation {
  return {
    ...situation,
    open: situation.open.toSpliced(place, 1),
    configurations: situation.configurations.map((one) => ({ ...one, effects: one.effects.toSpliced(place, 1) })),
  };
}

/** The same possibilities in their one form: nothing that follows from the rest, no update of which none is left, sorted. */
function tidy(model: SequentialModel, situation: Situation): Situation {
  const { open, abandoned } = situation;
  const configurations = withoutReachable(model, situation);
  const isLeft = (_item: unknown, kind: number): boolean => configurations.some(({ left }) => left[kind] !== 0);
  if (abandoned.every(isLeft)) return { open, abandoned, configurations };
  return {
    open,
    abandoned: abandoned.filter(isLeft),
    configurations: configurations.map((one) => ({ ...one, left: one.left.filter(isLeft) })),
  };
}
