/** What it is to read a book of the library: each is worked out from its number, as ten million real ones do not fit here. */
import { type Groups, type Totals, bookFigures, mergeGroups } from "@millrace/dataflow";

const subjects = ["art", "history", "law", "maps", "medicine"] as const;

/** Books by their numbers: from `first`, up to and without `end`. */
export interface Shelf {
  readonly first: number;
  readonly end: number;
}

/** How often the numbers of a book are stirred: what makes reading one take a while. */
const rounds = 24;

/** Reads every book of a shelf, and adds it to the totals of its subject. */
export function readBooks({ first, end }: Shelf, totals: Groups<Totals>): void {
  const books = subjects.map(() => 0);
  const pages = subjects.map(() => 0);
  const newest = subjects.map(() => -Infinity);
  for (let number = first; number < end; number++) {
    const words = stir(number);
    const subject = words % subjects.length;
    books[subject] = (books[subject] ?? 0) + 1;
    pages[subject] = (pages[subject] ?? 0) + 50 + ((words >>> 8) % 800);
    newest[subject] = Math.max(newest[subject] ?? 0, 1500 + ((words >>> 20) % 520));
  }
  const read: Groups<Totals> = new Map();
  for (const [place, subject] of subjects.entries()) {
    const count = books[place] ?? 0;
    if (count > 0) read.set(subject, { books: count, pages: pages[place] ?? 0, newest: newest[place] ?? 0 });
  }
  mergeGroups(totals, read, bookFigures);
}

/** The last of many numbers that follow each other from a first one: xorshift, by George Marsaglia. */
function stir(number: number): number {
  let word = (number + 1) | 0;
  for (let round = 0; round < rounds; round++) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
  }
  return word >>> 0;
}
