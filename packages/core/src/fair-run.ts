import { FairOrder, type Name } from "./fair-order.ts";
import type { Choice } from "./schedule.ts";
import type { World } from "./world.ts";

/**
 * Runs a world on, fairly and without further faults, until nothing is left to do, `stop` says so, or `steps` choices
 * were made. Returns whether nothing was left to do.
 */
export function runFairly(world: World, options: { readonly steps: number; readonly stop: () => boolean }): boolean {
  const order = new FairOrder();
  for (let step = 0; step < options.steps; step++) {
    if (world.hasFailed || options.stop()) return false;
    let choice: Choice | undefined;
    for (const candidate of world.work) if (order.offer(nameOf(candidate, world))) choice = candidate;
    order.take();
    if (choice === undefined) return true;
    world.apply(choice);
  }
  return false;
}

/** A name that stays the same while a choice stays possible: messages go by the number of their send, not by their place. */
function nameOf(choice: Choice, world: World): Name {
  if (choice.kind !== "deliver") return JSON.stringify(choice);
  return world.contents(choice.from, choice.to)[choice.nth]?.messageId ?? -1;
}
