import type { Replay } from "@millrace/grader/runner.node.ts";
import { showAge, showStep, showViolation } from "./replay.ts";
import type { Terminal } from "./terminal.ts";
import { indent, labelled, wrap } from "./text.ts";

/** One event of a run: the diagram up to it, what happened, and what its machine remembers afterwards. */
export function showStepPage(
  replayed: Pick<Replay, "frames" | "violation" | "isOlderVersion">,
  { terminal, title, place }: { terminal: Terminal; title: string; place: number },
): string[] {
  const { colors } = terminal;
  const frames = replayed.frames ?? [];
  const frame = frames[place];
  const isLast = place === frames.length - 1;
  return [
    ...wrap(title, terminal).map(colors.bold),
    ...showAge(replayed, terminal),
    "",
    ...indent((frame?.diagram ?? "").trimEnd().split("\n"), 2),
    "",
    ...showStep(frame?.step ?? "Nothing happens.", terminal),
    ...indent(
      frame?.memory === undefined ? [] : labelled("memory", `${frame.machine} ${frame.memory}`, { terminal, left: 6 }),
      6,
    ),
    ...(isLast ? ["", ...showViolation(replayed, terminal)] : []),
    "",
    ...wrap(`event ${place + 1} of ${frames.length} · → next · ← back · q quit`, terminal).map(colors.dim),
  ];
}
