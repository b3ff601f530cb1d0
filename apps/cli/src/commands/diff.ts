import { createTwoFilesPatch } from "diff";
import { readFileSync } from "node:fs";
import { mayShowAnswer } from "../confirm.ts";
import { type Outcome, UsageError } from "../outcome.ts";
import { showPatch } from "../show/patch.ts";
import type { Workshop } from "../workshop.ts";

/** `millrace diff 2.1`: from the learner's file to the answer, which is the library's file. */
export async function diff(
  workshop: Workshop,
  id: string | undefined,
  { yes = false }: { yes?: boolean },
): Promise<Outcome> {
  const files = workshop.exercise(id);
  const answer = workshop.pathTo(files.solution.answerFile);
  const work = workshop.pathTo(files.workFile);
  if (!(await mayShowAnswer(workshop, { id: files.id, yes }))) {
    return { exitCode: 0, document: { exercise: files.id, work, answer, patch: null } };
  }
  const [mine, theirs] = [read(files.workFile), read(files.solution.answerFile)];
  const patch = mine === theirs ? "" : createTwoFilesPatch(work, answer, mine, theirs, "yours", "the answer");
  workshop.screen.print(
    ...(patch === "" ? ["Your file is the answer, letter for letter."] : showPatch(patch, workshop.screen)),
  );
  return { exitCode: 0, document: { exercise: files.id, work, answer, patch } };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8").replaceAll("\r\n", "\n");
  } catch {
    throw new UsageError(`Cannot compare the files as this one cannot be read: ${file}.`);
  }
}
