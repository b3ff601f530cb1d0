import { type QuizQuestion, readQuiz } from "@millrace/grader/quiz.ts";

/** The quiz of one chapter. */
export interface ChapterQuiz {
  /** The chapter's folder: "1-logical-time". */
  readonly id: string;
  /** As the chapter's README has it: "1 · Logical time". */
  readonly title: string;
  readonly questions: readonly QuizQuestion[];
}

/** `path` ends in "…/1-logical-time/README.md". */
export function readChapter(path: string, markdown: string): ChapterQuiz {
  const id = path.split("/").at(-2) ?? path;
  const [, title = id] = /^# (.+)$/m.exec(markdown) ?? [];
  return { id, title, questions: readQuiz(markdown).questions };
}
