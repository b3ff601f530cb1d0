import type { Verdict } from "@millrace/grader";

/** What is known of a learner's file. */
export type Finding =
  | { readonly kind: "graded"; readonly verdict: Verdict; readonly at: Date }
  /** The file is not there. */
  | { readonly kind: "missing" }
  /** The grader itself failed: nothing is known of the learner's code. */
  | { readonly kind: "fault"; readonly message: string };

/** One line that says all: what a status line reads out. */
export function summarise(finding: Finding): string {
  switch (finding.kind) {
    case "missing":
      return "The file is gone.";
    case "fault":
      return "Millrace itself failed. Your code has not been graded.";
    case "graded":
      return summariseVerdict(finding.verdict);
  }
}

function summariseVerdict({ status, points, pointsMax, checks, problem }: Verdict): string {
  if (status === "passed") return `All ${pointsMax} checks passed.`;
  if (problem !== undefined) return `Not graded: ${problem.message}`;
  const first = checks.find((check) => check.status !== "passed");
  return `${points} of ${pointsMax} checks passed. ${first === undefined ? "" : `The first that does not: ${first.name}.`}`;
}
