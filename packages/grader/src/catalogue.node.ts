import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { nearestNames } from "./nearest.ts";

/** One exercise as it lies on disk. All paths are absolute. */
export interface ExerciseFiles {
  /** Chapter and place, from the folder's name: "2.1". */
  readonly id: string;
  /** "fifo-delivery". */
  readonly slug: string;
  /** The chapter's folder: "2-message-order". */
  readonly chapter: string;
  readonly folder: string;
  /** The learner's file. */
  readonly workFile: string;
  readonly checksFile: string;
  readonly readmeFile: string;
  readonly hintsFile: string;
  readonly testFile: string;
  readonly solution: SolutionFiles;
}

/** What belongs to an exercise and is not shown to its learner. All paths are absolute. */
export interface SolutionFiles {
  readonly folder: string;
  readonly workFile: string;
  /** The starter as it was handed out. */
  readonly starterFile: string;
  readonly notesFile: string;
  readonly mistakesFile: string;
  /** Other right answers. */
  readonly alsoRight: readonly string[];
  /** The library's file that the solution re-exports: what mistakes are edits of. */
  readonly answerFile: string;
}

/** Thrown when no exercise has the name that was asked for. */
export class UnknownExerciseError extends Error {
  override readonly name = "UnknownExerciseError";
  /** The exercises that may have been meant, as "2.1-fifo-delivery", the likeliest first. */
  readonly nearest: readonly string[];

  constructor(asked: string, known: readonly string[]) {
    const nearest = nearestNames(asked, known);
    const advice =
      known.length === 0
        ? "There is no exercise here."
        : nearest.length === 0
          ? `The exercises are ${known.join(", ")}.`
          : `Did you mean ${nearest.join(" or ")}?`;
    super(`Cannot find the exercise as none has this name: ${JSON.stringify(asked)}. ${advice}`);
    this.nearest = nearest;
  }
}

/** Every exercise under `root`, by chapter and place: 1.2 before 1.10. */
export function listExercises(root: string): ExerciseFiles[] {
  return foldersIn(join(root, "exercises"))
    .flatMap((chapter) =>
      foldersIn(join(root, "exercises", chapter)).map((name) => describeFolder(root, chapter, name)),
    )
    .filter((files) => files !== undefined)
    .toSorted((first, second) => compareIds(first.id, second.id));
}

/** The exercise of a name: "2.1", "2.1-fifo-delivery" or "fifo-delivery". Throws an {@link UnknownExerciseError}. */
export function findExercise(root: string, id: string): ExerciseFiles {
  const asked = id.trim().toLowerCase().replace(/\/+$/, "");
  const all = listExercises(root);
  const found = all.find((files) => [files.id, files.slug, `${files.id}-${files.slug}`].includes(basename(asked)));
  if (found !== undefined) return found;
  throw new UnknownExerciseError(
    id,
    all.map((files) => `${files.id}-${files.slug}`),
  );
}

/** Whether the learner's file differs from the starter; line endings and blank lines at the end aside. */
export function isBegun(files: ExerciseFiles): boolean {
  const { workFile, solution } = files;
  if (!existsSync(workFile) || !existsSync(solution.starterFile)) return false;
  return settle(readFileSync(workFile, "utf8")) !== settle(readFileSync(solution.starterFile, "utf8"));
}

function settle(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}

/** Undefined for a folder that is no exercise: a name without an id, or no checks in it. */
function describeFolder(root: string, chapter: string, name: string): ExerciseFiles | undefined {
  const match = /^(\d+\.\d+)-(.+)$/.exec(name);
  const folder = join(root, "exercises", chapter, name);
  const [, id, slug] = match ?? [];
  if (id === undefined || slug === undefined || !existsSync(join(folder, "checks.ts"))) return undefined;
  return {
    id,
    slug,
    chapter,
    folder,
    workFile: join(folder, `${slug}.ts`),
    checksFile: join(folder, "checks.ts"),
    readmeFile: join(folder, "README.md"),
    hintsFile: join(folder, "hints.md"),
    testFile: join(folder, `${slug}.test.ts`),
    solution: describeSolution(root, join(root, "solutions", chapter, name), slug),
  };
}

function describeSolution(root: string, folder: string, slug: string): SolutionFiles {
  const workFile = join(folder, `${slug}.ts`);
  const alsoRight = join(folder, "also-right");
  return {
    folder,
    workFile,
    starterFile: join(folder, "starter.ts"),
    notesFile: join(folder, "NOTES.md"),
    mistakesFile: join(folder, "mistakes.ts"),
    alsoRight: existsSync(alsoRight)
      ? readdirSync(alsoRight)
          .filter((name) => name.endsWith(".ts"))
          .toSorted()
          .map((name) => join(alsoRight, name))
      : [],
    answerFile: findAnswer(root, workFile),
  };
}

/** The library's file behind `export * from "@millrace/ordering/fifo-delivery.ts"`; else the solution's own file. */
function findAnswer(root: string, workFile: string): string {
  const text = existsSync(workFile) ? readFileSync(workFile, "utf8") : "";
  const [, name, file] = /^export \* from "@millrace\/([\w-]+)\/([\w./-]+)";/m.exec(text) ?? [];
  return name === undefined || file === undefined ? workFile : join(root, "packages", name, "src", file);
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function compareIds(first: string, second: string): number {
  const [chapter = 0, place = 0] = first.split(".").map(Number);
  const [otherChapter = 0, otherPlace = 0] = second.split(".").map(Number);
  return chapter - otherChapter || place - otherPlace;
}
