/** Something that takes room on a line: it begins `offset` to the right of its column and is `width` wide. */
export interface Item {
  readonly column: number;
  readonly offset: number;
  readonly width: number;
}

/**
 * The place of every column, from the left: as close together as the items on each line allow, one blank between two.
 * `gaps[n]` is the least distance from column `n` to the next; there is one more column than gaps.
 */
export function placeColumns(lines: Iterable<readonly Item[]>, gaps: readonly number[], left: number): number[] {
  const distances = gaps.map((gap, column) => ({ from: column, to: column + 1, distance: gap }));
  for (const items of lines) {
    const sorted = [...items].sort((one, other) => one.column - other.column || one.offset - other.offset);
    for (const [index, item] of sorted.entries()) {
      const next = sorted[index + 1];
      if (next === undefined || next.column === item.column) continue;
      distances.push({ from: item.column, to: next.column, distance: item.offset + item.width + 1 - next.offset });
    }
  }
  const places = [left];
  for (let column = 1; column <= gaps.length; column++) {
    const least = distances
      .filter(({ to }) => to === column)
      .reduce((place, { from, distance }) => Math.max(place, (places[from] ?? left) + distance), left);
    places.push(least);
  }
  return places;
}
