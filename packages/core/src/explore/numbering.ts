/**
 * Texts, numbered: equal texts have equal numbers, counted from 0 as they come.
 *
 * A search keeps everything once, behind a small number. Which text has which number never decides what a search finds,
 * only how it is written down; so several threads may share a numbering (see parallel/shared-texts.ts), and a number
 * may then stand for a text that another thread came upon.
 */
export interface Numbering {
  /** How many texts are numbered. */
  readonly size: number;
  /** The number of a text; a new one if the text is new. */
  number(text: string): number;
  /** The text of a number. Throws an Error for a number that was never given out. */
  text(number: number): string;
}

/**
 * What the threads of a search keep in common. Numberings and memos are made one after the other; those of two threads'
 * spaces correspond in this order.
 */
export interface Commons {
  addNumbering(): Numbering;
  addMemo(): Memo;
}

/** What one thread has worked out and others need not, by a key. */
export interface Memo {
  /** What is known by now; undefined if nobody has told. */
  find(key: string): string | undefined;
  tell(key: string, result: string): void;
}

/** A numbering of this thread's own. */
export class OwnNumbering implements Numbering {
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];

  get size(): number {
    return this.texts.length;
  }

  number(text: string): number {
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.length;
      this.numbers.set(text, number);
      this.texts.push(text);
    }
    return number;
  }

  text(number: number): string {
    const text = this.texts[number];
    if (text === undefined) throw new Error(`There is no text ${number}, only ${this.texts.length}.`);
    return text;
  }
}
