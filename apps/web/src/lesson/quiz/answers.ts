/**
 * What a reader answered, remembered from visit to visit. Questions and options are known by their text, so that an answer
 * to a question that has been rewritten since is no answer any more.
 */

/** The option that was chosen, by question; both as they are written. */
export type Answers = Readonly<Record<string, string>>;

/** The part of the browser's storage that is needed. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const place = "millrace-quiz";

/** Answers of earlier visits: none if there are none, or if what is there cannot be read. */
export function recallAnswers(shelf: Shelf | undefined): Answers {
  try {
    const kept: unknown = JSON.parse(shelf?.getItem(place) ?? "{}");
    if (typeof kept !== "object" || kept === null) return {};
    return Object.fromEntries(
      Object.entries(kept).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
    );
  } catch {
    return {};
  }
}

/** Says whether they are kept: a browser may keep nothing, or have no room left. */
export function keepAnswers(shelf: Shelf | undefined, answers: Answers): boolean {
  try {
    if (shelf === undefined) return false;
    if (Object.keys(answers).length === 0) shelf.removeItem(place);
    else shelf.setItem(place, JSON.stringify(answers));
    return true;
  } catch {
    return false;
  }
}

/** How far a reader is with some questions. */
export interface Progress {
  readonly asked: number;
  readonly answered: number;
  readonly right: number;
}

/** Counts answers to these questions; options that no longer exist do not count. */
export function progressOf(
  questions: readonly {
    readonly text: string;
    readonly options: readonly { readonly text: string; readonly isRight: boolean }[];
  }[],
  answers: Answers,
): Progress {
  const chosen = questions.flatMap(({ text, options }) => options.filter((option) => option.text === answers[text]));
  return { asked: questions.length, answered: chosen.length, right: chosen.filter(({ isRight }) => isRight).length };
}

/** In words: "2 of 3 answered, 1 right". */
export function describeProgress({ asked, answered, right }: Progress): string {
  return answered === 0 ? `none of ${asked} answered yet` : `${answered} of ${asked} answered, ${right} right`;
}
