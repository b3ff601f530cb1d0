import { type DiskLog, type DiskOptions, encodeWrites, fileNameOf, reachedPart, readWrites } from "./disk-log.ts";
import { WorkerError } from "../worker-error.ts";

/** Workers have it; the library that describes pages does not. */
interface SyncAccessHandle {
  getSize(): number;
  read(bytes: Uint8Array, options: { at: number }): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

/**
 * Opens a machine's disk in the browser's own file system (OPFS): one file of its own, in a folder of the page's origin.
 * Throws a {@link WorkerError} where there is none, as in a page without a secure origin.
 */
export async function openOpfsDisk(path: string, options: DiskOptions): Promise<DiskLog> {
  const { events } = options;
  const handle = await openHandle(path, options);
  const bytes = new Uint8Array(handle.getSize());
  handle.read(bytes, { at: 0 });
  const encoder = new TextEncoder();
  const reached = reachedPart(new TextDecoder().decode(bytes), { events });
  let size = encoder.encode(reached).length;
  handle.truncate(size);
  handle.flush();
  return {
    contents: readWrites(reached, { events }),
    append(event, writes) {
      size += handle.write(encoder.encode(encodeWrites(event, writes)), { at: size });
      handle.flush();
    },
    close: () => handle.close(),
  };
}

/** The file's former owner, a worker that was ended, holds it for some milliseconds more. */
async function openHandle(path: string, options: DiskOptions): Promise<SyncAccessHandle> {
  for (let attempt = 1; ; attempt++) {
    try {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(path, { create: true });
      const file = await folder.getFileHandle(fileNameOf(options), { create: true });
      return await (
        file as unknown as { createSyncAccessHandle(): Promise<SyncAccessHandle> }
      ).createSyncAccessHandle();
    } catch (error) {
      const isLocked = error instanceof Error && error.name === "NoModificationAllowedError";
      if (isLocked && attempt < 50) await new Promise((resolve) => setTimeout(resolve, 20));
      else
        throw new WorkerError(
          `Cannot open the disk of ${options.machine} as this page's own file system is out of reach: ${String(error)}. Serve the page from localhost or over https, or use disk: "memory".`,
          { machine: options.machine, cause: error },
        );
    }
  }
}
