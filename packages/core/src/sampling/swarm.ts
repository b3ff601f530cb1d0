/**
 * Faults by chance, at rates that differ from run to run.
 *
 * Each run leaves out some kinds altogether, and draws for each other kind how often it happens. Runs that could meet
 * every fault at any moment all look alike: they use up their budgets at once. A swarm of them meets calm, a single late
 * crash, and storms.
 *
 * Source: Alex Groce et al., Swarm Testing (2012).
 */
import type { Random } from "../random.ts";
import type { Choice } from "../schedule.ts";
import { machineNames, type System } from "../system.ts";
import type { World } from "../world.ts";
import { pickOne } from "./pick-one.ts";

type FaultKind = "drop" | "duplicate" | "crash" | "cut" | "skew";

/** The faults of one run. */
export class Swarm {
  private readonly random: Random;
  /** How likely each kind is to happen before the next step of the system; kinds that are left out are not listed. */
  private readonly rates: ReadonlyMap<FaultKind, number>;
  private readonly left: Record<FaultKind, number>;

  constructor(system: System, random: Random) {
    this.random = random;
    const { drops, duplicates, crashes, cuts, clockSkewMs } = system.faults;
    this.left = {
      drop: drops,
      duplicate: duplicates,
      crash: crashes,
      cut: cuts.length,
      skew: clockSkewMs === 0 ? 0 : machineNames(system).length,
    };
    this.rates = new Map(
      kinds.filter((kind) => this.left[kind] > 0 && random() < 0.5).map((kind) => [kind, rate(random)]),
    );
  }

  /** A fault that happens now, before anything else does: one of those that are possible. Mostly undefined. */
  draw(world: World): Choice | undefined {
    for (const [kind, rate] of this.rates) {
      if (this.left[kind] === 0 || this.random() >= rate) continue;
      const fault = pickOne(
        world.choices.filter((choice) => choice.kind === kind),
        this.random,
      );
      if (fault === undefined) continue;
      this.left[kind] -= 1;
      return fault;
    }
    return undefined;
  }
}

const kinds: readonly FaultKind[] = ["drop", "duplicate", "crash", "cut", "skew"];

/** Between 1 in 2 and 1 in 128, every order of magnitude as likely as another. */
function rate(random: Random): number {
  return 2 ** -(1 + 6 * random());
}
