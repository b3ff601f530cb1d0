import { encodeLocal } from "./local.ts";
import { encode } from "./plain.ts";
import { describeValue } from "./show.ts";
import type { Effect, Outcome } from "./step.ts";

/** How two outcomes of the same step differ, in words; undefined if they are the same. */
export function describeDifference(first: Outcome, second: Outcome): string | undefined {
  if (second.failure !== undefined) return `the second time it failed: ${second.failure.message}`;
  if (encode(first.effects) !== encode(second.effects)) {
    const index = first.effects.findIndex((effect, place) => encode(effect) !== encode(second.effects[place]));
    const place = index < 0 ? first.effects.length : index;
    return `it ${describeEffect(first.effects[place])}, then ${describeEffect(second.effects[place])}`;
  }
  if (encodeLocal(first.local) !== encodeLocal(second.local)) {
    return `state${changedPath(first.local.state, second.local.state)} became ${describeValue(first.local.state)}, then ${describeValue(second.local.state)}`;
  }
  return undefined;
}

function describeEffect(effect: Effect | undefined): string {
  if (effect === undefined) return "did nothing more";
  if (effect.kind === "send") return `sent ${describeValue(effect.message)} to ${effect.to}`;
  if (effect.kind === "output") return `put out ${describeValue(effect.output)}`;
  return `${effect.kind === "set-timer" ? "set" : "cleared"} timer ${effect.name}`;
}

/** Whether two values are the same plain data in the same order. */
export function sameData(left: unknown, right: unknown): boolean {
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
