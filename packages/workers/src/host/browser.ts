import type { DiskPlace } from "../disk/disk-log.ts";
import { WorkerError } from "../worker-error.ts";

export { whenGone } from "./web-gone.ts";

/** The web's own. */
export const Worker: typeof globalThis.Worker = globalThis.Worker;

/** A fresh folder for the disks of one live system, in the browser's own file system. */
export async function makeDisks(kind: "folder" | "opfs", path: string | undefined): Promise<DiskPlace> {
  if (kind === "folder")
    throw new WorkerError(
      `Cannot keep disks in a folder as a browser has none: ${path ?? "a temporary one"}. Use disk: "opfs" or "memory".`,
    );
  return { kind, path: `millrace-${crypto.randomUUID()}` };
}

/** Removes what {@link makeDisks} made. */
export async function removeDisks(place: DiskPlace): Promise<void> {
  if (place.kind !== "opfs") return;
  const root = await navigator.storage.getDirectory();
  // Workers that were ended may hold their files for some milliseconds more.
  for (let attempt = 1; attempt <= 50; attempt++) {
    try {
      return await root.removeEntry(place.path, { recursive: true });
    } catch (error) {
      if (error instanceof Error && error.name === "NotFoundError") return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
