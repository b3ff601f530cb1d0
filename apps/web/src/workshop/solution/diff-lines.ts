/** A line of two texts laid side by side: in both, or in one of them alone. */
export interface DiffLine {
  readonly kind: "same" | "mine" | "theirs";
  readonly text: string;
}

/** The fewest lines to take away and to add, by the longest common subsequence. Both texts are files of some hundred lines. */
export function diffLines(mine: string, theirs: string): DiffLine[] {
  const [left, right] = [mine.split("\n"), theirs.split("\n")];
  const common = commonLengths(left, right);
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < left.length || column < right.length) {
    const [mineText, theirsText] = [left[row], right[column]];
    if (mineText !== undefined && mineText === theirsText) {
      lines.push({ kind: "same", text: mineText });
      row += 1;
      column += 1;
    } else if (
      mineText !== undefined &&
      (theirsText === undefined || at(common, row + 1, column) >= at(common, row, column + 1))
    ) {
      lines.push({ kind: "mine", text: mineText });
      row += 1;
    } else {
      lines.push({ kind: "theirs", text: theirsText ?? "" });
      column += 1;
    }
  }
  return lines;
}

/** How many lines the two have in common from each place on. */
function commonLengths(left: readonly string[], right: readonly string[]): readonly (readonly number[])[] {
  const rows: number[][] = [new Array<number>(right.length + 1).fill(0)];
  for (const text of left.toReversed()) {
    const below = rows[0] ?? [];
    const row = new Array<number>(right.length + 1).fill(0);
    for (let column = right.length - 1; column >= 0; column--) {
      row[column] =
        text === right[column] ? (below[column + 1] ?? 0) + 1 : Math.max(below[column] ?? 0, row[column + 1] ?? 0);
    }
    rows.unshift(row);
  }
  return rows;
}

function at(rows: readonly (readonly number[])[], row: number, column: number): number {
  return rows[row]?.[column] ?? 0;
}
