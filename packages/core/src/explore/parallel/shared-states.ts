/**
 * The set of global states that several threads have seen, in memory that they share: each thread adds to it while the
 * others do.
 *
 * As in a StateTable, an open-addressed table of slots finds a row by the two lanes of its hash. A new state's row and key
 * are written before its number appears in a slot, and a slot is taken with one compare-and-exchange: whoever reads a number
 * there finds the row behind it. Numbers are given out in blocks, so that threads seldom meet there; they say nothing about
 * the order in which states were found.
 *
 * That order is made of keys. In each round of the search, a state keeps the lowest key of the steps that led to it. After
 * the round its key is settled: it turns into the round's number, as -1 minus it, and never changes again.
 */

import { RowHash } from "../row-hash.ts";

/** The memory of a set, to be handed to threads. All are numbers of 32 bits. */
export interface StateMemory {
  /** How many numbers were given out. */
  readonly head: SharedArrayBuffer;
  /** Threes: a state's number plus 1, 0 for a free slot or -1 for one that is being taken, and the two lanes of its hash. */
  readonly slots: SharedArrayBuffer;
  /** Records of {@link statesPerChunk} states each: key, parent, place, and the row. A larger memory has more of them. */
  readonly chunks: readonly SharedArrayBuffer[];
  /** All states in the order in which a single thread would have found them. */
  readonly order: SharedArrayBuffer;
}

const chunkBits = 12;
const statesPerChunk = 1 << chunkBits;
const inChunk = statesPerChunk - 1;

/** Where a record's parts stand. The parent is the state from which it was first reached, by the step of that place. */
const keyPart = 0;
const parentPart = 1;
const placePart = 2;
const rowPart = 3;

/** So many numbers a thread takes at once. */
const blockSize = 64;

/** Memory for so many states, a power of two and at least 4,096. What an earlier memory holds stays where it is. */
export function makeStateMemory(width: number, capacity: number, earlier?: StateMemory): StateMemory {
  const chunks = [...(earlier?.chunks ?? [])];
  while (chunks.length * statesPerChunk < capacity)
    chunks.push(new SharedArrayBuffer(4 * (rowPart + width) * statesPerChunk));
  const order = new SharedArrayBuffer(4 * capacity);
  if (earlier !== undefined) new Int32Array(order).set(new Int32Array(earlier.order));
  return {
    head: earlier?.head ?? new SharedArrayBuffer(4),
    slots: spread(earlier?.slots, 2 * capacity),
    chunks,
    order,
  };
}

/** The highest bits of a hash choose the slot, so that the slots of a larger table come in the same order. */
function spread(earlier: SharedArrayBuffer | undefined, count: number): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(12 * count);
  const slots = new Int32Array(memory);
  const old = new Int32Array(earlier ?? new SharedArrayBuffer(0));
  const shift = Math.clz32(count) + 1;
  for (let from = 0; from < old.length; from += 3) {
    if (old[from] === 0) continue;
    const first = old[from + 1] as number;
    let slot = (first >>> shift) * 3;
    while (slots[slot] !== 0) slot = (slot + 3) % slots.length;
    slots[slot] = old[from] as number;
    slots[slot + 1] = first;
    slots[slot + 2] = old[from + 2] as number;
  }
  return memory;
}

/** What {@link SharedStates.add} gives when there is no room. */
export const full = -0x80000000;

/** A thread's view of the set. */
export class SharedStates {
  readonly width: number;
  order: Int32Array = new Int32Array(0);
  private readonly length: number;
  private head: Int32Array = new Int32Array(0);
  private slots: Int32Array = new Int32Array(0);
  private chunks: Int32Array[] = [];
  private shift = 0;
  /** The numbers that this thread may give out. */
  private nextNumber = 0;
  private endOfBlock = 0;
  private readonly hash = new RowHash();

  constructor(width: number, memory: StateMemory) {
    this.width = width;
    this.length = rowPart + width;
    this.use(memory);
  }

  /** Goes over to a larger memory. */
  use(memory: StateMemory): void {
    this.head = new Int32Array(memory.head);
    this.slots = new Int32Array(memory.slots);
    this.order = new Int32Array(memory.order);
    for (const chunk of memory.chunks.slice(this.chunks.length)) this.chunks.push(new Int32Array(chunk));
    this.shift = Math.clz32(this.slots.length / 3) + 1;
  }

