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
    keepReadable(place.querySelector("svg"));
    figure.classList.remove("undrawn");
  } catch {
    // The text is there, and says the same.
    figure.classList.add("undrawn");
    if (asText !== null) asText.open = true;
  }
}

/** A drawing shrinks to fit, but not so far that its text cannot be read: then it scrolls. */
function keepReadable(svg: SVGSVGElement | null): void {
  if (svg !== null) svg.style.minWidth = `${0.65 * svg.viewBox.baseVal.width}px`;
}

/** The same source is drawn once for each theme: a verdict that comes again does not flicker. */
async function svgOf(source: string, theme: "dark" | "light"): Promise<string> {
  const key = `${theme} ${source}`;
  const known = drawings.get(key);
  if (known !== undefined) return known;
  const mermaid = await (loading ??= loadMermaid());
  mermaid.initialize(settings(theme));
  drawn += 1;
  const { svg } = await mermaid.render(`drawing-${drawn}`, wrapMessages(source));
  drawings.set(key, svg);
  return svg;
}

/**
 * Long messages of a sequence diagram in several lines: it stays narrow enough to be read. Mermaid's own setting would
 * wrap notes too, and draws those that have line breaks already beside their boxes.
 */
function wrapMessages(source: string): string {
  if (!source.startsWith("sequenceDiagram")) return source;
  return source.replace(/^(\s*\w+(?:-->>|->>|--x|-x|--\)|-\))\w+:)(?!\s*(?:no)?wrap:)/gm, "$1wrap:");
}

let loading: Promise<Mermaid> | undefined;

/** Mermaid is large: only a page with a diagram on it loads it. */
async function loadMermaid(): Promise<Mermaid> {
  const address = "/assets/mermaid/mermaid.esm.min.mjs";
  const { default: mermaid }: { default: Mermaid } = await import(address);
  return mermaid;
}

/** In the page's own colours, as millrace.css has them for this theme. */
function settings(theme: "dark" | "light"): Parameters<Mermaid["initialize"]>[0] {
  const styles = getComputedStyle(document.documentElement);
  const color = (name: string): string => styles.getPropertyValue(`--${name}`);
  const ink = color("ink");
  return {
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    fontFamily: "system-ui, sans-serif",
    theme: "base",
    themeVariables: {
      darkMode: theme === "dark",
      background: color("sheet"),
      primaryColor: color("box"),
      primaryTextColor: ink,
      primaryBorderColor: color("accent"),
      secondaryColor: color("shade"),
      tertiaryColor: color("shade"),
      lineColor: color("quiet"),
      textColor: ink,
      titleColor: ink,
      actorLineColor: color("line"),
      signalColor: ink,
      signalTextColor: ink,
      noteBkgColor: color("shade"),
      noteTextColor: ink,
      noteBorderColor: color("line"),
      clusterBkg: color("paper"),
      clusterBorder: color("line"),
      edgeLabelBackground: color("paper"),
    },
    sequence: { mirrorActors: false, actorFontSize: 15, messageFontSize: 14, noteFontSize: 13, noteMargin: 8 },
  };
}
