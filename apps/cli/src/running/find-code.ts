import { type ExerciseFiles, listExercises } from "@millrace/grader/catalogue.node.ts";
import { nearestNames } from "@millrace/grader/nearest.ts";
import { shownPath } from "@millrace/grader/stack.node.ts";
import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { liveSystems } from "../live/systems.ts";
import { UsageError } from "../outcome.ts";
import type { Workshop } from "../workshop.ts";

/** What can be run. */
export type CodePlace = { readonly of: string; readonly title: string; readonly slug: string } & (
  | { readonly kind: "library"; readonly name: string }
  | { readonly kind: "exercise"; readonly files: ExerciseFiles; readonly liveFile: string }
  | { readonly kind: "file"; readonly file: string; readonly exportName: string }
);

/**
 * What a name leads to: a system of the library (by its name or the beginning of it), an exercise, or a file with a
 * system. A path is read from `folder`. Throws a UsageError, or an UnknownExerciseError, with the nearest names.
 */
export function findCode(workshop: Workshop, asked: string, folder: string = workshop.host.cwd): CodePlace {
  const [, path = "", exportName = "system"] = /^(.+?\.[cm]?[jt]sx?)(?:#([\w$]+))?$/i.exec(asked) ?? [];
  if (path !== "") return placeFile(workshop, { path, exportName, folder });
  const names = Object.keys(liveSystems);
  if (names.includes(asked)) return placeLibrary(asked);
  if (/^\d|[/\\]/.test(asked)) return placeExercise(workshop, asked);
  const [first, ...others] = names.filter((name) => asked !== "" && name.startsWith(asked.toLowerCase()));
  if (first !== undefined && others.length === 0) return placeLibrary(first);
  if (first !== undefined)
    throw new UsageError(
      `Cannot tell which system is meant by "${asked}": ${[first, ...others].join(", ")}. Say more of it.`,
    );
  const known = [...names, ...workshop.exercises().map(({ id, slug }) => `${id}-${slug}`)];
  const nearest = nearestNames(asked, known);
  const advice =
    nearest.length === 0 ? `"${workshop.typed("live")}" lists them all.` : `Did you mean ${nearest.join(" or ")}?`;
  throw new UsageError(`Cannot run the system as none has this name: "${asked}". ${advice}`);
}

/** The exercises that have a live system, with the file that defines it. */
export function liveExercises(root: string): { readonly files: ExerciseFiles; readonly liveFile: string }[] {
  return listExercises(root).flatMap((files) => {
    const liveFile = liveFileOf(files);
    return existsSync(liveFile) ? [{ files, liveFile }] : [];
  });
}

/** The file of a library's live system: it lies beside the algorithm. */
export function libraryFile(root: string, name: string): string | undefined {
  return readdirSync(join(root, "packages"))
    .map((folder) => join(root, "packages", folder, "src", `${name}.live.ts`))
    .find((file) => existsSync(file));
}

function placeLibrary(name: string): CodePlace {
  return { kind: "library", name, of: name, title: name, slug: name };
}

function placeExercise(workshop: Workshop, asked: string): CodePlace {
  const files = workshop.exercise(asked);
  const { id, slug } = files;
  const liveFile = liveFileOf(files);
  if (!existsSync(liveFile)) {
    const others = liveExercises(workshop.root).map((exercise) => exercise.files.id);
    const advice = others.length === 0 ? `See "${workshop.typed("live")}".` : `These have one: ${others.join(", ")}.`;
    throw new UsageError(`Cannot run ${id} on workers as the exercise has no live system. ${advice}`);
  }
  return { kind: "exercise", files, liveFile, of: id, title: `${id} ${slug}`, slug: `${id}-${slug}` };
}

function placeFile(
  { root, typed }: Workshop,
  { path, exportName, folder }: { readonly path: string; readonly exportName: string; readonly folder: string },
): CodePlace {
  const asked = resolve(folder, path);
  if (statSync(asked, { throwIfNoEntry: false })?.isFile() !== true)
    throw new UsageError(`Cannot run the system as there is no such file: ${path}.`);
  const file = realpathSync(asked);
  const exercise = listExercises(root).find(({ workFile }) => existsSync(workFile) && realpathSync(workFile) === file);
  if (exercise !== undefined)
    throw new UsageError(
      `Cannot run ${path} by itself as it is part of exercise ${exercise.id}. Type: ${typed(`live ${exercise.id}`)}`,
    );
  const of = `${shownPath(file, realpathSync(root))}${exportName === "system" ? "" : `#${exportName}`}`;
  const name =
    path
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\.[^.]+$/, "") ?? "";
  const slug = exportName === "system" ? name : `${name}-${exportName}`;
  return {
    kind: "file",
    file,
    exportName,
    of,
    title: exportName === "system" ? path : `${path}#${exportName}`,
    slug: slug.replace(/[^\w.-]/g, "-"),
  };
}

function liveFileOf({ solution }: ExerciseFiles): string {
  return solution.answerFile.replace(/\.ts$/, ".live.ts");
}
