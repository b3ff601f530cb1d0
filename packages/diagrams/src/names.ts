import { printable, shorten, textWidth } from "./terminal-text.ts";
import type { LabelOptions } from "./labels.ts";

/**
 * Each name in at most `columns` columns, in the same order. Names that differ stay different: where shortening would
 * make them the same, they are numbered.
 */
export function shortNames(names: readonly string[], columns: number, options: LabelOptions = {}): string[] {
  const { show = printable, ellipsis = "…" } = options;
  const shown = names.map((name) => shorten(show(name), columns, { ellipsis }));
  return shown.map((text, index) => {
    const twins = shown.filter((other) => other === text).length;
    if (twins === 1 && text !== "") return text;
    const number = `#${index + 1}`;
    return `${shorten(text, Math.max(columns - textWidth(number), 0), { ellipsis })}${number}`;
  });
}
