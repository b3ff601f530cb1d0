/** A binary heap of things to do, earliest first; of two at the same time, the one added first. */
export class Heap<Item> {
  private readonly entries: { readonly atMs: number; readonly sequence: number; readonly item: Item }[] = [];
  private sequence = 0;

  add(atMs: number, item: Item): void {
    const entry = { atMs, sequence: this.sequence++, item };
    const { entries } = this;
    let place = entries.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = entries[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      entries[place] = above;
      place = parent;
    }
    entries[place] = entry;
  }

  /** The earliest, left in its place; undefined if there is none. */
  get first(): { readonly atMs: number; readonly item: Item } | undefined {
    return this.entries[0];
  }

  /** Takes the earliest out; undefined if there is none. */
  take(): { readonly atMs: number; readonly item: Item } | undefined {
    const { entries } = this;
    const first = entries[0];
    const last = entries.pop();
    if (first === undefined || last === undefined || entries.length === 0) return first;
    let place = 0;
    for (;;) {
      const left = place * 2 + 1;
      const leftEntry = entries[left];
      if (leftEntry === undefined) break;
      const rightEntry = entries[left + 1];
      const [child, entry] =
        rightEntry !== undefined && isBefore(rightEntry, leftEntry) ? [left + 1, rightEntry] : [left, leftEntry];
      if (!isBefore(entry, last)) break;
      entries[place] = entry;
      place = child;
    }
    entries[place] = last;
    return first;
  }
}

function isBefore(
  left: { readonly atMs: number; readonly sequence: number },
  right: { readonly atMs: number; readonly sequence: number },
): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.sequence < right.sequence);
}
