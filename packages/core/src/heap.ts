/** A heap of things to do, earliest first; of two at the same time, the one added first. */
export class Heap<Item> {
  private readonly agenda = new Agenda();
  private readonly items: (Item | undefined)[] = [];

  add(atMs: number, item: Item): void {
    this.items[this.agenda.add(atMs)] = item;
  }

  /** The earliest, left in its place; undefined if there is none. */
  get first(): { readonly atMs: number; readonly item: Item } | undefined {
    return this.at(this.agenda.firstSlot, this.agenda.firstMs);
  }

  /** Takes the earliest out; undefined if there is none. */
  take(): { readonly atMs: number; readonly item: Item } | undefined {
    const atMs = this.agenda.firstMs;
    const slot = this.agenda.take();
    const taken = this.at(slot, atMs);
    if (taken !== undefined) this.items[slot] = undefined;
    return taken;
  }

  private at(slot: number, atMs: number): { readonly atMs: number; readonly item: Item } | undefined {
    // Whatever stands in a slot that is taken was added as an Item.
    return slot < 0 ? undefined : { atMs, item: this.items[slot] as Item };
  }
}

/**
 * The bare heap: moments, each with a slot, which is a small number under which its owner keeps what is to be done then.
 *
 * Four children a parent make the tree half as deep as two do, and the four lie side by side in memory. Times, numbers
 * and slots are three typed arrays, so nothing is allocated, and a comparison follows no pointer. The entries from `size`
 * on hold the free slots: as many are free as there are places left, so no other list of them is needed.
 *
 * Source: Donald Johnson, Priority queues with update and finding minimum spanning trees (1975), for the wide heap.
 */
export class Agenda {
  private size = 0;
  private sequence = 0;
  private times: Float64Array = new Float64Array(16);
  private sequences: Float64Array = new Float64Array(16);
  private slots: Int32Array = Int32Array.from({ length: 16 }, (_unused, slot) => slot);

  /** The slot of the earliest; -1 if there is none. */
  get firstSlot(): number {
    return this.size === 0 ? -1 : (this.slots[0] ?? -1);
  }

  /** When the earliest is due, in milliseconds; NaN if there is none. */
  get firstMs(): number {
    return this.size === 0 ? NaN : (this.times[0] ?? NaN);
  }

  /** Adds a moment, in milliseconds, and gives its slot: no other has it until this one is taken. */
  add(atMs: number): number {
    if (this.size === this.times.length) this.grow();
    const { times, sequences, slots } = this;
    const slot = slots[this.size] ?? -1;
    let place = this.size++;
    // A new one is the last of its time: it goes up past what is later, and stops below what is at the same time.
    while (place > 0) {
      const parent = (place - 1) >> 2;
      if ((times[parent] ?? 0) <= atMs) break;
      this.move(parent, place);
      place = parent;
    }
    times[place] = atMs;
    sequences[place] = this.sequence++;
    slots[place] = slot;
    return slot;
  }

  /** Takes the earliest out, and gives its slot; -1 if there is none. */
  take(): number {
    if (this.size === 0) return -1;
    const { times, sequences, slots } = this;
    const taken = slots[0] ?? -1;
    const last = --this.size;
    const atMs = times[last] ?? 0;
    const sequence = sequences[last] ?? 0;
    const slot = slots[last] ?? -1;
    let place = 0;
    for (let child = 1; child < last; child = place * 4 + 1) {
      const end = Math.min(child + 4, last);
      let least = child;
      for (let other = child + 1; other < end; other++) if (this.isBefore(other, least)) least = other;
      const leastMs = times[least] ?? 0;
      if (atMs < leastMs || (atMs === leastMs && sequence < (sequences[least] ?? 0))) break;
      this.move(least, place);
      place = least;
    }
    times[place] = atMs;
    sequences[place] = sequence;
    slots[place] = slot;
    slots[last] = taken;
    return taken;
  }

  private isBefore(left: number, right: number): boolean {
    const { times, sequences } = this;
    const leftMs = times[left] ?? 0;
    const rightMs = times[right] ?? 0;
    return leftMs < rightMs || (leftMs === rightMs && (sequences[left] ?? 0) < (sequences[right] ?? 0));
  }

  private move(from: number, to: number): void {
    this.times[to] = this.times[from] ?? 0;
    this.sequences[to] = this.sequences[from] ?? 0;
    this.slots[to] = this.slots[from] ?? 0;
  }

  private grow(): void {
    const { times, sequences, slots } = this;
    const length = times.length * 2;
    this.times = new Float64Array(length);
    this.times.set(times);
    this.sequences = new Float64Array(length);
    this.sequences.set(sequences);
    this.slots = Int32Array.from({ length }, (_unused, slot) => slot);
    this.slots.set(slots);
  }
}
