/** What a {@link PairTable} gives for a pair that it does not hold. */
export const absent = -0x80000000;

/**
 * Remembers a whole number for each pair of whole numbers: what a step does is looked up here millions of times. An
 * open-addressed table in one typed array, three places a pair, at most half full.
 */
export class PairTable {
  private cells = new Int32Array(3 * 16).fill(absent);
  private mask = 15;
  private count = 0;

  /** The number kept for a pair; {@link absent} if there is none. */
  get(first: number, second: number): number {
    const { cells, mask } = this;
    let slot = hash(first, second) & mask;
    for (;;) {
      const cell = slot * 3;
      const value = cells[cell + 2] as number;
      if (value === absent || (cells[cell] === first && cells[cell + 1] === second)) return value;
      slot = (slot + 1) & mask;
    }
  }

  /** Keeps a number, anything but {@link absent}, for a pair that has none. */
  set(first: number, second: number, value: number): void {
    if (this.count * 2 > this.mask) this.grow();
    this.count += 1;
    this.put(first, second, value);
  }

  private put(first: number, second: number, value: number): void {
    const { cells, mask } = this;
    let slot = hash(first, second) & mask;
    while (cells[slot * 3 + 2] !== absent) slot = (slot + 1) & mask;
    cells[slot * 3] = first;
    cells[slot * 3 + 1] = second;
    cells[slot * 3 + 2] = value;
  }

  private grow(): void {
    const old = this.cells;
    this.mask = this.mask * 2 + 1;
    this.cells = new Int32Array(3 * (this.mask + 1)).fill(absent);
    for (let cell = 0; cell < old.length; cell += 3) {
      const value = old[cell + 2] as number;
      if (value !== absent) this.put(old[cell] as number, old[cell + 1] as number, value);
    }
  }
}

function hash(first: number, second: number): number {
  const mixed = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
