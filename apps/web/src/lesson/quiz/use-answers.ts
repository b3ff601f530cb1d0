import { useState } from "react";
import { type Answers, type Shelf, keepAnswers, recallAnswers } from "./answers.ts";

/** The reader's answers, and how to change them. */
export interface KeptAnswers {
  readonly answers: Answers;
  /** Whether they outlive this visit. */
  readonly areKept: boolean;
  answer(question: string, option: string): void;
  /** Forgets the answers to these questions. */
  forget(questions: readonly string[]): void;
}

/** Answers of this visit and, where the browser has storage for pages, of those before. */
export function useAnswers(): KeptAnswers {
  const [{ answers, areKept }, setKept] = useState(() => {
    const recalled = recallAnswers(findShelf());
    return { answers: recalled, areKept: keepAnswers(findShelf(), recalled) };
  });
  const change = (changed: Answers): void => setKept({ answers: changed, areKept: keepAnswers(findShelf(), changed) });
  return {
    answers,
    areKept,
    answer: (question, option) => change({ ...answers, [question]: option }),
    forget: (questions) =>
      change(Object.fromEntries(Object.entries(answers).filter(([question]) => !questions.includes(question)))),
  };
}

/** Even to look at it can be refused. */
function findShelf(): Shelf | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
