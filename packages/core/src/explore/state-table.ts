/**
 * The set of global states that a search has seen.
 *
 * A state is a row of `width` small integers. Rows lie one after another in chunks of a million integers, so that the
 * table grows without copying them. A second table of row numbers, open-addressed and at most half full, finds a row
 * by its hash: 32 bits choose the slot, 32 others are compared first, and the row itself is compared last. So two
 * different states are never taken for one, and a search that ends has seen them all.
 */
export class StateTable {
  readonly width: number;
  private readonly rowsPerChunk: number;
  private readonly chunks: Int32Array[] = [];
  private slots = new Int32Array(1 << 12).fill(-1);
  /** By row: its two hashes. */
  private firsts = new Int32Array(1 << 11);
  private seconds = new Int32Array(1 << 11);
  private count = 0;
  private first = 0;
  private second = 0;

  constructor(width: number) {
    this.width = width;
    this.rowsPerChunk = Math.max(1, Math.floor((1 << 20) / width));
  }

  /** How many different states it holds. */
  get size(): number {
    return this.count;
  }

  /** Adds a row; gives its number if it is new, else -1 minus the number that it has. */
  add(row: Int32Array): number {
    if (this.count * 2 >= this.slots.length) this.grow();
    const slot = this.find(row);
    const known = this.slots[slot] as number;
    if (known >= 0) return -1 - known;
    const index = this.count++;
    this.slots[slot] = index;
    if (index >= this.firsts.length) {
      this.firsts = extend(this.firsts);
      this.seconds = extend(this.seconds);
    }
    this.firsts[index] = this.first;
    this.seconds[index] = this.second;
    this.keep(index, row);
    return index;
  }

  /** Whether it holds a row. */
  has(row: Int32Array): boolean {
    return (this.slots[this.find(row)] as number) >= 0;
  }

  /** A view of a row, by its number; valid until the table is gone, and not to be changed. */
  row(index: number): Int32Array {
    const begin = (index % this.rowsPerChunk) * this.width;
    return (this.chunks[Math.floor(index / this.rowsPerChunk)] ?? empty).subarray(begin, begin + this.width);
  }

  /** The slot of a row, or the free slot where it would go; leaves its hashes in `first` and `second`. */
  private find(row: Int32Array): number {
    const { width, slots } = this;
    let first = 0x9e3779b9 | 0;
    let second = 0x85ebca6b | 0;
    for (let place = 0; place < width; place++) {
      const value = row[place] as number;
      first = Math.imul(first ^ value, firstFactor);
      first ^= first >>> 15;
      second = Math.imul((second ^ value) + 0x27d4eb2f, 0x165667b1);
      second ^= second >>> 13;
    }
    first ^= first >>> 16;
    this.first = first;
    this.second = second;
    const mask = slots.length - 1;
    let slot = first & mask;
    for (;;) {
      const known = slots[slot] as number;
      if (known < 0 || (this.seconds[known] === second && this.holds(known, row))) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private holds(index: number, row: Int32Array): boolean {
    const chunk = this.chunks[Math.floor(index / this.rowsPerChunk)] ?? empty;
    const begin = (index % this.rowsPerChunk) * this.width;
    for (let place = 0; place < this.width; place++) {
      if (chunk[begin + place] !== row[place]) return false;
    }
    return true;
  }

  private keep(index: number, row: Int32Array): void {
    const place = Math.floor(index / this.rowsPerChunk);
    // The first chunk starts small: most searches see a few hundred states.
    let chunk = this.chunks[place];
    const begin = (index % this.rowsPerChunk) * this.width;
    if (chunk === undefined || begin + this.width > chunk.length) {
      const full = this.rowsPerChunk * this.width;
      const length = place > 0 ? full : Math.min(full, Math.max(this.width * 64, (chunk?.length ?? 0) * 4));
      const larger = new Int32Array(length);
      if (chunk !== undefined) larger.set(chunk);
      this.chunks[place] = chunk = larger;
    }
    chunk.set(row, begin);
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 4).fill(-1);
    const mask = slots.length - 1;
    for (let index = 0; index < this.count; index++) {
      let slot = (this.firsts[index] as number) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
    this.slots = slots;
  }
}

const firstFactor = 0x01000193 ^ 0x5bd1e995;
const empty = new Int32Array(0);

/** The same numbers in an array of twice the length. */
export function extend(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(16, array.length * 2));
  larger.set(array);
  return larger;
}
