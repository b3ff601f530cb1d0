import { openOpfsDisk } from "../disk/opfs.ts";
import type { DiskLog, DiskOptions, DiskPlace } from "../disk/disk-log.ts";
import { WorkerError } from "../worker-error.ts";

/** Where the first message to this worker arrives. */
export const endpoint: Pick<Worker, "addEventListener"> = globalThis as unknown as Worker;

/** Takes a lock of this name, and holds it until the worker ends. Resolves when it has it. */
export function holdLock(name: string): Promise<void> {
  return new Promise((taken) => {
    if (navigator.locks === undefined) return taken();
    void navigator.locks.request(name, () => {
      taken();
      return new Promise(() => undefined);
    });
  });
}

/** Opens the machine's disk in the browser's own file system. */
export function openDisk(
  { kind, path }: Exclude<DiskPlace, { kind: "memory" }>,
  options: DiskOptions,
): Promise<DiskLog> {
  if (kind === "opfs") return openOpfsDisk(path, options);
  throw new WorkerError(
    `Cannot open the disk of ${options.machine} in the folder ${path} as a browser has no folders. Use disk: "opfs" or "memory".`,
    { machine: options.machine },
  );
}
