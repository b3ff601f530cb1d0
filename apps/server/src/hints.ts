/** The tiers of a `hints.md`, in order: what stands below `## 1`, `## 2` and `## 3`, as Markdown. */
export function readHints(text: string): string[] {
  const [, ...tiers] = text.split(/^## .*$/m);
  return tiers.map((tier) => tier.trim()).filter((tier) => tier !== "");
}
