import { useEffect, useRef } from "react";
import type { NewsLine } from "./news-lines.ts";

/** What has happened of late, newest last and in view; read out as it comes. */
export function News({ label, lines }: { readonly label: string; readonly lines: readonly NewsLine[] }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, [lines]);
  return (
    // It scrolls, so it must be possible to reach it by keyboard.
    <div ref={place} className="news" role="log" aria-label={label} tabIndex={0}>
      {lines.map(({ id, text, atMs }) => (
        <p key={id}>
          <span className="news-time">{(atMs / 1000).toFixed(1)} s</span> {text}
        </p>
      ))}
    </div>
  );
}
