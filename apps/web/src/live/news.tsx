/** What has happened of late, newest last; read out as it comes. */
export function News({ label, lines }: { readonly label: string; readonly lines: readonly NewsLine[] }) {
  return (
    // It scrolls, so it must be possible to reach it by keyboard.
    <div className="news" role="log" aria-label={label} tabIndex={0}>
      {lines.map(({ id, text, atMs }) => (
        <p key={id}>
          <span className="news-time">{(atMs / 1000).toFixed(1)} s</span> {text}
        </p>
      ))}
    </div>
  );
}

export interface NewsLine {
  /** The event that it tells of. */
  readonly id: number;
  readonly text: string;
  /** When that was, in milliseconds since the machines were started. */
  readonly atMs: number;
}

/** The lines with one more, the oldest of too many left out. */
export function withNews(lines: readonly NewsLine[], line: NewsLine): readonly NewsLine[] {
  return [...lines, line].slice(-40);
}
