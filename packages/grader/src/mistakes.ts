/** A wrong answer as an edit of the right one. */
export interface Mistake {
  readonly name: string;
  /** Text that occurs exactly once in the right answer. Several edits make one mistake where one place is not enough. */
  readonly edits: readonly Edit[];
  /** The check that must catch it. */
  readonly caughtBy: string;
  /** What helps a learner who made it. */
  readonly hint: string;
  /** The counterexample has at most this many choices. */
  readonly steps?: number;
}

/** One replacement. */
export interface Edit {
  readonly replace: string;
  readonly with: string;
}

/** What `mistakes` takes for each name. */
export type MistakeOptions = Omit<Mistake, "name" | "edits"> & (Edit | { readonly edits: readonly Edit[] });

/**
 * The wrong answers of an exercise, by name.
 *
 * @example
 * ```ts
 * import { mistakes } from "@millrace/grader";
 *
 * export default mistakes({
 *   "adds instead": { replace: "value * 2", with: "value + 2", caughtBy: "three doubled is six", hint: "Try 3." },
 * });
 * ```
 */
export function mistakes(byName: Readonly<Record<string, MistakeOptions>>): Mistake[] {
  return Object.entries(byName).map(([name, options]) => {
    const { caughtBy, hint, steps } = options;
    const edits = "edits" in options ? options.edits : [{ replace: options.replace, with: options.with }];
    return { name, edits, caughtBy, hint, ...(steps === undefined ? {} : { steps }) };
  });
}

/** The right answer with a mistake in it. Throws an Error if an edit's text does not occur exactly once. */
export function applyMistake(answer: string, mistake: Mistake): string {
  return mistake.edits.reduce((text, edit) => {
    const count = text.split(edit.replace).length - 1;
    if (count !== 1) {
      throw new Error(
        `Cannot make the mistake "${mistake.name}" as its text occurs ${count} times: ${JSON.stringify(edit.replace)}. Choose text that occurs once.`,
      );
    }
    return text.replace(edit.replace, () => edit.with);
  }, answer);
}
