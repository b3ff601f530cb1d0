import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ExerciseFiles } from "./catalogue.node.ts";
import type { Status, Verdict } from "./verdict.ts";

/** What a learner has reached: a plain file, `.millrace/progress.json`, that can be carried to another computer. */
export interface Progress {
  /** The version of this shape. */
  readonly format: 1;
  /** By exercise id. Exercises that this Millrace does not know are kept. */
  readonly exercises: Readonly<Record<string, ExerciseProgress>>;
}

/** The last verdict of one exercise, in short. */
export interface ExerciseProgress {
  readonly status: Status;
  readonly points: number;
  readonly pointsMax: number;
  /** The version of the exercise's checks. */
  readonly version: string;
  /** Which text was graded: 8 hexadecimal digits. */
  readonly workHash: string;
  /** Whether any verdict has passed so far. */
  readonly passedOnce: boolean;
}

/** Thrown when the file was written by a newer Millrace, which this one must not overwrite. */
export class NewerProgressError extends Error {
  override readonly name = "NewerProgressError";
}

const nothing: Progress = { format: 1, exercises: {} };

/**
 * The progress under `root`. A file that cannot be read is set aside, and `setAside` says where it lies now.
 * Throws a {@link NewerProgressError}.
 */
export function readProgress(root: string): { readonly progress: Progress; readonly setAside?: string } {
  const file = progressFile(root);
  if (!existsSync(file)) return { progress: nothing };
  const progress = parseProgress(readFileSync(file, "utf8"), file);
  if (progress !== undefined) return { progress };
  const setAside = freeName(file);
  renameSync(file, setAside);
  return { progress: nothing, setAside };
}

/** Records a verdict and gives the progress after it. Throws a {@link NewerProgressError}. */
export function recordVerdict(root: string, files: ExerciseFiles, verdict: Verdict): Progress {
  const { progress } = readProgress(root);
  const before = progress.exercises[files.id];
  const entry: ExerciseProgress = {
    status: verdict.status,
    points: verdict.points,
    pointsMax: verdict.pointsMax,
    version: verdict.exercise.version,
    workHash: hashFile(files.workFile),
    passedOnce: before?.passedOnce === true || verdict.status === "passed",
  };
  const after: Progress = { ...progress, exercises: { ...progress.exercises, [files.id]: entry } };
  write(progressFile(root), `${JSON.stringify(after, null, 2)}\n`);
  return after;
}

function progressFile(root: string): string {
  return join(root, ".millrace", "progress.json");
}

/** Written aside and renamed: another command sees the old file or the new one, never half of one. */
function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, text);
  renameSync(aside, file);
}

function hashFile(file: string): string {
  const text = existsSync(file) ? readFileSync(file, "utf8").replaceAll("\r\n", "\n") : "";
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** Undefined if the text is no progress file. */
function parseProgress(text: string, file: string): Progress | undefined {
  try {
    const json: unknown = JSON.parse(text);
    if (isNewer(json)) {
      throw new NewerProgressError(
        `Cannot read ${file} as its format is ${json.format}, and this Millrace knows format 1. Update Millrace, or move the file away to begin anew.`,
      );
    }
    return isProgress(json) ? json : undefined;
  } catch (error) {
    if (error instanceof NewerProgressError) throw error;
    return undefined;
  }
}

function isNewer(json: unknown): json is { format: number } {
  return isRecord(json) && typeof json["format"] === "number" && json["format"] > 1;
}

function isProgress(json: unknown): json is Progress {
  return (
    isRecord(json) &&
    json["format"] === 1 &&
    isRecord(json["exercises"]) &&
    Object.values(json["exercises"]).every(isExerciseProgress)
  );
}

function isExerciseProgress(json: unknown): json is ExerciseProgress {
  return (
    isRecord(json) &&
    ["status", "version", "workHash"].every((key) => typeof json[key] === "string") &&
    ["points", "pointsMax"].every((key) => typeof json[key] === "number") &&
    typeof json["passedOnce"] === "boolean"
  );
}

function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** `progress.broken-1.json`, or the first number that is free. */
function freeName(file: string): string {
  for (let count = 1; ; count++) {
    const name = file.replace(/\.json$/, `.broken-${count}.json`);
    if (!existsSync(name)) return name;
  }
}
