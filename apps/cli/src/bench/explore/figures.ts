/** Median, least and most of some figures, as text: `1,234 (1,200–1,300)`. */
export function summary(
  figures: readonly number[],
  { unit = "", digits = 0 }: { readonly unit?: string; readonly digits?: number } = {},
): string {
  const sorted = figures.toSorted((left, right) => left - right);
  const show = (value: number | undefined): string =>
    (value ?? Number.NaN).toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${show(median(figures))}${unit} (${show(sorted[0])}–${show(sorted.at(-1))})`;
}

export function median(figures: readonly number[]): number {
  return figures.toSorted((left, right) => left - right)[Math.floor(figures.length / 2)] ?? Number.NaN;
}

/** Each round's figure beside the reference of the same round; the median of their ratios. */
export function ratio(figures: readonly number[], references: readonly number[]): string {
  return median(figures.map((figure, round) => figure / (references[round] ?? Number.NaN))).toFixed(2);
}

/** Prints the begin of a Markdown table, after a heading. */
export function printHead(heading: string, columns: readonly string[]): void {
  console.log(`\n### ${heading}\n`);
  printRow(columns);
  console.log(`|${"---|".repeat(columns.length)}`);
}

export function printRow(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(" | ")} |`);
}
