import { statSync } from "node:fs";
import { basename, join, sep } from "node:path";
import { type ExerciseFiles, listExercises } from "@millrace/grader/catalogue.node.ts";
import { type ChokidarOptions, type FSWatcher, watch } from "chokidar";

/** How to watch. */
export interface WatchOptions {
  readonly root: string;
  /** Is told which exercise has changed, and which of its files, once a burst of changes is over. */
  readonly onChange: (files: ExerciseFiles, changed: readonly string[]) => void;
  /** Is told what went wrong. */
  readonly log: (line: string) => void;
}

/** Watches every exercise's folder. Resolves when it watches. */
export async function watchExercises(options: WatchOptions): Promise<{ close(): Promise<void> }> {
  const { root, onChange, log } = options;
  const bursts = new Map<string, Burst>();

  const begin = (files: ExerciseFiles, path: string): void => {
    const { timer, paths = new Set<string>() } = bursts.get(files.id) ?? {};
    clearTimeout(timer);
    bursts.set(files.id, { timer: setTimeout(() => end(files, paths), burstMs), paths: paths.add(path) });
  };

  const end = (files: ExerciseFiles, paths: ReadonlySet<string>): void => {
    const before = signatureOf(files.workFile);
    const lookAgain = (): void => {
      bursts.delete(files.id);
      if (signatureOf(files.workFile) !== before) begin(files, files.workFile);
    };
    bursts.set(files.id, { timer: setTimeout(lookAgain, deafMs) });
    onChange(files, [...paths]);
  };

  const onPath = (path: string): void => {
    const files = listExercises(root).find(({ folder }) => path.startsWith(folder + sep));
    if (files !== undefined) begin(files, path);
  };

  let watcher: FSWatcher;
  const watchWith = (usePolling: boolean): Promise<void> =>
    new Promise((resolve) => {
      const mine = watch(join(root, "exercises"), { ...settings, usePolling });
      watcher = mine;
      mine.on("all", (_event, path) => onPath(path));
      mine.once("ready", resolve);
      mine.on("error", (error) => {
        if (usePolling) log(`Cannot watch the exercises: ${String(error)}. Save again, or reload the page.`);
        if (usePolling || mine !== watcher) return;
        // A computer has only so many watches to give. Looking again and again needs none.
        log(`Cannot have the system watch the exercises (${String(error)}): looking every 300 ms instead.`);
        resolve(watchWith(true));
        void mine.close();
      });
    });
  await watchWith(false);

  return {
    async close() {
      for (const { timer } of bursts.values()) clearTimeout(timer);
      await watcher.close();
    },
  };
}

// Folders are watched rather than files, so an editor that writes a new file and renames it is seen; what it deletes and
// writes again within 100 ms counts as one change.
const settings: ChokidarOptions = { ignored: isNoExercise, ignoreInitial: true, atomic: true, interval: 300 };

/** What has happened to an exercise since its last burst of changes ended. */
interface Burst {
  readonly timer: NodeJS.Timeout;
  readonly paths?: Set<string>;
}

/** An editor's save is several events within a few milliseconds. */
const burstMs = 15;

/** chokidar says nothing of a change within 50 ms of another: a formatter may write right after the editor. */
const deafMs = 60;

/** Changes when the file does. */
function signatureOf(file: string): string {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}

function isNoExercise(path: string): boolean {
  const name = basename(path);
  return name === "node_modules" || name.startsWith(".") || name.endsWith("~");
}
