import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type DiskLog, type DiskOptions, encodeWrites, fileNameOf, readWrites } from "./disk-log.ts";

/**
 * Opens a machine's disk in a folder: one file of its own. It survives the end of the worker and of the process; it is not
 * forced through the computer's own cache, so it may not survive a power failure.
 */
export function openFolderDisk(path: string, options: DiskOptions): DiskLog {
  const { events } = options;
  const file = join(path, fileNameOf(options));
  const contents = existsSync(file) ? readWrites(readFileSync(file, "utf8"), { events }) : new Map<string, unknown>();
  // Rewritten aside and renamed, so that a kill meanwhile loses nothing.
  writeFileSync(`${file}.new`, encodeWrites(events, contents));
  renameSync(`${file}.new`, file);
  const log = openSync(file, "a");
  return {
    contents,
    append: (event, writes) => void writeSync(log, encodeWrites(event, writes)),
    close: () => closeSync(log),
  };
}
