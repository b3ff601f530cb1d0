import { type System, describeValue } from "@millrace/core";
import { makeDisks } from "#host";
import { checkDisturbance } from "./controller/failure-text.ts";
import { LiveController } from "./controller/live-controller.ts";
import type { DiskPlace } from "./disk/disk-log.ts";
import type { LiveSystem, SpawnOptions } from "./live-system.ts";
import { WorkerError } from "./worker-error.ts";

/**
 * Runs a system for real: each machine, and each resource, in a worker of its own, with a port to every machine that it
 * may send to. Resolves when all of them have started.
 *
 * Rejects with a {@link WorkerError} that says what to change, and leaves nothing behind, if a worker is never ready, its
 * file does not expose the system, or a machine fails at its start. A machine whose file throws as it is loaded is
 * listed among the `failures`, and the others live on without it; unless there is no other, or it is a resource.
 *
 * @example
 * ```ts ignore
 * import { Worker, spawn } from "@millrace/workers";
 * import { system } from "./orders.ts";
 *
 * // orders.worker.ts says: exposeSystems({ system });
 * const worker = () => new Worker(new URL("./orders.worker.ts", import.meta.url), { type: "module" });
 *
 * const live = await spawn(system, { worker });
 * await live.kill("warehouse");
 * await live.restart("warehouse");
 * await live.settled();
 * const execution = await live.stop();
 * ```
 */
export async function spawn(system: System, options: SpawnOptions): Promise<LiveSystem> {
  const { seed = 0, network = {}, readyMs = 20_000, deadlineMs = 10_000 } = options;
  if (typeof options.worker !== "function")
    throw new WorkerError(
      `Cannot spawn a system as it takes a function that makes a worker: ${describeValue(options.worker)}. Give worker: () => new Worker(new URL("./my.worker.ts", import.meta.url), { type: "module" }).`,
    );
  if (!Number.isSafeInteger(seed))
    throw new WorkerError(`Cannot use the seed ${seed} as it must be a whole number. Use 0, 1, 2, …`);
  const { delayMs = [0, 0], dropRate = 0, duplicateRate = 0 } = network;
  const disturbance = { delayMs, dropRate, duplicateRate };
  checkDisturbance(disturbance);
  const place = await placeDisks(options.disk ?? "memory");
  const live = new LiveController(system, { ...options, seed, readyMs, deadlineMs, disturbance, place });
  await live.start();
  return live;
}

async function placeDisks(disk: NonNullable<SpawnOptions["disk"]>): Promise<DiskPlace> {
  if (typeof disk === "object") return makeDisks("folder", disk.folder);
  return disk === "memory" ? { kind: "memory" } : makeDisks(disk, undefined);
}
