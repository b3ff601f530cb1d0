import { WorkerError } from "../worker-error.ts";
import type { DiskLog, DiskOptions, DiskPlace } from "./disk-log.ts";
import { openFolderDisk } from "./folder.node.ts";

/** Opens the machine's disk in a folder: what there is where there are files. Throws a {@link WorkerError} for OPFS. */
export function openDisk({ kind, path }: Exclude<DiskPlace, { kind: "memory" }>, options: DiskOptions): DiskLog {
  if (kind === "folder") return openFolderDisk(path, options);
  throw new WorkerError(
    `Cannot open the disk of ${options.machine} in OPFS as only browsers have that. Use disk: "folder" or "memory".`,
    { machine: options.machine },
  );
}
