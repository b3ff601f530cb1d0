import { useEffect, useMemo, useRef } from "react";
import { renderMarkdown } from "./markdown.ts";

/** One of the repository's texts, with its drawings. */
export function Prose({ text, below = 0 }: { readonly text: string; readonly below?: number }) {
  const place = useRef<HTMLDivElement>(null);
  const html = useMemo(() => ({ __html: renderMarkdown(text, { below }) }), [text, below]);
  useEffect(() => {
    const sources = [...(place.current?.querySelectorAll("pre[data-drawing]") ?? [])];
    if (sources.length === 0) return undefined;
    const ending = new AbortController();
    // Until it is drawn, and where it cannot be, its text is there.
    void import("./draw.ts").then(({ drawBeside }) => drawBeside(sources, ending.signal));
    return () => ending.abort();
  }, [html]);
  return <div ref={place} className="prose" dangerouslySetInnerHTML={html} />;
}
