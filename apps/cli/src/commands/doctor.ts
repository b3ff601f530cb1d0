import { count } from "@millrace/grader";
import { lookAtComputer } from "../doctor/computer.ts";
import { lookAtFolders } from "../doctor/folders.ts";
import { lookAtTerminal } from "../doctor/terminal.ts";
import type { Outcome } from "../outcome.ts";
import { showFindings } from "../show/findings.ts";
import type { Workshop } from "../workshop.ts";

/** `millrace doctor`: what is missing on this computer, and how to get it. Fails if something that all need is. */
export async function doctor(workshop: Workshop): Promise<Outcome> {
  const { screen } = workshop;
  const findings = [...lookAtComputer(workshop), ...lookAtFolders(workshop), ...lookAtTerminal(workshop)];
  const bad = findings.filter(({ status }) => status === "bad").length;
  screen.print(
    ...showFindings(findings, screen),
    "",
    bad === 0
      ? "Everything that the exercises need is here."
      : `${count(bad, "thing")} to mend before the exercises run.`,
  );
  return { exitCode: bad === 0 ? 0 : 1, document: { findings } };
}
