import { type System, describeValue } from "@millrace/core";
import { makeDisks } from "#host";
import { longestWaitMs } from "./clock.ts";
import { checkDisturbance } from "./controller/failure-text.ts";
import { LiveController } from "./controller/live-controller.ts";
import type { DiskPlace } from "./disk/disk-log.ts";
import type { LiveSystem, NetworkOptions, SpawnOptions } from "./live-system.ts";
import { isSystem } from "./system-shape.ts";
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
  checkOptions(system, options);
  const { seed = 0, network = {}, readyMs = 20_000, deadlineMs = 10_000 } = options;
  const { delayMs = [0, 0], dropRate = 0, duplicateRate = 0 } = Object(network) as NetworkOptions;
  const disturbance = { delayMs, dropRate, duplicateRate };
  checkDisturbance(disturbance);
  const place = await placeDisks(options.disk ?? "memory");
  const live = new LiveController(system, { ...options, seed, readyMs, deadlineMs, disturbance, place });
  await live.start();
  return live;
}

function checkOptions(system: System, options: SpawnOptions): void {
  if (!isSystem(system))
    throw new WorkerError(`Cannot spawn ${describeValue(system)} as it is no system. Give what defineSystem returns.`);
  const { worker, seed = 0, readyMs = 1, deadlineMs = 1, clockSkewMs = 0 } = Object(options) as Partial<SpawnOptions>;
  if (typeof worker !== "function")
    throw new WorkerError(
      `Cannot spawn a system as it takes a function that makes a worker: ${describeValue(worker)}. Give worker: () => new Worker(new URL("./my.worker.ts", import.meta.url), { type: "module" }).`,
    );
  if (!Number.isSafeInteger(seed))
    throw new WorkerError(`Cannot use the seed ${seed} as it must be a whole number. Use 0, 1, 2, …`);
  for (const [name, value] of Object.entries({ readyMs, deadlineMs })) {
    if (!(value > 0 && value <= longestWaitMs))
      throw new WorkerError(
        `Cannot wait for ${name}: ${value} as it is no time to wait. Give milliseconds, more than 0, ${longestWaitMs} at most.`,
      );
  }
  if (!(clockSkewMs >= 0 && clockSkewMs < Infinity))
    throw new WorkerError(`Cannot put clocks off by ${clockSkewMs} ms. Give 0 or more.`);
}

async function placeDisks(disk: NonNullable<SpawnOptions["disk"]>): Promise<DiskPlace> {
  if (typeof disk === "object" && typeof disk.folder === "string") return makeDisks("folder", disk.folder);
  if (disk === "memory") return { kind: "memory" };
  if (disk === "folder" || disk === "opfs") return makeDisks(disk, undefined);
  throw new WorkerError(
    `Cannot keep disks in ${describeValue(disk)}. Use "memory", "folder", "opfs", or { folder: "a path" }.`,
  );
}
