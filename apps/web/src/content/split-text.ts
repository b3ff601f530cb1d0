/** A text's first heading, and what comes after it. */
export function splitTitle(text: string): { readonly title: string; readonly body: string } {
  const [, title = "", body = text] = /^# (.+)\n([^]*)$/.exec(text) ?? [];
  return { title, body };
}

/** The tiers of a `hints.md`: what stands under `## 1`, `## 2`, and so on. */
export function splitHints(text: string): string[] {
  return text
    .split(/^## \d+\s*$/m)
    .slice(1)
    .map((hint) => hint.trim());
}
