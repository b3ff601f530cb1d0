import { existsSync, readFileSync } from "node:fs";
import { mayShowAnswer } from "../confirm.ts";
import type { Outcome } from "../outcome.ts";
import { showMarkdown } from "../show/markdown.ts";
import { labelledWhole } from "../show/text.ts";
import type { Workshop } from "../workshop.ts";

/** `millrace solution 2.1`: where the answer is, and why it works. */
export async function solution(
  workshop: Workshop,
  id: string | undefined,
  { yes = false }: { yes?: boolean },
): Promise<Outcome> {
  const { screen } = workshop;
  const { id: exercise, solution: files } = workshop.exercise(id);
  const answer = workshop.pathTo(files.answerFile);
  const alsoRight = files.alsoRight.map((file) => workshop.pathTo(file));
  if (!(await mayShowAnswer(workshop, { id: exercise, yes }))) {
    return { exitCode: 0, document: { exercise, answer, alsoRight, notes: null } };
  }
  const notes = existsSync(files.notesFile) ? readFileSync(files.notesFile, "utf8") : "";
  screen.print(
    ...showMarkdown(notes, screen),
    "",
    `  ${labelledWhole("answer", answer, screen)}`,
    ...alsoRight.map((file, index) => `  ${labelledWhole(index === 0 ? "also" : "", file, screen)}`),
  );
  return { exitCode: 0, document: { exercise, answer, alsoRight, notes } };
}
