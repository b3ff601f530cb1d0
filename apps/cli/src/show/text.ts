import { printable, textWidth, wrapText } from "@millrace/diagrams/terminal-text.ts";
import type { Terminal } from "./terminal.ts";

/** Lines further to the right; empty ones stay empty. */
export function indent(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === "" ? "" : " ".repeat(by) + line));
}

/**
 * A text of one or more lines, each wrapped to the terminal, `left` columns of which are taken. No wider than 100.
 * What cannot be printed, or would move the cursor, is spelt out.
 */
export function wrap(text: string, { columns }: Pick<Terminal, "columns">, left = 0): string[] {
  const width = Math.max(10, Math.min(columns, 100) - left);
  return text.split(/\r?\n/).flatMap((line) => wrapText(printable(line), width));
}

/** A label and a text beside it, wrapped: `law       each source's …`. */
export function labelled(label: string, text: string, { terminal, left = 0 }: Place): string[] {
  const [first = "", ...rest] = wrap(text, terminal, left + labelWidth);
  return [terminal.colors.dim(label.padEnd(labelWidth)) + first, ...indent(rest, labelWidth)];
}

/** A label and a path or command beside it, which is never wrapped: with a line break in it, it cannot be copied. */
export function labelledWhole(label: string, text: string, { colors }: Terminal): string {
  return colors.dim(label.padEnd(labelWidth)) + text;
}

interface Place {
  readonly terminal: Terminal;
  /** Columns that are taken on the left. */
  readonly left?: number;
}

const labelWidth = 10;

/** A text, and blanks up to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}
