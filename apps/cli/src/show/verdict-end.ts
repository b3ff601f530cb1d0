import { count, type Verdict } from "@millrace/grader";
import { showPrinted } from "./printed.ts";
import type { Terminal } from "./terminal.ts";
import { labelledWhole, wrap } from "./text.ts";

/** How the end of a verdict is shown. */
export interface EndOptions {
  readonly terminal: Terminal;
  readonly all: boolean;
  /** What the learner's code printed. */
  readonly printed: string;
  /** Whether it is of the learner's own file, and so what to do next is theirs. */
  readonly isOwn: boolean;
  /** The paths of an exercise that is not begun. */
  readonly starter?: { readonly readme: string; readonly work: string };
  typed(command: string): string;
}

/** The sum of a verdict, and what to do next. */
export function showEnd(verdict: Verdict, options: EndOptions): string[] {
  const { terminal, printed, starter, isOwn } = options;
  return [
    ...showPrinted(printed, terminal, linesShown),
    "",
    sum(verdict, terminal),
    ...(verdict.status !== "passed" ? howMany(verdict, options) : isOwn ? whatNext(verdict, options) : []),
    ...(starter === undefined || verdict.status === "passed" ? [] : ["", ...howToBegin(starter, terminal)]),
  ];
}

/** The known mistake of a verdict that was shown before it was found. */
export function showLateMistake(
  { exercise, checks }: Verdict,
  { terminal, typed }: Pick<EndOptions, "terminal" | "typed">,
): string[] {
  const mistake = checks.find((check) => check.mistake !== undefined)?.mistake;
  if (mistake === undefined) return [];
  return [
    "",
    ...wrap(`Looks like a known mistake: ${mistake.name}`, terminal),
    `  ${labelledWhole("hint", typed(`hint ${exercise.id}`), terminal)}`,
  ];
}

function sum({ status, points, pointsMax, durationMs }: Verdict, { colors }: Terminal): string {
  const time = colors.dim(` in ${(durationMs / 1000).toFixed(1)} s`);
  if (status === "passed") return colors.green(`✓ passed: ${count(pointsMax, "check")}`) + time;
  const reached = `${points} of ${pointsMax} checks passed`;
  switch (status) {
    case "failed":
      return colors.red(`✗ failed: ${reached}`) + time;
    case "inconclusive":
      return colors.yellow(`? not decided: ${reached}`) + time;
    case "error":
      return colors.magenta(`! Millrace itself failed: ${reached}`) + time;
  }
}

function whatNext({ exercise: { id } }: Verdict, { terminal, typed }: EndOptions): string[] {
  const rows = { compare: `diff ${id}`, why: `solution ${id}`, next: "next" };
  return ["", ...Object.entries(rows).map(([label, command]) => `  ${labelledWhole(label, typed(command), terminal)}`)];
}

function howMany({ exercise, checks, problem }: Verdict, { terminal, all, typed }: EndOptions): string[] {
  const failing = checks.filter(({ status }) => status !== "passed").length;
  if (all || failing < 2 || problem !== undefined) return [];
  return wrap(`Above is the first of ${failing} in full. All of them: ${typed(`test ${exercise.id} --all`)}`, terminal);
}

function howToBegin({ readme, work }: { readme: string; work: string }, terminal: Terminal): string[] {
  return [
    ...wrap("This is the file as it was handed out: not begun yet, so a failure is expected.", terminal),
    "",
    `  ${labelledWhole("read", readme, terminal)}`,
    `  ${labelledWhole("edit", work, terminal)}`,
  ];
}

/** A search runs the code a thousand times: what it prints there is seldom of use. A replay prints what one run does. */
const linesShown = 6;
