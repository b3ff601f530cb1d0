import { searchBreadthFirst } from "../explore/breadth-first.ts";
import { Space } from "../explore/space.ts";
import { always, type System, World } from "../mod.ts";
import { nextWorlds } from "./enumerate-worlds.ts";
import { describeView, nameState } from "./state-name.ts";
import type { Model } from "./random-model.ts";

/**
 * The states of a system, as sets: by breadth-first search over interned states, by depth-first search over the same, and
 * by enumeration of worlds.
 */
export function sameStates({ system }: Model): "checked" {
  // Clocks cannot be read from outside a world.
  if (system.faults.clockSkewMs > 0) return "checked";
  const plain = enumerateStates(system);
  const views = new Set<string>();
  const noted = always("every state is noted", {
    start: () => ({}),
    on: {},
    holds: (_state, view) => void views.add(describeView(view)),
  });
  const limits = { states: 1e6, depth: Infinity, drainSteps: 1 };
  const search = searchBreadthFirst(new Space(system, [noted], { clocks: false }), limits);
  if (!search.isComplete) throw new Error("breadth-first search did not come to its end");
  const deep = searchDepthFirst(new Space(system, [], { clocks: false }));
  if (search.states !== plain.count || deep.states !== plain.count || deep.transitions !== search.transitions) {
    throw new Error(
      `breadth-first has ${search.states} states and ${search.transitions} transitions, depth-first ${deep.states} and ${deep.transitions}, worlds ${plain.count} states`,
    );
  }
  for (const view of plain.views) if (!views.has(view)) throw new Error(`breadth-first never comes to ${view}`);
  for (const view of views)
    if (!plain.views.has(view)) throw new Error(`breadth-first comes to ${view}, no world does`);
  return "checked";
}

function searchDepthFirst(space: Space): { readonly states: number; readonly transitions: number } {
  const { state } = space.initial();
  const seen = new Set([state.join()]);
  const open = [state];
  let transitions = 1;
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    space.expand(from, (next) => {
      transitions += 1;
      const key = next.join();
      if (!seen.has(key)) open.push(next.slice());
      seen.add(key);
    });
  }
  return { states: seen.size, transitions };
}

function enumerateStates(system: System): { count: number; views: ReadonlySet<string> } {
  const start = new World(system, { twice: false });
  const seen = new Set([nameState(start)]);
  const views = new Set([describeView(start.view)]);
  const open = [start];
  for (let world = open.pop(); world !== undefined; world = open.pop()) {
    for (const next of nextWorlds(world)) {
      const state = nameState(next);
      if (seen.has(state)) continue;
      seen.add(state);
      views.add(describeView(next.view));
      open.push(next);
    }
  }
  return { count: seen.size, views };
}
