import type { MachineId, Random } from "@millrace/core";
import type { Spawn, Task } from "./workload.ts";

/**
 * Every task that hands out `pieces` pieces of work in all, itself and through others, when `root` is given it.
 * There are Catalan(pieces) · (machines − 1)^pieces of them: 2 · 4, 5 · 8, 14 · 16 for two, three, four pieces on three
 * machines.
 *
 * @example
 * ```ts
 * import { everyTask } from "@millrace/termination";
 *
 * if (everyTask({ machines: ["a", "b"], root: "a", pieces: 3 }).length !== 5) throw new Error("five shapes of three pieces");
 * ```
 */
export function everyTask({
  machines,
  root,
  pieces,
}: {
  readonly machines: readonly MachineId[];
  readonly root: MachineId;
  readonly pieces: number;
}): Task[] {
  return everySpawns(machines, root, pieces).map((spawns) => ({ spawns }));
}

/**
 * A task that hands out `pieces` pieces of work in all when the first machine is given it: who hands out each, and to
 * whom, is drawn from `random`.
 *
 * @example
 * ```ts
 * import { createRandom } from "@millrace/core";
 * import { randomTask } from "@millrace/termination";
 *
 * const { spawns } = randomTask(createRandom(1), { machines: ["a", "b", "c"], pieces: 10 });
 * if (spawns.length < 1 || spawns.length > 10) throw new Error("the first machine hands out one of them at least");
 * ```
 */
export function randomTask(
  random: Random,
  { machines, pieces }: { readonly machines: readonly MachineId[]; readonly pieces: number },
): Task {
  const root: Piece = { at: machines[0] ?? "", spawns: [] };
  const all = [root];
  for (let count = 0; count < pieces; count++) {
    const giver = pick(random, all) ?? root;
    const to =
      pick(
        random,
        machines.filter((machine) => machine !== giver.at),
      ) ?? "";
    const piece: Piece = { at: to, spawns: [] };
    giver.spawns.push({ to, task: piece });
    all.push(piece);
  }
  return withoutPlaces(root);
}

/** A task under construction, and the machine that gets it. */
interface Piece extends Task {
  readonly at: MachineId;
  readonly spawns: Spawn[];
}

function everySpawns(machines: readonly MachineId[], holder: MachineId, pieces: number): Spawn[][] {
  if (pieces === 0) return [[]];
  const others = machines.filter((machine) => machine !== holder);
  const sizes = Array.from({ length: pieces }, (_, size) => size);
  // The first piece goes to one of the others, with `size` pieces below it; what is left follows it.
  return sizes.flatMap((size) =>
    others.flatMap((to) =>
      everySpawns(machines, to, size).flatMap((below) =>
        everySpawns(machines, holder, pieces - 1 - size).map((after) => [{ to, task: { spawns: below } }, ...after]),
      ),
    ),
  );
}

function withoutPlaces({ spawns }: Task): Task {
  return { spawns: spawns.map(({ to, task }) => ({ to, task: withoutPlaces(task) })) };
}

function pick<Item>(random: Random, items: readonly Item[]): Item | undefined {
  return items[Math.floor(random() * items.length)];
}
