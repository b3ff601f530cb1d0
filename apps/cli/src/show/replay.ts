import { describeFidelity } from "@millrace/core";
import type { Replay } from "@millrace/grader/runner.node.ts";
import type { Terminal } from "./terminal.ts";
import { indent, labelled, wrap } from "./text.ts";

/** A run seen again: what happened, one event a line, the diagram, and the law that it breaks. */
export function showReplay(
  replayed: Pick<Replay, "steps" | "diagram" | "isOlderVersion" | "fidelity" | "violation">,
  { terminal, title }: { terminal: Terminal; title: string },
): string[] {
  const { steps, diagram } = replayed;
  return [
    ...wrap(title, terminal).map(terminal.colors.bold),
    ...showAge(replayed, terminal),
    "",
    ...steps.flatMap((step) => showStep(step, terminal)),
    "",
    ...indent(diagram.text.trimEnd().split("\n"), 2),
    "",
    ...showViolation(replayed, terminal),
  ];
}

/**
 * Whether a link still shows the run that it was made of: it may have been made for other checks, or of other code. A live
 * run that was recorded has no fidelity; what it differs in is said elsewhere.
 */
export function showAge(
  { isOlderVersion, fidelity }: Pick<Replay, "isOlderVersion"> & Partial<Pick<Replay, "fidelity">>,
  terminal: Terminal,
): string[] {
  const { colors } = terminal;
  const version =
    "This link was made by another version of the exercise: the run may differ from the one it showed then.";
  return [
    ...(isOlderVersion ? ["", ...wrap(version, terminal).map(colors.yellow)] : []),
    ...(fidelity === undefined
      ? []
      : [
          "",
          ...wrap(describeFidelity(fidelity), terminal).map(fidelity.kind === "exact" ? colors.dim : colors.yellow),
        ]),
  ];
}

/** `12. b receives …`, its number to the right of a margin. Which law is broken is said once, at the end. */
export function showStep(step: string, terminal: Terminal): string[] {
  const short = step.replace(/ Broken here: .*$/s, "  ← broken here");
  const [, number = "", text = short] = /^(\d+\.) (.*)$/s.exec(short) ?? [];
  const [first = "", ...rest] = wrap(text, terminal, margin);
  return [`${terminal.colors.dim(number.padStart(margin - 1))} ${first}`, ...indent(rest, margin)];
}

const margin = 6;

/** Which law the run breaks, or that it breaks none. */
export function showViolation({ violation }: Pick<Replay, "violation">, terminal: Terminal): string[] {
  const { colors } = terminal;
  if (violation === undefined) return [colors.green("✓ no law is broken in this run")];
  const { law, expected, actual } = violation;
  const row = (label: string, text: string): string[] => indent(labelled(label, text, { terminal, left: 2 }), 2);
  return [colors.red("✗ a law is broken"), ...row("law", law), ...row("expected", expected), ...row("actual", actual)];
}
