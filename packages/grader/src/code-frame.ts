/**
 * The lines around a place in a text, with their numbers and a mark under the place.
 * `line` and `column` count from 1; a place outside the text gives what is near it.
 *
 * @example
 * ```ts
 * import { codeFrame } from "./code-frame.ts";
 *
 * const frame = codeFrame("let a;\na = ;\na;", { line: 2, column: 5 });
 * if (frame !== "  1 │ let a;\n› 2 │ a = ;\n    │     ^\n  3 │ a;") throw new Error(frame);
 * ```
 */
export function codeFrame(text: string, place: { readonly line: number; readonly column: number }): string {
  const lines = text.replaceAll("\r", "").split("\n");
  const first = Math.max(place.line - 2, 1);
  const last = Math.min(place.line + 2, lines.length);
  const width = String(last).length;
  return lines
    .slice(first - 1, last)
    .flatMap((line, index) => {
      const number = first + index;
      const isPlace = number === place.line;
      const shown = `${isPlace ? "›" : " "} ${String(number).padStart(width)} │ ${line}`.trimEnd();
      return isPlace ? [shown, `  ${" ".repeat(width)} │ ${indent(line, place.column)}^`] : [shown];
    })
    .join("\n");
}

/** As wide as what stands before the column: a tab stays a tab. */
function indent(line: string, column: number): string {
  return line.slice(0, column - 1).replace(/[^\t]/g, " ");
}
