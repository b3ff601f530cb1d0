import { type ChapterQuiz, readChapter } from "./chapter-quiz.ts";

/** The chapters' READMEs, each a file of its own that is asked for when it is needed. */
const readmes = import.meta.glob<string>("../../../../../exercises/*/README.md", { query: "?raw", import: "default" });

/** All chapters that have questions, in the course's order. */
export async function loadChapters(): Promise<readonly ChapterQuiz[]> {
  const chapters = await Promise.all(
    Object.entries(readmes).map(async ([path, load]) => readChapter(path, await load())),
  );
  return chapters
    .filter(({ questions }) => questions.length > 0)
    .toSorted((one, other) => Number.parseInt(one.id, 10) - Number.parseInt(other.id, 10));
}
