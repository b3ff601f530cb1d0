/** A library to ask: books on shelves, and what the desk is asked and answers. */

/** A book, on one shelf of the library. */
export interface Book {
  /** Any text. */
  readonly subject: string;
  /** A whole number, 0 or more. */
  readonly pages: number;
  /** When it was written: a whole number, below 0 before our era. */
  readonly year: number;
}

/** An input for a coordinator: the figures of all subjects, over all books of at least so many pages. */
export interface Question {
  /** Any text; a coordinator is asked each id once. */
  readonly id: string;
  /** 0 or more. With 0, all books count. */
  readonly atLeastPages: number;
}

/** What is asked of the books of one subject. */
export interface Figures {
  /** How many there are. */
  readonly books: number;
  /** How many pages they have together. */
  readonly pages: number;
  /** `pages` by `books`. */
  readonly averagePages: number;
  /** The year of the last written one. */
  readonly newest: number;
}

/** The figures of one subject. */
export interface Row extends Figures {
  /** As it stands in the books. */
  readonly subject: string;
}

/** What a coordinator puts out, once for each question. */
export interface Answer {
  /** The only output there is. */
  readonly type: "answer";
  /** The question's. */
  readonly id: string;
  /** One for each subject that has such books, in any order. */
  readonly rows: readonly Row[];
}
