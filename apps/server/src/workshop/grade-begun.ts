import { isBegun, listExercises } from "@millrace/grader/catalogue.node.ts";
import type { Workshop } from "./workshop.ts";

/** Grades what was begun before, one after the other, so that the list tells the truth. Never rejects. */
export async function gradeBegun({ root, live }: Pick<Workshop, "root" | "live">, closing: AbortSignal): Promise<void> {
  for (const files of listExercises(root)) {
    if (closing.aborted) return;
    if (isBegun(files)) await live.current(files);
  }
}
