/** First in, first out, however many there are: `Array.prototype.shift` moves all that stay. */
export class Queue<Item> {
  #items: (Item | undefined)[];
  #head = 0;

  /** Begins with these, which it keeps as they are. */
  constructor(items: readonly Item[] = []) {
    this.#items = items.slice();
  }

  /** How many are in it. */
  get size(): number {
    return this.#items.length - this.#head;
  }

  /** The one whose turn it is; undefined if it is empty. */
  get first(): Item | undefined {
    return this.#items[this.#head];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** Takes the first out; undefined if it is empty. */
  take(): Item | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    const isHalfEmpty = this.#head > 1_000 && this.#head * 2 > this.#items.length;
    if (this.size === 0 || isHalfEmpty) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** A copy of what is in it, the first in front. */
  toArray(): Item[] {
    // What is behind the head has been pushed, and not taken.
    return this.#items.slice(this.#head) as Item[];
  }
}
