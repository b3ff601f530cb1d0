import { type ExerciseFiles, findExercise, listExercises } from "@millrace/grader/catalogue.node.ts";
import { type Progress, readProgress } from "@millrace/grader/progress.node.ts";
import { type Runner, createRunner } from "@millrace/grader/runner.node.ts";
import { relative } from "node:path";
import { type Host, isInside } from "./host.ts";
import { howToType } from "./how-to-type.ts";
import { UsageError } from "./outcome.ts";
import { type Screen, screenOn } from "./screen.ts";
import { terminalOf } from "./show/terminal.ts";

/** What every command works with: the exercises, the grader, the learner's progress and the screen. */
export interface Workshop {
  readonly host: Host;
  readonly root: string;
  readonly screen: Screen;
  /** One JSON document is printed at the end, and nothing else. */
  readonly isJson: boolean;
  /** The grader, started when it is first asked for. */
  runner(): Runner;
  exercises(): ExerciseFiles[];
  /** The exercise of a name or, without one, that of the folder the command was typed in. */
  exercise(name: string | undefined): ExerciseFiles;
  /** The exercise of the folder the command was typed in. */
  exerciseHere(): ExerciseFiles | undefined;
  /** What the learner has reached. Says so on the screen if a broken file had to be set aside. */
  progress(): Progress;
  /** A path as the learner would type it. */
  pathTo(file: string): string;
  /** A command as the learner would type it: `typed("hint 2.1")` is `pnpm millrace hint 2.1`. */
  typed(command: string): string;
  /** What the learner's code printed since the last time. */
  takePrinted(): string;
  close(): Promise<void>;
}

/** How to open a {@link Workshop}. */
export interface WorkshopOptions {
  /** One JSON document is printed at the end, and nothing else. */
  readonly json: boolean;
  /** Keep a worker ready for the next file that is saved. */
  readonly prewarm?: boolean;
  /** Grade one file after the other in the same worker: for files of ours. */
  readonly keepWorkers?: boolean;
}

/** Opens the workshop. Close it when it is done with. */
export function openWorkshop(host: Host, { json, prewarm = false, keepWorkers = false }: WorkshopOptions): Workshop {
  const { root, cwd, stdout, env } = host;
  const screen = screenOn(terminalOf(stdout, env), (text) => void (json || stdout.write(text)));
  let runner: Runner | undefined;
  let printed = "";
  const exerciseHere = (): ExerciseFiles | undefined =>
    listExercises(root).find(({ folder, solution }) => isInside(cwd, folder) || isInside(cwd, solution.folder));
  return {
    host,
    root,
    screen,
    isJson: json,
    runner: () => (runner ??= createRunner({ root, prewarm, keepWorkers, onPrint: (text) => void (printed += text) })),
    exercises: () => listExercises(root),
    exercise(name) {
      if (name !== undefined) return findExercise(root, name);
      const here = exerciseHere();
      if (here !== undefined) return here;
      throw new UsageError("Say which exercise, such as 2.1. Inside an exercise's folder its id may be left out.");
    },
    exerciseHere,
    progress() {
      const { progress, setAside } = readProgress(root);
      if (setAside !== undefined) {
        const file = relative(cwd, setAside);
        host.stderr.write(
          `Your progress file could not be read. It was set aside as ${file}, and a new one is begun.\n`,
        );
      }
      return progress;
    },
    pathTo: (file) => relative(cwd, file) || ".",
    typed: howToType(env),
    takePrinted() {
      const text = printed;
      printed = "";
      return text;
    },
    close: async () => runner?.close(),
  };
}
