import { type ExerciseFiles, listExercises } from "@millrace/grader/catalogue.node.ts";
import { type Manifest, createRunner } from "@millrace/grader/runner.node.ts";
import { chapterTitle } from "./chapters.ts";

/** One exercise with what its checks say of it. */
export interface CourseRow {
  readonly files: ExerciseFiles;
  readonly manifest: Manifest;
}

/** Every exercise under `root`, in its order. Rejects if the checks of one cannot be loaded. */
export async function readCourse(root: string): Promise<CourseRow[]> {
  const runner = createRunner({ root });
  try {
    return await Promise.all(
      listExercises(root).map(async (files) => ({ files, manifest: await runner.describe(files) })),
    );
  } finally {
    await runner.close();
  }
}

/** The course as a Markdown table for the README: chapters with their exercises, and how long each takes. */
export function courseTable(root: string, rows: readonly CourseRow[]): string {
  let last = "";
  const lines = rows.map(({ files, manifest }) => {
    const { chapter, id, folder } = files;
    const [, number = "", title = ""] = /^(\d+)(?: ·)? (.*)$/.exec(chapterTitle(root, chapter)) ?? [];
    const path = folder.slice(root.length + 1).replaceAll("\\", "/");
    const named = chapter === last ? " | " : `${number} | [${title}](exercises/${chapter}/README.md)`;
    last = chapter;
    return `| ${named} | [${id} ${manifest.title}](${path}/README.md) | ${manifest.minutes} | ${manifest.source} |`;
  });
  return ["| | chapter | exercise | minutes | source |", "|---|---|---|---|---|", ...lines].join("\n");
}

/** A README with another table between its two marks. Throws an Error if it has not both. */
export function withCourseTable(readme: string, table: string): string {
  const parts = readme.split(mark);
  const [before, , after] = parts;
  if (before === undefined || after === undefined || parts.length !== 3)
    throw new Error(`Cannot put the course into the README as it must have "${mark}" twice. Put it around the table.`);
  return `${before}${mark}\n\n${table}\n\n${mark}${after}`;
}

const mark = "<!-- course -->";
