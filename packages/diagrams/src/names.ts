import { printable, shorten, textWidth } from "./terminal-text.ts";

/**
 * Each name in at most `columns` columns, in the same order. Names that differ stay different: where shortening would
 * make them the same, they are numbered.
 */
export function shortNames(
  names: readonly string[],
  columns: number,
  show: (name: string) => string = printable,
): string[] {
  const shown = names.map((name) => shorten(show(name), columns));
  return shown.map((text, index) => {
    const twins = shown.filter((other) => other === text).length;
    if (twins === 1 && text !== "") return text;
    const number = `#${index + 1}`;
    return `${shorten(text, Math.max(columns - textWidth(number), 0))}${number}`;
  });
}
