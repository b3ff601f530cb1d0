import mermaid from "mermaid";

/** Draws what stands in these elements as Mermaid, and folds the text away beneath it. What cannot be drawn stays a text. */
export async function drawBeside(sources: readonly Element[], signal: AbortSignal): Promise<void> {
  for (const source of sources) {
    const svg = await drawMermaid(source.textContent).catch(() => undefined);
    if (signal.aborted) return;
    if (svg === undefined) continue;
    const drawing = document.createElement("div");
    drawing.className = "drawing";
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", "A drawing of what the text below it says");
    drawing.innerHTML = svg;
    const folded = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = "The drawing as text";
    source.replaceWith(drawing, folded);
    source.removeAttribute("data-drawing");
    folded.append(summary, source);
  }
}

/** The SVG of a Mermaid text. Rejects if it is none. */
async function drawMermaid(text: string): Promise<string> {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "neutral",
    fontFamily: "inherit",
  });
  drawn += 1;
  const { svg } = await mermaid.render(`drawing-${drawn}`, text);
  return svg;
}

/** Each drawing has a name of its own in the page. */
let drawn = 0;
