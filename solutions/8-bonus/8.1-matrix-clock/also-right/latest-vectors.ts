/**
 * Keeps whole vectors: of each machine the latest that it has heard of, which it tells by the machine's own count. No merging
 * entry by entry, but for its own vector. A message is a list.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Vector = ReadonlyMap<string, number>;
type Message = readonly (readonly [machine: string, vector: Vector])[];

interface State {
  readonly latest: Map<string, Vector>;
}

export const matrixClock: Machine<State, Message, object, Input> = defineMachine({
  start: (): State => ({ latest: new Map() }),

  onMessage({ latest }, message, from, context) {
    for (const [machine, vector] of message) {
      const known = latest.get(machine);
      if ((vector.get(machine) ?? 0) > (known?.get(machine) ?? 0)) latest.set(machine, vector);
      if (machine !== from) continue;
      const own = new Map(latest.get(context.self));
      for (const [name, count] of vector) own.set(name, Math.max(count, own.get(name) ?? 0));
      latest.set(context.self, own);
    }
    putOut({ latest }, context);
  },

  onInput(state, input, context) {
    putOut(state, context);
    if (input.type === "send") context.send(input.to, [...state.latest]);
  },
});

/** Says nothing of machines of which nothing may be deleted. */
function putOut({ latest }: State, { self, peers, output }: Context<Message, object>): void {
  const own = new Map(latest.get(self));
  own.set(self, (own.get(self) ?? 0) + 1);
  latest.set(self, own);
  const deletable = [...own.keys()]
    .map(
      (machine) => [machine, Math.min(...[self, ...peers].map((name) => latest.get(name)?.get(machine) ?? 0))] as const,
    )
    .filter(([, count]) => count > 0);
  output({ type: "stamped", vector: Object.fromEntries(own), deletable: Object.fromEntries(deletable) });
}
