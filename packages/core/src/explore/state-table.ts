import { RowHash } from "./row-hash.ts";
import { Rows } from "./rows.ts";

/**
 * The set of global states that a search has seen: a row of `width` small integers each.
 *
 * Rows stay where they were put. A second table, open-addressed and at most two thirds full, finds a row: two 32-bit lanes
 * are hashed from it and kept in its slot beside its number, so that a look-up reads one cache line before it compares the
 * row itself. The comparison is never left out: two different states are never taken for one, and a search that ends has
 * seen them all (docs/decisions/0004).
 *
 * The highest bits of the first lane choose the slot. So a table of twice the size has the same slots in the same order,
 * each now two: growing reads the old one and writes the new one from one end to the other, and looks at no row.
 */
export class StateTable {
  private readonly rows: Rows;
  /** Threes: a row's number plus 1, 0 for a free slot, and the two lanes of its hash. */
  private slots = new Int32Array(3 << leastBits);
  private bits = leastBits;
  private count = 0;
  private readonly hash = new RowHash();

  constructor(width: number) {
    this.rows = new Rows(width);
  }

  /** How many different states it holds. */
  get size(): number {
    return this.count;
  }

  /** Adds a row; gives its number if it is new, else -1 minus the number that it has. */
  add(row: Int32Array): number {
    this.hash.of(row);
    if (this.count * 3 >= 2 << this.bits) this.grow();
    const slot = this.find(row);
    const known = this.slots[slot] as number;
    if (known > 0) return -known;
    const index = this.count++;
    this.slots[slot] = index + 1;
    this.slots[slot + 1] = this.hash.first;
    this.slots[slot + 2] = this.hash.second;
    this.rows.put(index, row);
    return index;
  }

  /** Whether it holds a row. */
  has(row: Int32Array): boolean {
    this.hash.of(row);
    return (this.slots[this.find(row)] as number) > 0;
  }

  /** A view of a row, by its number; not to be changed. */
  row(index: number): Int32Array {
    return this.rows.row(index);
  }

  /** Copies a row, by its number, into another. */
  read(index: number, into: Int32Array): void {
    this.rows.read(index, into);
  }

  /** All rows in the order in which they were added, as views. */
  *all(): Generator<Int32Array, void> {
    for (let index = 0; index < this.count; index++) yield this.row(index);
  }

  /** The place of the slot of the row that was hashed last, or of the free slot where it would go. */
  private find(row: Int32Array): number {
    const { slots } = this;
    const { first, second } = this.hash;
    const end = slots.length;
    let slot = (first >>> (32 - this.bits)) * 3;
    for (;;) {
      const known = slots[slot] as number;
      if (known === 0) return slot;
      if (slots[slot + 1] === first && slots[slot + 2] === second && this.rows.equals(known - 1, row)) return slot;
      slot += 3;
      if (slot === end) slot = 0;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.bits += 1;
    const slots = new Int32Array(3 << this.bits);
    for (let from = 0; from < old.length; from += 3) {
      if (old[from] === 0) continue;
      const first = old[from + 1] as number;
      let slot = (first >>> (32 - this.bits)) * 3;
      while (slots[slot] !== 0) {
        slot += 3;
        if (slot === slots.length) slot = 0;
      }
      slots[slot] = old[from] as number;
      slots[slot + 1] = first;
      slots[slot + 2] = old[from + 2] as number;
    }
    this.slots = slots;
  }
}

/** A table of 1,024 slots to begin with: most searches see a few hundred states. */
const leastBits = 10;
