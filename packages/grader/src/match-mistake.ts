import type { CheckVerdict, Verdict } from "./verdict.ts";

/** How one check failed, as far as two wrong answers can be compared: the run that broke it, and what was seen there. */
export interface Failure {
  readonly check: string;
  readonly law?: string;
  readonly actual?: string;
  readonly schedule?: readonly string[];
  readonly problem?: string;
}

/** How the checks of a verdict failed, in their order; empty if none did. */
export function failuresOf({ checks }: Pick<Verdict, "checks">): Failure[] {
  return checks.filter(({ status }) => status === "failed").map(describe);
}

/** Whether two answers fail the same checks in the same way. Two that do not fail at all do not fail alike. */
export function failAlike(first: readonly Failure[], second: readonly Failure[]): boolean {
  return first.length > 0 && JSON.stringify(first) === JSON.stringify(second);
}

/** The verdict with the mistake noted at every check that failed. */
export function noteMistake(
  verdict: Verdict,
  { name, hint }: { readonly name: string; readonly hint: string },
): Verdict {
  return {
    ...verdict,
    checks: verdict.checks.map((check) => (check.status === "failed" ? { ...check, mistake: { name, hint } } : check)),
  };
}

function describe({ name, law, actual, counterexample, problem }: CheckVerdict): Failure {
  return {
    check: name,
    ...(law === undefined ? {} : { law }),
    ...(actual === undefined ? {} : { actual }),
    ...(counterexample === undefined ? {} : { schedule: counterexample.schedule }),
    ...(problem === undefined ? {} : { problem: problem.kind }),
  };
}
