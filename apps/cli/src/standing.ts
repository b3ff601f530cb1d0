import { type ExerciseFiles, isBegun } from "@millrace/grader/catalogue.node.ts";
import type { ExerciseProgress } from "@millrace/grader/progress.node.ts";
import type { Manifest } from "@millrace/grader/runner.node.ts";
import type { Workshop } from "./workshop.ts";

/** How far the learner is with an exercise. */
export interface Standing {
  readonly files: ExerciseFiles;
  /** Undefined where the checks cannot be loaded. */
  readonly manifest: Manifest | undefined;
  /** `stale`: passed, but the checks have changed since. */
  readonly status: "not begun" | "begun" | "passed" | "stale";
  /** Of the last verdict. */
  readonly points?: number;
  readonly pointsMax?: number;
}

/** How far the learner is with every exercise, in the catalogue's order. */
export function standings(workshop: Workshop): Promise<Standing[]> {
  const { exercises } = workshop.progress();
  return Promise.all(
    workshop.exercises().map(async (files) => {
      const manifest = await workshop
        .runner()
        .describe(files)
        .catch(() => undefined);
      const last = exercises[files.id];
      const points = last === undefined ? {} : { points: last.points, pointsMax: last.pointsMax };
      return { files, manifest, status: statusOf(files, manifest, last), ...points };
    }),
  );
}

function statusOf(
  files: ExerciseFiles,
  manifest: Manifest | undefined,
  last: ExerciseProgress | undefined,
): Standing["status"] {
  if (last?.status === "passed")
    return manifest === undefined || manifest.version === last.version ? "passed" : "stale";
  return isBegun(files) ? "begun" : "not begun";
}
