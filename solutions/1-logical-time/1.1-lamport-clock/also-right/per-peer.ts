/** Remembers the highest counter of every machine in a Map, sends bare bigints, and sends before it puts out. */
import { type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Stamp = { readonly counter: number; readonly machine: string };

interface State {
  readonly highest: Map<string, bigint>;
}

export const lamportClock: Machine<State, bigint, object, Input> = defineMachine({
  start: ({ self }): State => ({ highest: new Map([[self, 0n]]) }),

  onMessage({ highest }, counter, from, { self, output }) {
    const known = highest.get(from) ?? 0n;
    highest.set(from, counter > known ? counter : known);
    output({ counter: Number(next(highest, self)), type: "stamped" });
  },

  onInput({ highest }, input, { self, output, send }) {
    const counter = next(highest, self);
    if (input.type === "send") send(input.to, counter);
    output({ counter: Number(counter), type: "stamped" });
  },
});

export function compareStamps(first: Stamp, second: Stamp): number {
  const keys = [first, second].map(({ counter, machine }) => `${String(counter).padStart(16, "0")} ${machine}`);
  return keys[0] === keys[1] ? 0 : [...keys].sort()[0] === keys[0] ? -7 : 7;
}

function next(highest: Map<string, bigint>, self: string): bigint {
  const counter = 1n + [...highest.values()].reduce((most, value) => (value > most ? value : most), 0n);
  highest.set(self, counter);
  return counter;
}
