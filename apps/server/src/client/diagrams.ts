import type { Mermaid } from "mermaid";

/**
 * Draws the diagrams in a part of the page, or in one that is about to become part of it. What is folded away waits
 * until it is opened.
 */
export async function drawDiagrams(part: HTMLElement): Promise<void> {
  const waiting = [...part.querySelectorAll<HTMLElement>("figure[data-mermaid]")].filter(
    (figure) => figure.dataset["drawn"] !== theme() && figure.closest("details:not([open])") === null,
  );
  for (const figure of waiting) await drawFigure(figure);
}

/** Diagrams that were folded away are drawn when they are opened. */
export function drawWhenOpened(): void {
  const draw = ({ target }: Event): void => {
    if (target instanceof HTMLDetailsElement && target.open) void drawDiagrams(target);
  };
  // "toggle" does not bubble.
  document.addEventListener("toggle", draw, { capture: true });
}

/** Dark and light drawings differ. */
export function redrawOnThemeChange(): void {
  dark.addEventListener("change", () => void drawDiagrams(document.body));
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const drawings = new Map<string, string>();
let drawn = 0;

function theme(): "dark" | "light" {
  return dark.matches ? "dark" : "light";
}

async function drawFigure(figure: HTMLElement): Promise<void> {
  const { mermaid: source = "" } = figure.dataset;
  const place = figure.querySelector<HTMLElement>(".drawing");
  const asText = figure.querySelector("details");
  if (place === null) return;
  const wanted = theme();
  figure.dataset["drawn"] = wanted;
  try {
    place.innerHTML = await svgOf(source, wanted);
    figure.classList.remove("undrawn");
  } catch {
    // The text is there, and says the same.
    figure.classList.add("undrawn");
    if (asText !== null) asText.open = true;
  }
}

/** The same source is drawn once for each theme: a verdict that comes again does not flicker. */
async function svgOf(source: string, theme: "dark" | "light"): Promise<string> {
  const key = `${theme} ${source}`;
  const known = drawings.get(key);
  if (known !== undefined) return known;
  const mermaid = await (loading ??= loadMermaid());
  mermaid.initialize(settings(theme));
  drawn += 1;
  const { svg } = await mermaid.render(`drawing-${drawn}`, source);
  drawings.set(key, svg);
  return svg;
}

let loading: Promise<Mermaid> | undefined;

/** Mermaid is large: only a page with a diagram on it loads it. */
async function loadMermaid(): Promise<Mermaid> {
  const address = "/assets/mermaid/mermaid.esm.min.mjs";
  const { default: mermaid }: { default: Mermaid } = await import(address);
  return mermaid;
}

function settings(theme: "dark" | "light"): Parameters<Mermaid["initialize"]>[0] {
  return {
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme: "base",
    fontFamily: "system-ui, sans-serif",
    themeVariables: colors[theme],
    sequence: { mirrorActors: false, useMaxWidth: true, wrap: false },
    flowchart: { useMaxWidth: true },
  };
}

// As in millrace.css.
const colors = {
  light: {},
  dark: {},
};
