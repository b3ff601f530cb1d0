import { useEffect, useRef, useState } from "react";
import { NotLoaded } from "./not-loaded.tsx";

/** The Mermaid text as Mermaid draws it: it is large, and loaded when somebody asks. */
export function MermaidDrawing({ text }: { readonly text: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [isWanted, setWanted] = useState(false);
  const [phase, setPhase] = useState<"loading" | "drawn" | "missing">("loading");
  useEffect(() => {
    const box = place.current;
    if (!isWanted || box === null) return undefined;
    const ending = new AbortController();
    const source = document.createElement("pre");
    source.textContent = text;
    // Until another design is drawn, the one before it stays in its place, so that the page does not jump.
    const holder = document.createElement("div");
    holder.append(source);
    void import("../../content/draw.ts")
      .then(async ({ drawBeside }) => drawBeside([source], ending.signal))
      .then(() => {
        if (ending.signal.aborted) return;
        // The text is there already, right below.
        holder.querySelector("details")?.remove();
        box.replaceChildren(holder);
        setPhase("drawn");
      })
      .catch(() => setPhase("missing"));
    return () => ending.abort();
  }, [isWanted, text]);
  if (!isWanted) {
    return (
      <p>
        <button type="button" className="quiet-button" onClick={() => setWanted(true)}>
          Draw it with Mermaid
        </button>
      </p>
    );
  }
  return (
    <div className="mermaid-drawing" role="region" aria-label="Drawn with Mermaid" tabIndex={0}>
      {phase === "missing" && <NotLoaded />}
      {phase === "loading" && <p role="status">Loading Mermaid …</p>}
      <div ref={place} />
    </div>
  );
}
