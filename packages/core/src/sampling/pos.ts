/**
 * Partial Order Sampling: every choice draws a random priority when it becomes possible, and the highest goes next.
 * Those that race with it, because they would happen at the same machine, draw again. So each race is decided by a fresh
 * draw, and what is independent costs nothing: the chance of an order grows with how few races decide it, not with how
 * long the run is. A random walk decides every step anew, races or not.
 *
 * Source: Xinhao Yuan, Junfeng Yang, Ronghui Gu, Partial Order Aware Concurrency Sampling (CAV 2018).
 */
import { createRandom, type Random } from "../random.ts";
import { actsOn, type Choice } from "../schedule.ts";
import type { System } from "../system.ts";
import type { World } from "../world.ts";
import { nameOf } from "./name-of.ts";
import { type Picker, runByChoices } from "./run-by-choices.ts";
import type { Sampler } from "./sampler.ts";

/** Runs by Partial Order Sampling. */
export function pos(system: System): Sampler {
  return {
    run(options) {
      const random = createRandom(options.seed);
      return runByChoices(system, { ...options, random }, new Priorities(random));
    },
  };
}

class Priorities implements Picker {
  private readonly random: Random;
  private readonly priorities = new Map<string, number>();

  constructor(random: Random) {
    this.random = random;
  }

  pick(work: readonly Choice[], world: World): Choice | undefined {
    const names = work.map((choice) => nameOf(choice, world));
    let highest = -1;
    let chosen: Choice | undefined;
    for (const [place, name] of names.entries()) {
      const priority = this.priorityOf(name);
      if (priority > highest) [highest, chosen] = [priority, work[place]];
    }
    // The chosen one's own goes, too: a timer that is set again, or a message that comes again, is another event.
    for (const [place, name] of names.entries()) {
      const choice = work[place];
      if (choice !== undefined && chosen !== undefined && isRace(choice, chosen)) this.priorities.delete(name);
    }
    return chosen;
  }

  private priorityOf(name: string): number {
    let priority = this.priorities.get(name);
    if (priority === undefined) {
      priority = this.random();
      this.priorities.set(name, priority);
    }
    return priority;
  }
}

/** Whether two choices that are possible at once do not commute: they happen at the same machine, or are the same. */
function isRace(left: Choice, right: Choice): boolean {
  return left === right || (actsOn(left) !== undefined && actsOn(left) === actsOn(right));
}
