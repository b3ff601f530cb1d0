import { basename, join, sep } from "node:path";
import { type ExerciseFiles, listExercises } from "@millrace/grader/catalogue.node.ts";
import { watch } from "chokidar";

/** How to watch. */
export interface WatchOptions {
  readonly root: string;
  /** Is told which exercise has changed, and which of its files, once a burst of changes is over. */
  readonly onChange: (files: ExerciseFiles, changed: readonly string[]) => void;
  /** Is told what went wrong. */
  readonly log: (line: string) => void;
}

/** Watches every exercise's folder. Resolves when nothing that happens from now on is missed. */
export async function watchExercises({ root, onChange, log }: WatchOptions): Promise<{ close(): Promise<void> }> {
  const bursts = new Map<string, { readonly timer: NodeJS.Timeout; readonly paths: Set<string> }>();

  // Folders are watched rather than files, so an editor that writes a new file and renames it is seen; what it deletes
  // and writes again within 100 ms counts as one change.
  const watcher = watch(join(root, "exercises"), { ignored: isNoExercise, ignoreInitial: true, atomic: true });
  watcher.on("all", (_event, path) => {
    const files = listExercises(root).find(({ folder }) => path.startsWith(folder + sep));
    if (files === undefined) return;
    const paths = bursts.get(files.id)?.paths ?? new Set();
    clearTimeout(bursts.get(files.id)?.timer);
    const end = (): void => {
      bursts.delete(files.id);
      onChange(files, [...paths]);
    };
    bursts.set(files.id, { timer: setTimeout(end, burstMs), paths: paths.add(path) });
  });
  watcher.on("error", (error) => log(`Cannot watch the exercises: ${String(error)}. Reload a page to grade again.`));
  await new Promise<void>((resolve) => watcher.once("ready", resolve));

  return {
    async close() {
      for (const { timer } of bursts.values()) clearTimeout(timer);
      await watcher.close();
    },
  };
}

/** An editor's save is several events within a few milliseconds. */
const burstMs = 15;

function isNoExercise(path: string): boolean {
  const name = basename(path);
  return name === "node_modules" || name.startsWith(".") || name.endsWith("~");
}
