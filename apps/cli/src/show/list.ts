import { textWidth } from "@millrace/diagrams/terminal-text.ts";
import type { Standing } from "../standing.ts";
import type { Terminal } from "./terminal.ts";
import { indent, padEnd, wrap } from "./text.ts";

/** One chapter of the list. */
export interface Chapter {
  readonly title: string;
  readonly exercises: readonly Row[];
}

/** One exercise of the list. */
interface Row {
  readonly id: string;
  readonly title: string;
  /** `broken`: its checks cannot be loaded. */
  readonly status: Standing["status"] | "broken";
  readonly minutes?: number;
  readonly source?: string;
  readonly points?: number;
  readonly pointsMax?: number;
  readonly readme: string;
  readonly work: string;
}

/** The list of exercises, under a bar of how many are passed. */
export function showList(
  chapters: readonly Chapter[],
  { terminal, typed }: { terminal: Terminal; typed(command: string): string },
): string[] {
  const rows = chapters.flatMap(({ exercises }) => exercises);
  const passed = rows.filter(({ status }) => status === "passed").length;
  const widths = {
    id: Math.max(0, ...rows.map(({ id }) => id.length)),
    title: Math.max(0, ...rows.map(({ title }) => textWidth(title))),
  };
  return [
    `${bar(passed, rows.length, terminal)}  ${passed} of ${rows.length} passed`,
    ...chapters.flatMap(({ title, exercises }) => [
      "",
      terminal.colors.bold(title),
      ...exercises.flatMap((row) => showRow(row, { terminal, typed, widths })),
    ]),
    "",
    ...wrap(`Next: ${typed("next")}`, terminal),
  ];
}

function bar(done: number, of: number, { colors, columns }: Terminal): string {
  const width = Math.min(30, columns - 16);
  const filled = of === 0 ? 0 : Math.round((done / of) * width);
  return colors.green("█".repeat(filled)) + colors.dim("░".repeat(width - filled));
}

interface RowOptions {
  readonly terminal: Terminal;
  readonly widths: { readonly id: number; readonly title: number };
  typed(command: string): string;
}

function showRow(row: Row, { terminal, typed, widths }: RowOptions): string[] {
  const minutes = row.minutes === undefined ? "" : `${row.minutes} min`;
  const line = `  ${markOf(row.status, terminal)} ${row.id.padEnd(widths.id)}  ${padEnd(row.title, widths.title)}  ${minutes.padStart(6)}`;
  const plainWidth = 4 + widths.id + 2 + widths.title + 2 + 6;
  const note = noteOf(row, typed);
  if (note === "") return [line];
  if (plainWidth + 2 + textWidth(note) <= terminal.columns) return [`${line}  ${terminal.colors.dim(note)}`];
  const left = 6 + widths.id;
  return [line, ...indent(wrap(note, terminal, left).map(terminal.colors.dim), left)];
}

function markOf(status: Row["status"], { colors }: Terminal): string {
  switch (status) {
    case "passed":
      return colors.green("✓");
    case "stale":
      return colors.yellow("↻");
    case "begun":
      return colors.cyan("●");
    case "broken":
      return colors.magenta("!");
    case "not begun":
      return colors.dim("○");
  }
}

function noteOf({ id, status, points, pointsMax }: Row, typed: RowOptions["typed"]): string {
  switch (status) {
    case "passed":
      return "passed";
    case "stale":
      return `passed, but its checks have changed since: ${typed(`test ${id}`)}`;
    case "begun":
      return points === undefined ? "begun" : `begun: ${points} of ${pointsMax} checks pass`;
    case "broken":
      return `its checks cannot be loaded: ${typed(`check ${id}`)}`;
    case "not begun":
      return "";
  }
}
