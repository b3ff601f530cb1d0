import type { CheckVerdict, Problem, Status, Verdict } from "./verdict.ts";

/** What a verdict says besides its checks. */
export interface VerdictParts {
  readonly exercise: Verdict["exercise"];
  readonly checks: readonly CheckVerdict[];
  /** How many checks there are, if fewer were run. */
  readonly pointsMax?: number;
  readonly seed: number;
  readonly durationMs: number;
  /** Why no check could be run. */
  readonly problem?: Problem;
}

/** The verdict that follows from what was found. A `problem` that the learner cannot mend is an error of ours. */
export function assembleVerdict(parts: VerdictParts): Verdict {
  const { exercise, checks, pointsMax = checks.length, seed, durationMs, problem } = parts;
  return {
    format: 1,
    exercise,
    status: problem === undefined ? worstOf(checks.map(({ status }) => status)) : statusAfter(problem),
    points: checks.filter(({ status }) => status === "passed").length,
    pointsMax,
    seed,
    durationMs: Math.round(durationMs),
    checks,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** What a problem makes of a check or an exercise. */
export function statusAfter({ kind }: Problem): Status {
  if (kind === "budget") return "inconclusive";
  return kind === "our-fault" || kind === "check-shows-nothing" ? "error" : "failed";
}

function worstOf(statuses: readonly Status[]): Status {
  for (const status of ["failed", "error", "inconclusive"] as const) if (statuses.includes(status)) return status;
  return "passed";
}
