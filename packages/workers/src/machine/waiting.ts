import { Heap } from "@millrace/core/heap.ts";
import { Queue } from "../queue.ts";

/** What decides a letter's turn. */
export interface Numbered {
  readonly sequence: number;
  /** Earliest moment of its next delivery. */
  readonly dueMs: number;
}

/** The letters of one channel that have arrived, in the order in which their turns come. */
export interface Waiting<Letter extends Numbered> {
  readonly size: number;
  /** Takes one in; its number is not among the waiting. */
  add(letter: Letter): void;
  find(sequence: number): Letter | undefined;
  /** The one whose turn is next; undefined if that one has not arrived. `expected` is the smallest number that is not done. */
  first(expected: number): Letter | undefined;
  /** Takes the first out. */
  takeFirst(): void;
}

/** By number, as in a fifo channel. They come in that order, but for those that a former sender had posted and lost. */
export class InOrder<Letter extends Numbered> implements Waiting<Letter> {
  #letters = new Queue<Letter>();
  readonly #byNumber = new Map<number, Letter>();
  #last = 0;

  get size(): number {
    return this.#letters.size;
  }

  add(letter: Letter): void {
    this.#letters.push(letter);
    this.#byNumber.set(letter.sequence, letter);
    if (letter.sequence > this.#last) this.#last = letter.sequence;
    else this.#sort();
  }

  find(sequence: number): Letter | undefined {
    return sequence > this.#last ? undefined : this.#byNumber.get(sequence);
  }

  first(expected: number): Letter | undefined {
    const { first } = this.#letters;
    return first?.sequence === expected ? first : undefined;
  }

  takeFirst(): void {
    const letter = this.#letters.take();
    if (letter !== undefined) this.#byNumber.delete(letter.sequence);
  }

  #sort(): void {
    const sorted = this.#letters.toArray().toSorted((left, right) => left.sequence - right.sequence);
    this.#letters = new Queue(sorted);
  }
}

/** By moment, as in a channel without order. */
export class ByTime<Letter extends Numbered> implements Waiting<Letter> {
  readonly #heap = new Heap<Letter>();
  readonly #letters = new Map<number, Letter>();

  get size(): number {
    return this.#letters.size;
  }

  add(letter: Letter): void {
    this.#heap.add(letter.dueMs, letter);
    this.#letters.set(letter.sequence, letter);
  }

  find(sequence: number): Letter | undefined {
    return this.#letters.get(sequence);
  }

  first(): Letter | undefined {
    return this.#heap.first?.item;
  }

  takeFirst(): void {
    const letter = this.#heap.take()?.item;
    if (letter !== undefined) this.#letters.delete(letter.sequence);
  }
}
