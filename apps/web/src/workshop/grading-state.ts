import type { CheckVerdict, Problem } from "@millrace/grader";

/** What the page knows of the newest grading. */
export interface GradingState {
  readonly phase: "idle" | "starting" | "running" | "ended";
  /** The checks' names, as soon as they are known. */
  readonly names: readonly string[];
  /** By the check's place, from 0. */
  readonly verdicts: ReadonlyMap<number, CheckVerdict>;
  /** The check that runs. */
  readonly current?: number;
  /** Why it did not come to its end. */
  readonly problem?: Problem;
  readonly prints: readonly string[];
  /** What was graded, as a script: runs are seen again with it. */
  readonly script?: string;
  /** The known mistake that the file fails like. */
  readonly mistake?: KnownMistake;
}

export interface KnownMistake {
  readonly name: string;
  readonly hint: string;
}

export type GradingEvent =
  | { readonly type: "begun" }
  | { readonly type: "script"; readonly code: string }
  | { readonly type: "checks"; readonly names: readonly string[] }
  | { readonly type: "check"; readonly index: number }
  | { readonly type: "verdict"; readonly index: number; readonly verdict: CheckVerdict }
  | { readonly type: "print"; readonly text: string }
  | { readonly type: "ended"; readonly problem?: Problem }
  | { readonly type: "mistake"; readonly mistake: KnownMistake };

export const notGraded: GradingState = { phase: "idle", names: [], verdicts: new Map(), prints: [] };

export function afterEvent(state: GradingState, event: GradingEvent): GradingState {
  switch (event.type) {
    case "begun":
      // The names stay, so that the list does not jump.
      return { ...notGraded, names: state.names, phase: "starting" };
    case "script":
      return { ...state, script: event.code };
    case "checks":
      return { ...state, names: event.names };
    case "check":
      return { ...state, phase: "running", current: event.index };
    case "verdict":
      return { ...state, verdicts: new Map([...state.verdicts, [event.index, event.verdict]]) };
    case "print":
      return { ...state, prints: [...state.prints, event.text] };
    case "mistake":
      return { ...state, mistake: event.mistake };
    case "ended": {
      const { current: _done, ...rest } = state;
      return { ...rest, phase: "ended", ...(event.problem === undefined ? {} : { problem: event.problem }) };
    }
  }
}

/** Whether every check was decided, and passed. */
export function isPassed({ phase, names, verdicts, problem }: GradingState): boolean {
  return (
    phase === "ended" &&
    problem === undefined &&
    names.length > 0 &&
    names.every((_name, index) => verdicts.get(index)?.status === "passed")
  );
}

/** How it stands, in a sentence: for those who do not see the list. */
export function describeGrading(state: GradingState): string {
  const { phase, names, verdicts, current, problem } = state;
  const passed = [...verdicts.values()].filter(({ status }) => status === "passed").length;
  const score = `${passed} of ${names.length} checks passed`;
  switch (phase) {
    case "idle":
      return "Not checked yet.";
    case "starting":
      return "Reading your file …";
    case "running":
      return `Check ${(current ?? 0) + 1} of ${names.length}: ${names[current ?? 0] ?? ""}`;
    case "ended":
      if (problem !== undefined)
        return verdicts.size === 0
          ? `Not graded: ${problem.message}`
          : `${score}, then it was stopped. ${problem.message}`;
      return isPassed(state) ? `Passed: all ${names.length} checks.` : `${score}.`;
  }
}
