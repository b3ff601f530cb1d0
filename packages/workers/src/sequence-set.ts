/** A set of whole numbers from 1 that fills up from below: what lies below the first gap takes no room. */
export class SequenceSet {
  #below = 1;
  readonly #above = new Set<number>();

  /** The set of 1 to `last`, but for some, and of some more. */
  static upTo(
    last: number,
    { except = [], and = [] }: { except?: readonly number[]; and?: readonly number[] } = {},
  ): SequenceSet {
    const set = new SequenceSet();
    const missing = new Set(except);
    // One by one: there may be more of them than a call takes arguments.
    set.#below = except.reduce((least, number) => Math.min(least, number), last + 1);
    for (let number = set.#below; number <= last; number++) if (!missing.has(number)) set.add(number);
    for (const number of and) set.add(number);
    return set;
  }

  /** The smallest number that is not in it. */
  get firstMissing(): number {
    return this.#below;
  }

  has(number: number): boolean {
    return number < this.#below || this.#above.has(number);
  }

  add(number: number): void {
    if (number > this.#below) {
      this.#above.add(number);
    } else if (number === this.#below) {
      this.#below += 1;
      while (this.#above.size > 0 && this.#above.delete(this.#below)) this.#below += 1;
    }
  }
}
