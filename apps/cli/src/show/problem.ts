import type { Problem } from "@millrace/grader";
import type { Terminal } from "./terminal.ts";
import { indent, wrap } from "./text.ts";

/** What stood in the way: where, the lines around it, and what to do. */
export function showProblem(problem: Problem, terminal: Terminal, left = 0): string[] {
  const { message, file, line, column, frame } = problem;
  const { colors } = terminal;
  const where = file === undefined || line === undefined ? [] : [colors.cyan(placeOf(file, line, column))];
  return [
    ...where,
    ...wrap(message, terminal, left),
    ...(frame === undefined ? [] : ["", ...indent(frame.trimEnd().split("\n"), 2)]),
  ];
}

/** As editors and terminals link it: "fifo-delivery.ts:12:5". */
function placeOf(file: string, line: number, column: number | undefined): string {
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
