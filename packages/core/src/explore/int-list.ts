/** A list of whole numbers of 32 bits that grows at its end. */
export class IntList {
  private items = new Int32Array(64);
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** The number at a place, which must be one of the list's. */
  at(place: number): number {
    return this.items[place] as number;
  }

  push(item: number): void {
    if (this.count === this.items.length) {
      const larger = new Int32Array(this.count * 2);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.count++] = item;
  }

  clear(): void {
    this.count = 0;
  }

  /** A copy of its numbers. */
  toArray(): Int32Array {
    return this.items.slice(0, this.count);
  }
}
