/**
 * A run that goes from choice to choice, as a search does, without virtual time.
 *
 * Nothing takes time: an input may come at any moment, a timer may go off when the system's timer rule lets it, and
 * `context.now()` shows what it shows a search with clocks: a timer that goes off moves its machine's clock on by as much
 * as it was set to, and a fault may make it jump.
 */
import type { Event } from "../execution.ts";
import type { Random } from "../random.ts";
import type { Choice, Schedule } from "../schedule.ts";
import type { System } from "../system.ts";
import { World } from "../world.ts";
import type { RunOptions } from "./sampler.ts";
import { Swarm } from "./swarm.ts";

/** Decides one run: which of all that is left to do happens next. */
export interface Picker {
  /** One of `work`: all that can happen without a fault. Undefined only if there is nothing. */
  pick(work: readonly Choice[], world: World): Choice | undefined;
  /** Is told what came of the choice that it picked. */
  see?(event: Event): void;
}

/** How {@link runByChoices} goes. */
export interface ChoiceOptions extends RunOptions {
  /** Where chance comes from. */
  readonly random: Random;
  /** What happens first, before the picker is asked and faults are drawn: choices that cannot be made are left out. */
  readonly lead?: Schedule;
}

/** Makes a run: faults at random (swarm.ts), everything else as the picker says. */
export function runByChoices(system: System, options: ChoiceOptions, picker: Picker): World {
  const { seed, steps, twice, stop, random, lead = [] } = options;
  const world = new World({ ...system, seed: system.seed + seed }, { twice });
  const isOver = (): boolean => stop(world) || world.eventCount >= steps || world.hasFailed;
  const swarm = new Swarm(system, random);
  for (const choice of lead) {
    if (isOver()) return world;
    if (world.canApply(choice)) world.apply(choice);
  }
  while (!isOver()) {
    const fault = swarm.draw(world);
    if (fault !== undefined) {
      world.apply(fault);
      continue;
    }
    const choice = picker.pick(world.work, world);
    if (choice === undefined) return world;
    const event = world.apply(choice);
    picker.see?.(event);
  }
  return world;
}
