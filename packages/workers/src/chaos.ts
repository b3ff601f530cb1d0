import { type MachineId, type Random, createRandom } from "@millrace/core";
import type { LiveSystem } from "./live-system.ts";
import { WorkerError } from "./worker-error.ts";

/** How much trouble to make. */
export interface ChaosOptions {
  /** Decides what happens, and when: a whole number. */
  readonly seed: number;
  /** How long it goes on, in milliseconds; 500 by default. */
  readonly durationMs?: number;
  /** What may happen; all of it by default. */
  readonly kinds?: readonly ChaosKind[];
}

/** A kill is followed by a restart, a cut by its healing, and a delay by another. */
export type ChaosKind = "kill" | "cut" | "delay";

/**
 * Makes trouble for a live system from a seed: kills machines and restarts them, cuts channels and heals them, delays
 * messages. Resolves when everything that it broke is whole again, and messages are no longer delayed.
 *
 * Others may be at the system, too: what is refused because a machine is down or up already, cannot be started, or because
 * the system is stopped, is passed over. A machine that cannot be started is among the system's `failures`.
 *
 * @example
 * ```ts ignore
 * const live = await spawn(system, { worker });
 * await chaos(live, { seed: 7, durationMs: 1_000 });
 * await live.settled();
 * ```
 */
export async function chaos(live: LiveSystem, options: ChaosOptions): Promise<void> {
  const { seed, durationMs = 500, kinds = ["kill", "cut", "delay"] } = options;
  const random = createRandom(seed);
  const machines = live.machines.filter(({ isResource }) => !isResource).map(({ id }) => id);
  const repairs = new Map<MachineId | "network", Promise<void>>();
  const breakFor = (what: MachineId | "network", damage: () => Promise<void>, repair: () => Promise<void>): void => {
    const afterMs = 5 + random() * 60;
    if (repairs.has(what)) return;
    const work = unlessRefused(damage)
      .then(() => sleep(afterMs))
      .then(() => unlessRefused(repair))
      .finally(() => repairs.delete(what));
    repairs.set(what, work);
  };
  for (let leftMs = durationMs; leftMs > 0;) {
    const waitMs = 5 + random() * 45;
    await sleep(waitMs);
    leftMs -= waitMs;
    const [machine, other] = shuffled(random, machines);
    const kind = shuffled(random, kinds)[0];
    if (machine === undefined) continue;
    if (kind === "kill")
      breakFor(
        machine,
        () => live.kill(machine),
        () => live.restart(machine),
      );
    if (kind === "cut" && other !== undefined)
      breakFor(
        "network",
        () => live.cut(machine, other),
        () => live.heal(),
      );
    if (kind === "delay") await unlessRefused(() => live.delay(0, random() * 20));
  }
  await Promise.all(repairs.values());
  if (kinds.includes("delay")) await unlessRefused(() => live.delay(0, 0));
}

async function unlessRefused(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof WorkerError)) throw error;
  }
}

function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
