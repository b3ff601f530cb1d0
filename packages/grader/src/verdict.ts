import type { Bound } from "@millrace/core";

/** The outcome of a check or an exercise. Only `passed` passes. */
export type Status = "passed" | "failed" | "inconclusive" | "error";

/**
 * What grading found: plain JSON, the same for the same file, seed and exercise on every host, `durationMs` aside.
 */
export interface Verdict {
  /** The version of this shape. */
  readonly format: 1;
  readonly exercise: {
    readonly id: string;
    readonly title: string;
    /** Changes when the checks do: 8 hexadecimal digits. */ readonly version: string;
  };
  readonly status: Status;
  /** How many checks passed. */
  readonly points: number;
  /** How many checks there are. */
  readonly pointsMax: number;
  readonly seed: number;
  /** Milliseconds of grading, start-up excluded. */
  readonly durationMs: number;
  readonly checks: readonly CheckVerdict[];
  /** Why no check could be run. */
  readonly problem?: Problem;
}

/** What one check found. */
export interface CheckVerdict {
  readonly name: string;
  readonly status: Status;
  /** How it was shown; for a failed check, how it was found. Absent if it never got that far. */
  readonly proof?: Proof;
  /** The law that is broken, in words. */
  readonly law?: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly counterexample?: CounterexampleVerdict;
  /** The known mistake that it looks like. */
  readonly mistake?: { readonly name: string; readonly hint: string };
  /** Why an `error` or `inconclusive` check could not be decided. */
  readonly problem?: Problem;
}

/** How a check was shown. Several calls of one kind are added up; the weakest kind counts: cases, sampled, proved. */
export type Proof =
  | {
      readonly kind: "proved";
      readonly states: number;
      readonly transitions: number;
      readonly schedules: number;
      readonly depth: number;
      readonly bound: Bound;
    }
  | { readonly kind: "sampled"; readonly runs: number; readonly seed: number }
  | { readonly kind: "cases"; readonly cases: number };

/** The shortest run that breaks the law. */
export interface CounterexampleVerdict {
  /** Its schedule, one choice a line, in words. */
  readonly schedule: readonly string[];
  /** What `pnpm millrace replay` takes. */
  readonly link: string;
  readonly diagram: {
    /** A Mermaid `sequenceDiagram`. */ readonly mermaid: string;
    /** A space–time diagram for a terminal, 80 columns, Unicode. */ readonly text: string;
  };
  /** How many choices it has, and had before it was shrunk. */
  readonly length: number;
  readonly foundLength: number;
  /** Whether a search to its end says that none is shorter. */
  readonly shortest: boolean;
}

/** What stood in the way of a verdict. */
export interface Problem {
  readonly kind:
    | "missing-export"
    | "syntax"
    | "threw-while-loading"
    | "endless-loop"
    | "memory"
    | "print-flood"
    | "threw"
    | "budget"
    | "check-shows-nothing"
    | "our-fault";
  /** One or two sentences for the learner: what it is, and what to do. */
  readonly message: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  /** The lines around it. */
  readonly frame?: string;
}
