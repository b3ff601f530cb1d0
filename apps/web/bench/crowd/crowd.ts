import { type Machine, type System, at, defineMachine, defineSystem } from "@millrace/core";

/** The names of the machines, in the order in which tokens visit them. */
export const names = ["a", "b", "c", "d", "e", "f", "g", "h"] as const;

/** How many tokens each machine sends out: all of them are on their way for ever. */
const tokensEach = 7;

interface Token {
  readonly type: "token";
  readonly hops: number;
}

/** Hands on what it gets. */
function runner(next: string): Machine<{ passed: number }, Token, never, { readonly type: "begin" }> {
  return defineMachine({
    start: () => ({ passed: 0 }),
    onMessage(state, { hops }, _from, context) {
      state.passed += 1;
      context.send(next, { type: "token", hops: hops + 1 });
    },
    onInput(_state, _begin, context) {
      for (let count = 0; count < tokensEach; count++) context.send(next, { type: "token", hops: 0 });
    },
  });
}

/** Eight machines in a ring. */
export const crowd: System = defineSystem({
  machines: Object.fromEntries(names.map((name, place) => [name, runner(names[(place + 1) % names.length] ?? name)])),
  topology: "ring",
  // One after the other, so that tokens do not all arrive at once.
  inputs: names.map((name, place) => at(name, { type: "begin" }, { atMs: place * 130 })),
});
