import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { join } from "node:path";

/** How a folder is watched. */
export interface WatchOptions {
  /** Look this often, whatever the system reports: network drives and full watch lists report nothing. */
  readonly lookEveryMs?: number;
  onChange(): void;
}

/**
 * Calls `onChange` when a `.ts` file of a folder is written, created, renamed or removed. Editors that save by renaming
 * are seen, as the folder is watched and not the file; so is a folder that goes away and comes back.
 */
export function watchFolder(folder: string, { onChange, lookEveryMs = 300 }: WatchOptions): { close(): void } {
  let seen = signatureOf(folder);
  let watcher: FSWatcher | undefined;
  let settling: NodeJS.Timeout | undefined;

  const look = (): void => {
    settling = undefined;
    const now = signatureOf(folder);
    if (now === seen) return;
    seen = now;
    onChange();
  };
  // A save is several events. The first look comes soon after the last of them.
  const lookSoon = (): void => {
    clearTimeout(settling);
    settling = setTimeout(look, settleMs);
  };
  const stop = (): void => {
    watcher?.close();
    watcher = undefined;
  };
  const start = (): void => {
    try {
      watcher = watch(folder, lookSoon).on("error", stop);
      // A folder that is removed takes its watch with it, without an error.
      watcher.on("change", (_event, name) => void (name === basenameOf(folder) && stop()));
    } catch {
      // No folder, or no watch to be had: then looking has to do.
    }
  };
  start();
  const timer = setInterval(() => {
    if (watcher === undefined) start();
    look();
  }, lookEveryMs);
  return {
    close() {
      stop();
      clearTimeout(settling);
      clearInterval(timer);
    },
  };
}

const settleMs = 5;

/** Changes when a source file does. Empty for a folder that is not there. */
function signatureOf(folder: string): string {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".ts"))
      .map((name) => signatureOfFile(join(folder, name)))
      .join("\n");
  } catch {
    return "";
  }
}

function signatureOfFile(file: string): string {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? "" : `${file} ${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}

function basenameOf(folder: string): string {
  return folder.split(/[/\\]/).at(-1) ?? "";
}
