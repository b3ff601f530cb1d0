/**
 * Two lists: the names of the machines heard of, and their counts in a typed array. A message says more than it must, and
 * carries its own lists, since the same machine may stand in another place elsewhere.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Vector = Readonly<Record<string, number>>;

interface Lists {
  names: readonly string[];
  counts: Float64Array;
}

type Message = Lists & { readonly sentAtMs: number };

export const vectorClock: Machine<Lists, Message, object, Input> = defineMachine({
  start: ({ self, peers }): Lists => ({ names: [self, ...peers], counts: new Float64Array(1 + peers.length) }),

  onMessage(state, message, _from, context) {
    state.names = [...new Set([...state.names, ...message.names])];
    state.counts = Float64Array.from(state.names, (name) => Math.max(countOf(state, name), countOf(message, name)));
    stamp(state, context);
  },

  onInput(state, input, context) {
    stamp(state, context);
    if (input.type === "send") context.send(input.to, { ...state, sentAtMs: context.now() });
  },
});

/** The larger of both is one of them, or the other, or both, or neither. */
export function compareVectors(first: Vector, second: Vector): string {
  const both = merge(first, second);
  const [isFirst, isSecond] = [isSame(both, first), isSame(both, second)];
  if (isFirst && isSecond) return "equal";
  if (isSecond) return "before";
  return isFirst ? "after" : "concurrent";
}

function stamp({ names, counts }: Lists, context: Context<Message, object>): void {
  const place = names.indexOf(context.self);
  counts[place] = (counts[place] ?? 0) + 1;
  const entries = names.map((name, index) => [name, counts[index]] as const).filter(([, count]) => count !== 0);
  context.output({ type: "stamped", vector: Object.fromEntries(entries), events: entries.length });
}

function countOf({ names, counts }: Lists, name: string): number {
  return counts[names.indexOf(name)] ?? 0;
}

function merge(first: Vector, second: Vector): Vector {
  const merged: Record<string, number> = { ...first };
  for (const [machine, count] of Object.entries(second)) merged[machine] = Math.max(count, merged[machine] ?? 0);
  return merged;
}

function isSame(first: Vector, second: Vector): boolean {
  return Object.keys({ ...first, ...second }).every((machine) => (first[machine] ?? 0) === (second[machine] ?? 0));
}
