import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { liveSystems } from "../live/systems.ts";
import type { Outcome } from "../outcome.ts";
import { libraryFile, liveExercises } from "../running/find-code.ts";
import { clip } from "../show/columns.ts";
import { padEnd, wrap } from "../show/text.ts";
import type { Workshop } from "../workshop.ts";

/** `millrace live` alone: the systems that can be run, a line each. */
export function listLive(workshop: Workshop): Outcome {
  const { root, screen, typed, pathTo } = workshop;
  const library = Object.keys(liveSystems).map((name) => {
    const file = libraryFile(root, name);
    return { name, about: file === undefined ? "" : openingSentence(file) };
  });
  const exercises = liveExercises(root).map(({ files: { id, slug, workFile } }) => {
    return {
      name: id,
      about: `${slug}: your ${basename(workFile)} in the place of the library's`,
      file: pathTo(workFile),
    };
  });
  const width = Math.max(...[...library, ...exercises].map(({ name }) => name.length));
  const row = ({ name, about }: { readonly name: string; readonly about: string }): string => {
    const text = clip(about.replace(/^[^:]+: (?=.)/, ""), Math.max(10, screen.columns - width - 4), screen);
    return `  ${screen.colors.cyan(padEnd(name, width))}  ${text}`;
  };
  screen.print(
    screen.colors.bold("The library"),
    ...library.map(row),
    "",
    screen.colors.bold("Exercises"),
    ...exercises.map(row),
    "",
    ...wrap(`One of them: ${typed("live fifo-delivery")}`, screen),
    ...wrap(`A file of your own that exports a system: ${typed("live mine.ts")}`, screen),
  );
  return { exitCode: 0, document: { library, exercises } };
}

/** The first sentence of a file's opening comment. */
function openingSentence(file: string): string {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? "";
  const words = comment
    .replace(/^\s*\* ?/gm, "")
    .trim()
    .replace(/\s*\n(?!\n)/g, " ");
  return /^(.*?)\.(\s|$)/s.exec(words)?.[1] ?? words;
}
