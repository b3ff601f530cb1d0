import { type MachineId, type Random, createRandom } from "@millrace/core";
import type { LiveSystem } from "./live-system.ts";

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
 * messages. At the end everything is up and whole again. Resolves when that is so; rejects with what a restart rejects with.
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
  const restarts = new Map<MachineId, Promise<void>>();
  let isHealing: Promise<void> | undefined;
  for (let leftMs = durationMs; leftMs > 0;) {
    const waitMs = 5 + random() * 45;
    await sleep(waitMs);
    leftMs -= waitMs;
    const machine = pick(random, namesOf(live));
    const afterMs = 5 + random() * 60;
    const kind = pick(random, kinds);
    if (kind === "kill" && !restarts.has(machine)) {
      const restart = killForAWhile(live, machine, afterMs).finally(() => restarts.delete(machine));
      restart.catch(() => undefined);
      restarts.set(machine, restart);
    } else if (kind === "cut" && isHealing === undefined) {
      const to = pick(random, namesOf(live));
      isHealing = cutForAWhile(live, [machine, to], afterMs).finally(() => (isHealing = undefined));
    } else if (kind === "delay") {
      await live.delay(0, random() * 20);
    }
  }
  await Promise.all([...restarts.values(), isHealing]);
  await live.delay(0, 0);
}

async function killForAWhile(live: LiveSystem, machine: MachineId, afterMs: number): Promise<void> {
  await live.kill(machine);
  await sleep(afterMs);
  await live.restart(machine);
}

async function cutForAWhile(live: LiveSystem, [from, to]: [MachineId, MachineId], afterMs: number): Promise<void> {
  await live.cut(from, to);
  await sleep(afterMs);
  await live.heal();
}

function namesOf(live: LiveSystem): MachineId[] {
  return live.machines.filter(({ isResource }) => !isResource).map(({ id }) => id);
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("Cannot pick one as there is none.");
  return item;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
