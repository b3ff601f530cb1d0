/** A wrong answer as an edit of the right one. */
export interface Mistake {
  /** What went wrong, in words: "one counter for all destinations". No two of an exercise share one. */
  readonly name: string;
  /** At least one, made in this order. Several make one mistake where one place is not enough. */
  readonly edits: readonly Edit[];
  /** The name of the check that must catch it; others may, too. */
  readonly caughtBy: string;
  /** What helps a learner who made it. */
  readonly hint: string;
  /** The counterexample has at most this many choices; any number if absent. */
  readonly steps?: number;
}

/** One replacement. */
export interface Edit {
  /** Text that occurs exactly once in the answer, white space and all. */
  readonly replace: string;
  /** What stands there instead, as it is: `$` means nothing special. */
  readonly with: string;
}

/** What {@link mistakes} takes for each name: a {@link Mistake} whose single edit may be written out flat. */
export type MistakeOptions = Omit<Mistake, "name" | "edits"> & (Edit | { readonly edits: readonly Edit[] });

/**
 * The wrong answers of an exercise, by name, in the order in which they are written. `mistakes.ts` exports them as default.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mistakes } from "@millrace/grader";
 *
 * const [first] = mistakes({
 *   "adds instead": { replace: "value * 2", with: "value + 2", caughtBy: "three doubled is six", hint: "Try 3." },
 * });
 * assert.deepEqual(first?.edits, [{ replace: "value * 2", with: "value + 2" }]);
 * ```
 */
export function mistakes(byName: Readonly<Record<string, MistakeOptions>>): Mistake[] {
  return Object.entries(byName).map(([name, options]) => {
    const { caughtBy, hint, steps } = options;
    const edits = "edits" in options ? options.edits : [{ replace: options.replace, with: options.with }];
    return { name, edits, caughtBy, hint, ...(steps === undefined ? {} : { steps }) };
  });
}

/**
 * The text of the right answer with a mistake in it. Throws an Error if an edit's text does not occur exactly once.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { applyMistake, mistakes } from "@millrace/grader";
 *
 * const [adds] = mistakes({ "adds instead": { replace: "* 2", with: "+ 2", caughtBy: "three doubled is six", hint: "Try 3." } });
 * assert.ok(adds !== undefined);
 * assert.equal(applyMistake("double = (value) => value * 2", adds), "double = (value) => value + 2");
 * assert.throws(() => applyMistake("double = (value) => value << 1", adds), /occurs 0 times/);
 * ```
 */
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
