/** Something that has happened, in words. */
export interface NewsLine {
  /** Which line it is, counted from the first. */
  readonly id: number;
  readonly text: string;
  /** When that was, in milliseconds since the machines were started. */
  readonly atMs: number;
}

/** The lines with one more, the oldest of too many left out. */
export function withNews(
  lines: readonly NewsLine[],
  { text, atMs = 0 }: { readonly text: string; readonly atMs?: number | undefined },
): readonly NewsLine[] {
  return [...lines, { id: (lines.at(-1)?.id ?? 0) + 1, text, atMs }].slice(-40);
}
