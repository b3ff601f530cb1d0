import { count } from "@millrace/grader";
import { shorten, textWidth } from "@millrace/diagrams/terminal-text.ts";
import type { Catch } from "@millrace/grader/inspect-exercise.node.ts";
import type { Inspection } from "../gate.ts";
import type { Terminal } from "./terminal.ts";
import { indent, padEnd, wrap } from "./text.ts";

/**
 * What the gate found of an exercise: which check catches which mistake, with the length of the counterexample against
 * the steps that the author promised, and every problem.
 */
export function showInspection(inspection: Inspection, terminal: Terminal): string[] {
  const { id, title, checks, answers, mistakes, isWhole, idle, problems } = inspection;
  const { colors } = terminal;
  const sum = `${count(checks.length, "check")}, ${count(answers, "right answer")}, ${count(mistakes.length, "mistake")}`;
  return [
    `${colors.bold(`${id} ${title}`)}  ${colors.dim(sum)}`,
    ...(mistakes.length === 0 ? [] : ["", ...matrix(inspection, terminal)]),
    ...(idle.length === 0
      ? []
      : ["", ...idle.flatMap((name) => wrap(`No mistake ${isWhole ? "is caught by" : "names"}: ${name}`, terminal))]),
    ...(problems.length === 0 ? [] : [""]),
    ...problems.flatMap((problem) => showProblem(problem, terminal)),
  ];
}

/** A column a check, numbered; `✗` where the named check fails, `·` where another does too, if all were asked. */
function matrix({ checks, mistakes }: Inspection, terminal: Terminal): string[] {
  const { colors, columns } = terminal;
  const cells = checks.map((_name, index) => String(index + 1).padStart(cellWidth));
  const widest = Math.max(...mistakes.map(({ mistake }) => textWidth(mistake.name)));
  const nameWidth = Math.max(12, Math.min(widest, columns - checks.length * cellWidth - stepsWidth - 2));
  return [
    colors.dim(`  ${" ".repeat(nameWidth)}${cells.join("")}${"steps".padStart(stepsWidth)}`),
    ...mistakes.map((caught) => `  ${row(caught, { checks, nameWidth, terminal })}`.trimEnd()),
    "",
    ...checks.flatMap((name, index) => {
      const [first = "", ...rest] = wrap(name, terminal, 6);
      return [colors.dim(`  ${String(index + 1).padStart(2)}  ${first}`), ...indent(rest.map(colors.dim), 6)];
    }),
  ];
}

const cellWidth = 3;
const stepsWidth = 9;

function row(
  { mistake, failed, length }: Catch,
  { checks, nameWidth, terminal }: { checks: readonly string[]; nameWidth: number; terminal: Terminal },
): string {
  const { colors } = terminal;
  const cells = checks.map((name) => {
    const isNamed = name === mistake.caughtBy;
    if (!failed.includes(name)) return isNamed ? colors.red("  !") : "   ";
    return isNamed ? colors.green("  ✗") : colors.dim("  ·");
  });
  const promised = mistake.steps === undefined ? "" : ` ≤ ${mistake.steps}`;
  const steps = length === undefined ? "" : `${length}${promised}`;
  return `${padEnd(shorten(mistake.name, nameWidth), nameWidth)}${cells.join("")}${steps.padStart(stepsWidth)}`;
}

/** A problem, as the gate shows it. */
export function showProblem(problem: string, terminal: Terminal): string[] {
  const [first = "", ...rest] = wrap(problem, terminal, 2);
  return [`${terminal.colors.red("✗")} ${first}`, ...indent(rest, 2)];
}
