/**
 * Does not look into a message if it knows of a later event of its sender: whoever knows of that knows all that the message
 * could tell. Messages are text.
 */
import { type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Vector = Readonly<Record<string, number>>;
type Counts = Record<string, number>;

export const vectorClock: Machine<Counts, string, object, Input> = defineMachine({
  start: ({ self }): Counts => ({ [self]: 0 }),

  onMessage(counts, text, from, { self, output }) {
    const [sentAs = 0, others] = JSON.parse(text) as [number, Counts];
    if ((counts[from] ?? 0) < sentAs) {
      counts[from] = sentAs;
      for (const machine in others) counts[machine] = Math.max(counts[machine] ?? 0, others[machine] ?? 0);
    }
    counts[self] = (counts[self] ?? 0) + 1;
    output({ type: "stamped", vector: counts });
  },

  onInput(counts, input, { self, output, send }) {
    const own = (counts[self] ?? 0) + 1;
    counts[self] = own;
    if (input.type === "send") {
      const { [self]: _own, ...others } = counts;
      send(input.to, JSON.stringify([own, others]));
    }
    output({ type: "stamped", vector: counts });
  },
});

/** One pass, with early ends. */
export function compareVectors(first: Vector, second: Vector): string {
  let answer = "equal";
  for (const machine of Object.keys(second).concat(Object.keys(first))) {
    const [one = 0, other = 0] = [first[machine], second[machine]];
    if (one === other) continue;
    const found = one < other ? "before" : "after";
    if (answer === "equal") answer = found;
    else if (answer !== found) return "concurrent";
  }
  return answer;
}
