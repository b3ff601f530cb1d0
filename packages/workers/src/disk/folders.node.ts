import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WorkerError } from "../worker-error.ts";
import type { DiskPlace } from "./disk-log.ts";

/** A folder for the disks of one live system: the one that is named, which must be empty, or a temporary one. */
export async function makeDisks(kind: "folder" | "opfs", path: string | undefined): Promise<DiskPlace> {
  if (kind === "opfs")
    throw new WorkerError(`Cannot keep disks in OPFS as only browsers have that. Use disk: "folder" or "memory".`);
  if (path === undefined) {
    const temporary = mkdtempSync(join(tmpdir(), "millrace-disks-"));
    made.add(temporary);
    return { kind, path: temporary };
  }
  const [first] = openFolder(path);
  if (first !== undefined)
    throw new WorkerError(
      `Cannot keep disks in ${path} as the folder is not empty: it holds ${first}. Name another folder, or empty it.`,
    );
  return { kind, path };
}

function openFolder(path: string): string[] {
  try {
    mkdirSync(path, { recursive: true });
    return readdirSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WorkerError(`Cannot keep disks in ${path} as it is no folder to write in: ${reason}. Name another.`, {
      cause: error,
    });
  }
}

/** Removes what {@link makeDisks} made; a folder that somebody named is theirs, and stays. */
export async function removeDisks(place: DiskPlace): Promise<void> {
  if (place.kind !== "folder" || !made.delete(place.path)) return;
  rmSync(place.path, { recursive: true, force: true });
}

const made = new Set<string>();
