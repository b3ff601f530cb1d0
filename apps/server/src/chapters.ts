import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { titleOf } from "./markdown.ts";
import type { ExerciseSummary } from "./workshop/workshop.ts";

/** A chapter. */
export interface Chapter {
  /** The folder's name: "2-message-order". */
  readonly folder: string;
  readonly title: string;
  /** Whether it has a story to read. */
  readonly hasStory: boolean;
}

/** A chapter and its exercises. */
export interface ChapterList extends Chapter {
  readonly exercises: readonly ExerciseSummary[];
}

/** The exercises by chapter, in their order. */
export function chaptersOf(root: string, exercises: readonly ExerciseSummary[]): ChapterList[] {
  const folders = new Map<string, ExerciseSummary[]>();
  for (const exercise of exercises) {
    const { chapter } = exercise.files;
    folders.set(chapter, [...(folders.get(chapter) ?? []), exercise]);
  }
  return [...folders].map(([folder, exercises]) => ({ ...chapterOf(root, folder), exercises }));
}

/** A chapter, by its folder's name. */
export function chapterOf(root: string, folder: string): Chapter {
  const story = readChapter(root, folder);
  return { folder, title: titleOf(story ?? "") ?? nameOf(folder), hasStory: story !== undefined };
}

/** The Markdown of a chapter's story, by its folder's name; undefined if there is none. */
export function readChapter(root: string, folder: string): string | undefined {
  const file = join(root, "exercises", folder, "README.md");
  return namesIn(join(root, "exercises")).includes(folder) && existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** What a folder holds; nothing if it is not there. */
export function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

/** "2-message-order" is "2 Message order". */
function nameOf(folder: string): string {
  const [, number, name = folder] = /^(\d+)-(.+)$/.exec(folder) ?? [];
  const words = name.replaceAll("-", " ");
  const sentence = words.slice(0, 1).toUpperCase() + words.slice(1);
  return number === undefined ? sentence : `${number} ${sentence}`;
}
