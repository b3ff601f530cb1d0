import type { Frame } from "@millrace/grader/protocol.node.ts";
import type { Replay } from "@millrace/grader/runner.node.ts";
import { showAge, showStep, showViolation } from "./replay.ts";
import type { Terminal } from "./terminal.ts";
import { indent, labelled, wrap } from "./text.ts";

/** A run to go through, one event at a time. */
export interface SteppedRun extends Pick<Replay, "violation" | "isOlderVersion">, Partial<Pick<Replay, "fidelity">> {
  /** How many events there are to see. */
  readonly count: number;
  /** The run up to one of them, from 0. */
  frameAt(place: number): Frame | undefined;
}

/** One event of a run: the diagram up to it, what happened, and what its machine remembers afterwards. */
export function showStepPage(
  run: SteppedRun,
  { terminal, title, place }: { terminal: Terminal; title: string; place: number },
): string[] {
  const { colors } = terminal;
  const { count } = run;
  const frame = run.frameAt(place);
  const isLast = place === count - 1;
  return [
    ...wrap(title, terminal).map(colors.bold),
    ...showAge(run, terminal),
    "",
    ...indent((frame?.diagram ?? "").trimEnd().split("\n"), 2),
    "",
    ...showStep(frame?.step ?? "Nothing happens.", terminal),
    ...indent(
      frame?.memory === undefined ? [] : labelled("memory", `${frame.machine} ${frame.memory}`, { terminal, left: 6 }),
      6,
    ),
    ...(isLast ? ["", ...showViolation(run, terminal)] : []),
    "",
    ...wrap(`event ${place + 1} of ${count} · → next · ← back · q quit`, terminal).map(colors.dim),
  ];
}