  /**
   * Adds a state that a step with this key leads to. Gives its number if it is new; -1 minus its number if it is known, which
   * then has the lower of both keys, unless it is settled; {@link full} if there is no room.
   */
  add(row: Int32Array, key: number): number {
    const { slots } = this;
    this.hash.of(row);
    const { first, second } = this.hash;
    let slot = (first >>> this.shift) * 3;
    let own = -1;
    for (;;) {
      // A call of Atomics costs as much as all the rest, so what stands there is read plainly first. If it is the row that is
      // looked for, all is well. If it is not, it may have been written this very moment: then it is looked at again, in order.
      let found = slots[slot] as number;
      if (found > 0 && !this.holds(slot, found, row)) {
        found = Atomics.load(slots, slot);
        if (!this.holds(slot, found, row)) {
          slot += 3;
          if (slot === slots.length) slot = 0;
          continue;
        }
      }
      if (found > 0) {
        if (own >= 0) this.nextNumber = own;
        this.lowerKey(found - 1, key);
        return -found;
      }
      if (found < 0) {
        while (Atomics.load(slots, slot) < 0);
        continue;
      }
      if (own < 0) {
        own = this.takeNumber();
        if (own < 0) return full;
        this.write(own, row, key);
      }
      if (Atomics.compareExchange(slots, slot, 0, -1) !== 0) continue;
      slots[slot + 1] = first;
      slots[slot + 2] = second;
      Atomics.store(slots, slot, own + 1);
      return own;
    }
  }

  /** The lowest key of a state in this round; below 0 once it is settled: -1 minus the number of the round. */
  keyOf(state: number): number {
    return this.chunkOf(state)[this.recordOf(state) + keyPart] as number;
  }

  /** Settles a state: it was found in a round, from a parent, -1 for the initial state, by the step of a place. */
  settle(state: number, { round, parent, place }: { round: number; parent: number; place: number }): void {
    const chunk = this.chunkOf(state);
    const record = this.recordOf(state);
    chunk[record + keyPart] = -1 - round;
    chunk[record + parentPart] = parent;
    chunk[record + placePart] = place;
  }

  /** The state from which a settled one was found, and the place of the step. */
  originOf(state: number): { readonly parent: number; readonly place: number } {
    const chunk = this.chunkOf(state);
    const record = this.recordOf(state);
    return { parent: chunk[record + parentPart] as number, place: chunk[record + placePart] as number };
  }

  /** Copies a row into another. */
  read(state: number, into: Int32Array): void {
    const chunk = this.chunkOf(state);
    const begin = this.recordOf(state) + rowPart;
    for (let column = 0; column < into.length; column++) into[column] = chunk[begin + column] as number;
  }

  /** A view of a row; not to be changed. */
  row(state: number): Int32Array {
    const begin = this.recordOf(state) + rowPart;
    return this.chunkOf(state).subarray(begin, begin + this.width);
  }

  /** Whether a slot that holds a state's number plus 1 holds the row that was hashed last. */
  private holds(slot: number, found: number, row: Int32Array): boolean {
    const { slots, hash } = this;
    return slots[slot + 1] === hash.first && slots[slot + 2] === hash.second && this.equals(found - 1, row);
  }

  private lowerKey(state: number, key: number): void {
    const chunk = this.chunkOf(state);
    const place = this.recordOf(state) + keyPart;
    // Keys only fall: if this one is out of date, the exchange says so.
    let known = chunk[place] as number;
    while (key < known) {
      const before = Atomics.compareExchange(chunk, place, known, key);
      if (before === known) return;
      known = before;
    }
  }

  /** A number that no state has; -1 if there is none. The one that was taken last can be given back. */
  private takeNumber(): number {
    if (this.nextNumber === this.endOfBlock) {
      const block = Atomics.add(this.head, 0, blockSize);
      if (block + blockSize > this.order.length) {
        Atomics.sub(this.head, 0, blockSize);
        return -1;
      }
      this.nextNumber = block;
      this.endOfBlock = block + blockSize;
    }
    return this.nextNumber++;
  }

  private write(state: number, row: Int32Array, key: number): void {
    const chunk = this.chunkOf(state);
    const record = this.recordOf(state);
    chunk[record + keyPart] = key;
    for (let column = 0; column < row.length; column++) chunk[record + rowPart + column] = row[column] as number;
  }

  private equals(state: number, row: Int32Array): boolean {
    const chunk = this.chunkOf(state);
    const begin = this.recordOf(state) + rowPart;
    for (let column = 0; column < row.length; column++) {
      if (chunk[begin + column] !== row[column]) return false;
    }
    return true;
  }

  private chunkOf(state: number): Int32Array {
    return this.chunks[state >>> chunkBits] as Int32Array;
  }

  private recordOf(state: number): number {
    return (state & inChunk) * this.length;
  }
}
