import { findExercise, loadExercise } from "../content/exercises.ts";
import type { WorkStore } from "./work-store.ts";

/** Another exercise's file that a text imports. */
export interface OtherPart {
  /** As it is imported: "../../3-when-things-break/3.1-retry/retry.ts". */
  readonly name: string;
  /** The exercise's id: "3.1". */
  readonly id: string;
  /** "retry.ts". */
  readonly work: string;
  /** What the library has in its place: "@millrace/delivery/retry.ts". */
  readonly answer: string;
  /** The learner's own, from this browser; undefined if it was not begun here. */
  readonly text: string | undefined;
}

/** The files of other exercises that a text imports, in its order; those that do not exist are left out. */
export async function findParts(text: string, store: Pick<WorkStore, "read">): Promise<OtherPart[]> {
  const imported = [...text.matchAll(/\bfrom ["'](\.\.\/\.\.\/([^/"']+\/(\d+\.\d+)-[^/"']+)\/([^/"']+\.ts))["']/g)];
  const found = await Promise.all(
    imported.map(async ([, name = "", folder, id = "", work = ""]): Promise<OtherPart[]> => {
      const exercise = findExercise(id);
      if (exercise === undefined || exercise.folder !== folder || exercise.work !== work) return [];
      const { starter, answer } = await loadExercise(exercise);
      const kept = store.read(id);
      return [{ name, id, work, answer, text: kept?.trimEnd() === starter.trimEnd() ? undefined : kept }];
    }),
  );
  return found.flat();
}
