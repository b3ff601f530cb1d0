import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import type { Chapter, CourseExercise } from "../src/course/chapter.ts";

const name = "virtual:course-list";

/** Lets the page `import { chapters } from "virtual:course-list"`: titles without the texts, which come when they are read. */
export function courseList(root: string): Plugin {
  return {
    name: "course-list",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      return `export const chapters = ${JSON.stringify(readChapters(root))};`;
    },
  };
}

// The grader's own list is not to be had in a configuration, which Node loads as it is: it is TypeScript.
function readChapters(root: string): Chapter[] {
  const exercises = join(root, "exercises");
  return foldersIn(exercises).map((folder) => {
    const story = join(exercises, folder, "README.md");
    const title = existsSync(story) ? titleOf(readFileSync(story, "utf8")) : undefined;
    const names = foldersIn(join(exercises, folder));
    return {
      folder,
      title: title ?? folder,
      exercises: names.map((name) => readExercise(join(exercises, folder, name), name)),
    };
  });
}

function readExercise(folder: string, name: string): CourseExercise {
  const id = name.slice(0, name.indexOf("-"));
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const minutes = /^\*(\d+) minutes/m.exec(readme)?.[1];
  return {
    id,
    title: titleOf(readme)?.replace(`${id} `, "") ?? name,
    ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
  };
}

/** Folders whose names begin with a number, in its order: 1.2 before 1.10. */
function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d/.test(entry.name))
    .map(({ name }) => name)
    .sort(new Intl.Collator("en", { numeric: true }).compare);
}

function titleOf(markdown: string): string | undefined {
  return /^# (.+)$/m.exec(markdown)?.[1]?.trim();
}
