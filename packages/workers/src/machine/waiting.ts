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
  /** Made when a letter comes again, which is rare, and kept until none is left. */
  #byNumber: Map<number, Letter> | undefined;
  #last = 0;
  #isSorted = true;

  get size(): number {
    return this.#letters.size;
  }

  add(letter: Letter): void {
    this.#letters.push(letter);
    this.#byNumber?.set(letter.sequence, letter);
    if (letter.sequence > this.#last) this.#last = letter.sequence;
    else this.#isSorted = false;
  }

  find(sequence: number): Letter | undefined {
    if (sequence > this.#last) return undefined;
    this.#byNumber ??= new Map(this.#letters.toArray().map((letter) => [letter.sequence, letter]));
    return this.#byNumber.get(sequence);
  }

  first(expected: number): Letter | undefined {
    if (!this.#isSorted) this.#sort();
    const { first } = this.#letters;
    return first?.sequence === expected ? first : undefined;
  }

  takeFirst(): void {
    const letter = this.#letters.take();
    if (letter !== undefined) this.#byNumber?.delete(letter.sequence);
    if (this.size === 0) this.#byNumber = undefined;
  }

  #sort(): void {
    const sorted = this.#letters.toArray().toSorted((left, right) => left.sequence - right.sequence);
    this.#letters = new Queue(sorted);
    this.#isSorted = true;
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
