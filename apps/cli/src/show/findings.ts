import type { Terminal } from "./terminal.ts";
import { indent, padEnd, wrap } from "./text.ts";

/** One thing that the doctor looked at. */
export interface Finding {
  readonly name: string;
  /** `note`: something is missing that only some commands need. */
  readonly status: "good" | "note" | "bad";
  /** What was found. */
  readonly found: string;
  /** What to do about it. */
  readonly todo?: string;
}

/** What the doctor found: a line each and, where there is something to do, what. */
export function showFindings(findings: readonly Finding[], terminal: Terminal): string[] {
  const { colors } = terminal;
  const marks = { good: colors.green("✓"), note: colors.yellow("?"), bad: colors.red("✗") };
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings.flatMap(({ name, status, found, todo }) => {
    const [first = "", ...rest] = wrap(found, terminal, width + 4);
    return [
      `${marks[status]} ${padEnd(name, width)}  ${first}`,
      ...indent(rest, width + 4),
      ...(todo === undefined ? [] : indent(wrap(todo, terminal, width + 4).map(colors.yellow), width + 4)),
    ];
  });
}
