import { count } from "@millrace/grader";
import { printable } from "@millrace/diagrams/terminal-text.ts";
import type { Terminal } from "./terminal.ts";
import { indent } from "./text.ts";

/** What the learner's code printed, the first `most` lines of it; nothing if it printed nothing. */
export function showPrinted(printed: string, terminal: Terminal, most: number): string[] {
  const text = printed.trimEnd();
  if (text === "") return [];
  const lines = text.split("\n").map(printable);
  const rest = lines.length - most;
  return [
    "",
    "Your code printed:",
    ...indent(lines.slice(0, most), 2).map(terminal.colors.dim),
    ...(rest > 0 ? [terminal.colors.dim(`  … and ${count(rest, "line")} more`)] : []),
  ];
}
