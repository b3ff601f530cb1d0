import { machineNames } from "../../system.ts";
import { SystemError } from "../../system-error.ts";
import type { Space } from "../space.ts";
import type { Permutation } from "./permutation.ts";

/** So many pairs of states are compared in all. */
const pairsCompared = 200;

/**
 * Looks whether the handlers and the laws treat machines alike that were said to be exchangeable: the steps out of a state
 * with two machines exchanged must be those out of the state itself, exchanged, and break the same laws. A
 * handler that counts machines by their place, or a law that names one, shows soon. Throws a {@link SystemError}.
 *
 * `states` are rows of the space, of which some are looked at.
 */
export function checkSymmetry(space: Space, states: { readonly size: number; row(index: number): Int32Array }): void {
  const { symmetry } = space;
  if (symmetry === undefined) return;
  const swaps = symmetry.neighbours;
  const count = Math.min(states.size, Math.ceil(pairsCompared / swaps.length));
  const exchanged = new Int32Array(space.width);
  for (let index = 0; index < count; index++) {
    const state = states.row(Math.floor((index * states.size) / count)).slice();
    for (const swap of swaps) {
      swap.apply(state, exchanged);
      const own = listSteps(space, state, swap);
      const others = listSteps(space, exchanged, symmetry.identity);
      if (own.length !== others.length || own.some((step, place) => step !== others[place]))
        throw tellApart(space, swap);
    }
  }
}

/** The steps out of a state, where they lead, and which laws they break, all of it with machines exchanged. */
function listSteps(space: Space, state: Int32Array, permutation: Permutation): string[] {
  const steps: string[] = [];
  const exchanged = new Int32Array(space.width);
  space.expand(state, (next, violation) => {
    permutation.apply(next, exchanged);
    steps.push(`${JSON.stringify(permutation.applyTo(space.lastChoice))} ${exchanged.join()} ${violation?.law}`);
  });
  const laws = [space.judgeAlways(state), ...space.judgeFinally(state)].map((violation) => violation?.law);
  return [...steps.sort(), laws.join()];
}

function tellApart(space: Space, swap: Permutation): SystemError {
  const names = machineNames(space.system).filter((_name, node) => swap.nodes[node] !== node);
  return new SystemError(
    `Cannot exchange ${names.join(" and ")} as a handler or a law tells them apart: with the two exchanged, other steps follow. Machines must go by their names in states, messages and laws, never by a place in a list, and no law may ask for one of them.`,
  );
}
