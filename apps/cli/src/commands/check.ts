import { count } from "@millrace/grader";
import type { ExerciseFiles } from "@millrace/grader/catalogue.node.ts";
import { inspectChapter, inspectExercise, type Inspection } from "../gate.ts";
import { oneAhead } from "../one-ahead.ts";
import type { Outcome } from "../outcome.ts";
import { showInspection, showProblem } from "../show/kill-matrix.ts";
import type { Workshop } from "../workshop.ts";

/**
 * `millrace check [id…]`: the author's gate, for these exercises, for that of this folder, or for all; with their chapters.
 * With `matrix` every mistake is graded by every check.
 */
export async function check(
  workshop: Workshop,
  ids: readonly string[],
  { matrix = false }: { readonly matrix?: boolean },
): Promise<Outcome> {
  const { screen } = workshop;
  const here = workshop.exerciseHere();
  const named = ids.map((id) => workshop.exercise(id));
  const exercises = named.length > 0 ? named : here === undefined ? workshop.exercises() : [here];
  const inspections: Inspection[] = [];
  const inspect = (files: ExerciseFiles): Promise<Inspection> => inspectExercise(workshop, files, { isWhole: matrix });
  for await (const inspection of oneAhead(exercises, inspect)) {
    inspections.push(inspection);
    screen.print(...showInspection(inspection, screen), "");
  }
  const chapters: Record<string, readonly string[]> = {};
  for (const chapter of new Set(exercises.map((files) => files.chapter))) {
    const problems = await inspectChapter(workshop.root, chapter);
    chapters[chapter] = problems;
    screen.print(...problems.flatMap((problem) => showProblem(problem, screen)));
  }
  const refused = inspections.filter(({ problems }) => problems.length > 0).map(({ id }) => id);
  refused.push(...Object.keys(chapters).filter((chapter) => chapters[chapter]?.length !== 0));
  screen.print(
    refused.length === 0
      ? screen.colors.green(`✓ ${count(inspections.length, "exercise")} may be handed out`)
      : screen.colors.red(`✗ not to be handed out yet: ${refused.join(", ")}`),
  );
  return { exitCode: refused.length === 0 ? 0 : 1, document: { refused, exercises: inspections, chapters } };
}
