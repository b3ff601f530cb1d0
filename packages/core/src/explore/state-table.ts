/**
 * The set of global states that a search has seen.
 *
 * A state is a row of `width` small integers. Rows lie one after another in chunks of a million integers: the table grows
 * in place, and no row is ever moved. A second table, open-addressed and at most half full, finds a row: two 32-bit lanes
 * are hashed from it; the first chooses the slot, the second is kept there beside the row's number, so that a look-up
 * reads one cache line before it compares the row itself. The comparison is never left out: two different states are never
 * taken for one, and a search that ends has seen them all (docs/decisions/0004).
 */
export class StateTable {
  readonly width: number;
  private readonly rowsPerChunk: number;
  private readonly chunks: Int32Array[] = [];
  /** Pairs: a row's number plus 1, 0 for a free slot, and the second lane of its hash. */
  private slots = new Int32Array(2 << 12);
  private mask = (1 << 12) - 1;
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
    this.hash(row);
    if (this.count * 2 > this.mask) this.grow();
    const slot = this.find(row);
    const known = this.slots[slot] as number;
    if (known > 0) return -known;
    const index = this.count++;
    this.slots[slot] = index + 1;
    this.slots[slot + 1] = this.second;
    this.keep(index, row);
    return index;
  }

  /** Whether it holds a row. */
  has(row: Int32Array): boolean {
    this.hash(row);
    return (this.slots[this.find(row)] as number) > 0;
  }

  /** A view of a row, by its number; valid until the table is gone, and not to be changed. */
  row(index: number): Int32Array {
    const begin = (index % this.rowsPerChunk) * this.width;
    return (this.chunks[Math.floor(index / this.rowsPerChunk)] ?? empty).subarray(begin, begin + this.width);
  }

  /** All rows in the order in which they were added, as views. */
  *rows(): Generator<Int32Array, void> {
    for (let index = 0; index < this.count; index++) yield this.row(index);
  }

  /** Copies a row, by its number, into another. */
  read(index: number, into: Int32Array): void {
    const chunk = this.chunks[Math.floor(index / this.rowsPerChunk)] ?? empty;
    const begin = (index % this.rowsPerChunk) * this.width;
    for (let place = 0; place < this.width; place++) into[place] = chunk[begin + place] as number;
  }

  /** Hashes a row into the two lanes. */
  private hash(row: Int32Array): void {
    let first = 0x9e3779b9 | 0;
    let second = 0x85ebca6b | 0;
    for (let place = 0; place < this.width; place++) {
      const value = row[place] as number;
      first = Math.imul(first ^ value, firstFactor);
      first ^= first >>> 15;
      second = Math.imul((second ^ value) + 0x27d4eb2f, 0x165667b1);
      second ^= second >>> 13;
    }
    this.first = first ^ (first >>> 16);
    this.second = second;
  }

  /** The slot of the row that was hashed last, or the free slot where it would go. */
  private find(row: Int32Array): number {
    const { slots, mask, second } = this;
    let slot = this.first & mask;
    for (;;) {
      const known = slots[slot * 2] as number;
      if (known === 0 || (slots[slot * 2 + 1] === second && this.holds(known - 1, row))) return slot * 2;
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
    const { width } = this;
    const place = Math.floor(index / this.rowsPerChunk);
    const begin = (index % this.rowsPerChunk) * width;
    let chunk = this.chunks[place];
    if (chunk === undefined || begin + width > chunk.length) {
      // The first chunk starts small: most searches see a few hundred states.
      const full = this.rowsPerChunk * width;
      const length = place > 0 ? full : Math.min(full, Math.max(width * 64, (chunk?.length ?? 0) * 4));
      const larger = new Int32Array(length);
      if (chunk !== undefined) larger.set(chunk);
      this.chunks[place] = chunk = larger;
    }
    for (let column = 0; column < width; column++) chunk[begin + column] = row[column] as number;
  }

  /** Rows stay where they are; their slots are found anew. */
  private grow(): void {
    const size = (this.mask + 1) * (this.mask < 1 << 22 ? 4 : 2);
    const slots = new Int32Array(2 * size);
    const { first, second } = this;
    this.mask = size - 1;
    const row = new Int32Array(this.width);
    for (let index = 0; index < this.count; index++) {
      this.read(index, row);
      this.hash(row);
      let slot = this.first & this.mask;
      while (slots[slot * 2] !== 0) slot = (slot + 1) & this.mask;
      slots[slot * 2] = index + 1;
      slots[slot * 2 + 1] = this.second;
    }
    this.slots = slots;
    this.first = first;
    this.second = second;
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
