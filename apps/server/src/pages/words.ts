import type { Status } from "@millrace/grader";
import type { ExerciseStatus } from "../workshop/workshop.ts";

/** A shape that tells a status without its colour. */
export const markOf: Readonly<Record<ExerciseStatus, string>> = {
  passed: "✓",
  failed: "✗",
  inconclusive: "?",
  error: "!",
  missing: "!",
  "not-begun": "○",
};

/** What a mark says to those who do not see it. */
export const statusNames: Readonly<Record<Status, string>> = {
  passed: "passed",
  failed: "failed",
  inconclusive: "not decided",
  error: "could not be run",
};
