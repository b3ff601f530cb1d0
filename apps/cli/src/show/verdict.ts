import { textWidth, wrapText } from "@millrace/diagrams/terminal-text.ts";
import { describeProof, type CheckVerdict, type Status, type Verdict } from "@millrace/grader";
import { showProblem } from "./problem.ts";
import type { Terminal } from "./terminal.ts";
import { indent, labelled, labelledWhole, padEnd, wrap } from "./text.ts";

/** As much of a verdict as is known. */
type Shown = Pick<Verdict, "checks" | "problem"> & {
  readonly exercise: Pick<Verdict["exercise"], "id" | "title">;
};

/** How a verdict is shown. */
export interface VerdictOptions {
  readonly terminal: Terminal;
  /** Every check that fails in full, not only the first. */
  readonly all?: boolean;
  /** Leave out the checks around the one that is shown in full: for a screen with few lines. */
  readonly brief?: boolean;
  /** A command as the learner would type it. */
  typed(command: string): string;
  /** The diagram of a check, drawn for this terminal; by default the one in the verdict. */
  readonly diagramOf?: (check: CheckVerdict) => string | undefined;
}

/** A verdict: one line a check and, for the first that fails, what is broken and how to see it again. */
export function showVerdict(verdict: Shown, options: VerdictOptions): string[] {
  const { terminal, all = false, brief = false } = options;
  const { exercise, checks, problem } = verdict;
  const first = checks.findIndex(({ status }) => status !== "passed");
  const isInFull = ({ status }: CheckVerdict, index: number): boolean =>
    status !== "passed" && (all || index === first) && problem === undefined;
  const nameWidth = widthOfNames(
    checks.filter((check, index) => !isInFull(check, index)),
    terminal,
  );
  const lines = checks.flatMap((check, index) => {
    const inFull = isInFull(check, index);
    if (brief && index !== first) return [];
    const line = showCheck(check, { terminal, nameWidth, inFull });
    return inFull ? [...line, ...indent(showFailure(check, verdict, options), 4), ""] : line;
  });
  return [
    terminal.colors.bold(`${exercise.id} ${exercise.title}`),
    "",
    ...(problem === undefined ? [] : [...indent(showProblem(problem, terminal, 2), 2), ""]),
    ...indent(lines, 2),
  ];
}

/** The width of the names' column; 0 if the terminal is too narrow for columns. */
function widthOfNames(checks: readonly CheckVerdict[], { columns }: Terminal): number {
  const names = Math.max(0, ...checks.map(({ name }) => textWidth(name)));
  const proofs = Math.max(0, ...checks.map((check) => describeProof(check, { inFull: false }).length));
  const room = columns - left - gap - proofs;
  return room < narrowest ? 0 : Math.min(names, room);
}

const left = 4;
const gap = 2;
const narrowest = 30;

/** `✓ name   proved: 41 states`; where both have no room side by side, the proof stands below. */
function showCheck(
  check: CheckVerdict,
  { terminal, nameWidth, inFull }: { terminal: Terminal; nameWidth: number; inFull: boolean },
): string[] {
  const { colors, columns } = terminal;
  const mark = markOf(check.status, terminal);
  const proof = describeProof(check, { inFull });
  const fits = (width: number): boolean => width + gap + proof.length <= columns - left;
  const shown = colors.dim(proof);
  if (!inFull && proof !== "" && nameWidth > 0) {
    const [begin = "", ...rest] = wrapText(check.name, nameWidth);
    return [`${mark} ${padEnd(begin, nameWidth)}  ${shown}`, ...indent(rest, 2)];
  }
  for (const width of [nameWidth, textWidth(check.name)]) {
    if (proof !== "" && width >= textWidth(check.name) && fits(width))
      return [`${mark} ${padEnd(check.name, width)}  ${shown}`];
  }
  const [begin = "", ...rest] = wrapText(check.name, columns - left);
  const below = proof === "" ? [] : wrap(proof, terminal, left).map(colors.dim);
  return [`${mark} ${begin}`, ...indent([...rest, ...below], 2)];
}

/** Colour and shape both tell. */
function markOf(status: Status, { colors }: Terminal): string {
  switch (status) {
    case "passed":
      return colors.green("✓");
    case "inconclusive":
      return colors.yellow("?");
    case "failed":
      return colors.red("✗");
    case "error":
      return colors.magenta("!");
  }
}

function showFailure(check: CheckVerdict, { exercise }: Shown, options: VerdictOptions): string[] {
  const { terminal, typed, diagramOf = ({ counterexample }) => counterexample?.diagram.text } = options;
  const { law, expected, actual, counterexample, mistake, problem } = check;
  const row = (label: string, text: string | undefined): string[] =>
    text === undefined ? [] : labelled(label, text, { terminal, left: leftOfFailure });
  const diagram = diagramOf(check);
  return [
    ...(problem === undefined ? [] : showProblem(problem, terminal, leftOfFailure)),
    ...row("law", law),
    ...row("expected", expected),
    ...row("actual", actual),
    ...row("swap", counterexample?.race === undefined ? undefined : `${counterexample.race}, and all laws hold`),
    ...(diagram === undefined ? [] : ["", ...diagram.trimEnd().split("\n")]),
    "",
    ...(mistake === undefined ? [] : wrap(`looks like a known mistake: ${mistake.name}`, terminal, leftOfFailure)),
    ...(counterexample === undefined
      ? []
      : [labelledWhole("replay", typed(`replay ${counterexample.link}`), terminal)]),
    labelledWhole("hint", typed(`hint ${exercise.id}`), terminal),
  ];
}

const leftOfFailure = 6;
