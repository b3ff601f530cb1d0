/** No count at all: the state is the set of all events known, by name, and a vector counts how many there are of each machine. */
import { type Context, type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Vector = Readonly<Record<string, number>>;

interface State {
  /** "load 3" is the third event of load. */
  readonly known: Set<string>;
}

export const vectorClock: Machine<State, ReadonlySet<string>, object, Input> = defineMachine({
  start: (): State => ({ known: new Set() }),

  onMessage(state, known, _from, context) {
    for (const event of known) state.known.add(event);
    stamp(state, context);
  },

  onInput(state, input, context) {
    stamp(state, context);
    if (input.type === "send") context.send(input.to, state.known);
  },
});

/** What the first lacks of both together, and what the second lacks. */
export function compareVectors(first: Vector, second: Vector): string {
  const together = Object.entries({ ...first, ...second }).map(([machine]) => machine);
  const lacks = (vector: Vector, other: Vector): boolean =>
    together.some((machine) => (vector[machine] ?? 0) < (other[machine] ?? 0));
  const answers = { "true false": "before", "false true": "after", "false false": "equal" };
  return (
    Object.entries(answers).find(([key]) => key === `${lacks(first, second)} ${lacks(second, first)}`)?.[1] ??
    "concurrent"
  );
}

function stamp({ known }: State, { self, output }: Context<ReadonlySet<string>, object>): void {
  const count = (machine: string): number => [...known].filter((event) => event.startsWith(`${machine} `)).length;
  known.add(`${self} ${count(self) + 1}`);
  const machines = new Set([...known].map((event) => event.slice(0, event.lastIndexOf(" "))));
  output({ type: "stamped", vector: Object.fromEntries([...machines].map((machine) => [machine, count(machine)])) });
}
