import type { Local } from "./local.ts";
import { encode } from "./plain.ts";
import { describeValue } from "./show.ts";
import type { Effect, Outcome } from "./step.ts";

/** How two outcomes of the same step differ, in words; undefined if they are the same. */
export function describeDifference(first: Outcome, second: Outcome): string | undefined {
  if (second.failure !== undefined) return `the second time it failed: ${second.failure.message}`;
  if (!sameData(first.effects, second.effects)) {
    const index = first.effects.findIndex((effect, place) => !sameData(effect, second.effects[place]));
    const place = index < 0 ? first.effects.length : index;
    return `it ${describeEffect(first.effects[place])}, then ${describeEffect(second.effects[place])}`;
  }
  if (!sameLocal(first.local, second.local)) {
    return describeStates(first.local.state, second.local.state);
  }
  return undefined;
}

/** How two states differ that one should have become, in words. */
export function describeStates(first: unknown, second: unknown): string {
  return `state${changedPath(first, second)} became ${describeValue(first)}, then ${describeValue(second)}`;
}

function sameLocal(left: Local, right: Local): boolean {
  return (
    left.up === right.up &&
    left.draws === right.draws &&
    left.incarnation === right.incarnation &&
    Object.is(left.clockMs, right.clockMs) &&
    sameData(left.timers, right.timers) &&
    (left.disk === right.disk || sameData(left.disk, right.disk)) &&
    sameData(left.state, right.state)
  );
}

/** What a handler did, in words; an effect that is missing is nothing more. */
export function describeEffect(effect: Effect | undefined): string {
  if (effect === undefined) return "did nothing more";
  if (effect.kind === "send") return `sent ${describeValue(effect.message)} to ${effect.to}`;
  if (effect.kind === "output") return `put out ${describeValue(effect.output)}`;
  return `${effect.kind === "set-timer" ? "set" : "cleared"} timer ${effect.name}`;
}

/** Whether two values are the same plain data in the same order: whether both have one encoding. */
export function sameData(left: unknown, right: unknown): boolean {
  return isSame(left, right, 0);
}

/** Objects and arrays, which are most of all data, are walked through: that takes a fifth of the time of two encodings. */
function isSame(left: unknown, right: unknown, depth: number): boolean {
  if (typeof left !== "object" || left === null)
    return Object.is(left, right) && typeof left !== "function" && typeof left !== "symbol";
  if (typeof right !== "object" || right === null || depth > 500) return false;
  if (Array.isArray(left))
    return Array.isArray(right) && left.length === right.length && hasSameItems(left, right, depth + 1);
  if (Object.getPrototypeOf(left) === Object.prototype && Object.getPrototypeOf(right) === Object.prototype)
    return hasSameKeys(left as Fields, right as Fields, depth + 1);
  if (left instanceof Map && right instanceof Map)
    return left.size === right.size && hasSameItems([...left].flat(), [...right].flat(), depth + 1);
  return hasSameText(left, right);
}

type Fields = Readonly<Record<string, unknown>>;

function hasSameItems(left: readonly unknown[], right: readonly unknown[], depth: number): boolean {
  for (let index = 0; index < left.length; index++) if (!isSame(left[index], right[index], depth)) return false;
  return true;
}

function hasSameKeys(left: Fields, right: Fields, depth: number): boolean {
  const keys = Object.keys(left);
  const others = Object.keys(right);
  if (keys.length !== others.length) return false;
  for (let place = 0; place < keys.length; place++) {
    const key = keys[place] ?? "";
    if (key !== others[place] || !isSame(left[key], right[key], depth)) return false;
  }
  return true;
}

function hasSameText(left: object, right: object): boolean {
  try {
    return encode(left) === encode(right);
  } catch {
    return false;
  }
}

/** Where two values first differ, as a path. */
export function changedPath(before: unknown, after: unknown): string {
  if (
    typeof before === "object" &&
    typeof after === "object" &&
    before !== null &&
    after !== null &&
    !(before instanceof Map) &&
    !(before instanceof Set)
  ) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const left: unknown = (before as Record<string, unknown>)[key];
      const right: unknown = (after as Record<string, unknown>)[key];
      if (sameData(left, right)) continue;
      const step = Array.isArray(before) ? `[${key}]` : `.${key}`;
      const deeper = typeof left === "object" && typeof right === "object" ? changedPath(left, right) : "";
      return step + (deeper === "its top" ? "" : deeper);
    }
  }
  return "its top";
}
