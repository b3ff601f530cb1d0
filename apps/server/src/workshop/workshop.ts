import { existsSync } from "node:fs";
import { relative, sep } from "node:path";
import type { Status } from "@millrace/grader";
import { type ExerciseFiles, isBegun, listExercises } from "@millrace/grader/catalogue.node.ts";
import { type ExerciseProgress, type Progress, readProgress } from "@millrace/grader/progress.node.ts";
import type { Manifest, Runner } from "@millrace/grader/runner.node.ts";
import { type LiveVerdicts, createLiveVerdicts } from "./live-verdicts.ts";

/** What the pages show: the exercises under `root` and what is known of them. */
export interface Workshop {
  readonly root: string;
  readonly live: LiveVerdicts;
  /** Every exercise, by chapter and place, with its status. */
  summaries(): Promise<ExerciseSummary[]>;
  /** What a person should be told besides, if anything. */
  notice(): string | undefined;
  /** The exercise's files have changed: what it says of itself is read again. */
  forget(files: ExerciseFiles): void;
  /** A path under the root, with slashes. */
  pathTo(file: string): string;
}

/** An exercise as a list shows it. */
export interface ExerciseSummary extends Standing {
  readonly files: ExerciseFiles;
  readonly title: string;
  /** Absent if the exercise's checks cannot be loaded. */
  readonly minutes?: number;
  readonly source?: string;
  /** Why the exercise's checks cannot be loaded. */
  readonly fault?: string;
}

/** How far the learner is with an exercise. */
interface Standing {
  /** Whether the learner's file differs from the starter. */
  readonly isBegun: boolean;
  readonly status: ExerciseStatus;
  readonly points: number;
  readonly pointsMax: number;
}

/** A verdict's status, or why there is none. */
export type ExerciseStatus = Status | "not-begun" | "missing";

/** How to open a {@link Workshop}. */
export interface WorkshopOptions {
  readonly root: string;
  readonly runner: Runner;
  readonly log: (line: string) => void;
}

/** Opens the workshop under `root`. It does not watch: tell `live` and `forget` what changes. */
export function openWorkshop({ root, runner, log }: WorkshopOptions): Workshop {
  const live = createLiveVerdicts({ root, runner, log });
  const manifests = new Map<string, Promise<Manifest | Error>>();
  let notice: string | undefined;

  const manifestOf = (files: ExerciseFiles): Promise<Manifest | Error> => {
    const known = manifests.get(files.id);
    if (known !== undefined) return known;
    const manifest = runner.describe(files).catch((error: unknown) => {
      manifests.delete(files.id);
      return asError(error);
    });
    manifests.set(files.id, manifest);
    return manifest;
  };

  const progress = (): Progress => {
    try {
      const { progress, setAside } = readProgress(root);
      if (setAside !== undefined) {
        notice = `Your progress file could not be read. It was set aside as ${relative(root, setAside)}, and a new one is begun.`;
        log(notice);
      }
      return progress;
    } catch (error) {
      notice = asError(error).message;
      return { format: 1, exercises: {} };
    }
  };

  const summarise = async (files: ExerciseFiles, progress: Progress): Promise<ExerciseSummary> => {
    const manifest = await manifestOf(files);
    const standing = standingOf(files, live, progress.exercises[files.id]);
    if (manifest instanceof Error) return { files, title: files.slug, ...standing, fault: manifest.message };
    const { title, minutes, source, checks } = manifest;
    return { files, title, minutes, source, ...standing, pointsMax: checks.length };
  };

  return {
    root,
    live,
    summaries() {
      const now = progress();
      return Promise.all(listExercises(root).map((files) => summarise(files, now)));
    },
    notice: () => notice,
    forget: ({ id }) => void manifests.delete(id),
    pathTo: (file) => relative(root, file).split(sep).join("/"),
  };
}

/** The live finding counts; before there is one, what was recorded last. */
function standingOf(files: ExerciseFiles, live: LiveVerdicts, recorded: ExerciseProgress | undefined): Standing {
  const begun = isBegun(files);
  const none = { isBegun: begun, points: 0, pointsMax: recorded?.pointsMax ?? 0 };
  if (!existsSync(files.workFile)) return { ...none, status: "missing" };
  // Whoever has passed and starts over has passed.
  if (!begun && recorded?.status !== "passed") return { ...none, status: "not-begun" };
  const finding = begun ? live.latest(files.id) : undefined;
  if (finding?.kind === "fault") return { ...none, status: "error" };
  const verdict = finding?.kind === "graded" ? finding.verdict : recorded;
  if (verdict === undefined) return { ...none, status: "failed" };
  const { status, points, pointsMax } = verdict;
  return { isBegun: begun, status, points, pointsMax };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
