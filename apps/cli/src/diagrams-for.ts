import { textWidth } from "@millrace/diagrams/terminal-text.ts";
import { type CheckVerdict, type Verdict, readLink } from "@millrace/grader";
import type { ExerciseFiles } from "@millrace/grader/catalogue.node.ts";
import type { GradeRequest } from "@millrace/grader/runner.node.ts";
import type { Workshop } from "./workshop.ts";

/** How far a diagram stands from the left in a shown verdict. */
const LEFT = 6;

/**
 * The diagrams of a verdict's failures as this terminal can show them. A verdict's own are made for 80 columns of
 * Unicode; where one does not fit, its run is followed again and drawn anew.
 */
export async function diagramsFor(
  { screen, runner }: Workshop,
  files: ExerciseFiles,
  { verdict, request, all }: { verdict: Verdict; request: GradeRequest; all: boolean },
): Promise<(check: CheckVerdict) => string | undefined> {
  const failing = verdict.checks.filter(({ status }) => status !== "passed");
  const redrawn = new Map<CheckVerdict, string>();
  for (const check of all ? failing : failing.slice(0, 1)) {
    const { counterexample } = check;
    if (counterexample === undefined || fits(counterexample.diagram.text, screen)) continue;
    const drawing = { columns: screen.columns - LEFT, charset: screen.charset };
    const { diagram } = await runner().replay(files, readLink(counterexample.link), { ...request, drawing });
    redrawn.set(check, diagram.text);
  }
  return (check) => redrawn.get(check) ?? check.counterexample?.diagram.text;
}

/** The diagram of a check as it is in the verdict; undefined if it does not fit this terminal. */
export function diagramThatFits({ counterexample }: CheckVerdict, screen: Workshop["screen"]): string | undefined {
  if (counterexample === undefined || !fits(counterexample.diagram.text, screen)) return undefined;
  return counterexample.diagram.text;
}

function fits(text: string, { columns, charset }: Workshop["screen"]): boolean {
  return charset === "unicode" && text.split("\n").every((line) => textWidth(line) + LEFT <= columns);
}
