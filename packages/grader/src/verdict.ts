import type { Bound } from "@millrace/core";

/**
 * The outcome of a check or an exercise. Only `passed` passes; after `inconclusive` and `error`, `problem` says why.
 * An exercise has the worst of its checks': failed, then error, inconclusive, passed.
 */
export type Status = "passed" | "failed" | "inconclusive" | "error";

/**
 * What grading found: plain JSON, the same for the same file, seed and exercise on every host, `durationMs` aside.
 */
export interface Verdict {
  /** The version of this shape. */
  readonly format: 1;
  /** Which exercise. Its `version` changes when the checks do: up to 8 hexadecimal digits, empty if nobody gave one. */
  readonly exercise: { readonly id: string; readonly title: string; readonly version: string };
  /** `passed` only if every check passed. */
  readonly status: Status;
  /** How many checks passed. */
  readonly points: number;
  /** How many checks there are. */
  readonly pointsMax: number;
  /** The first seed of sampled runs: the same one gives the same verdict. */
  readonly seed: number;
  /** Milliseconds of grading, start-up excluded: a whole number, 0 if nobody gave a clock. */
  readonly durationMs: number;
  /** One for each check of the exercise, in its order; empty if none could be run. */
  readonly checks: readonly CheckVerdict[];
  /** Why no check could be run; absent if they were. */
  readonly problem?: Problem;
}

/** What one check found. */
export interface CheckVerdict {
  /** As the exercise has it. */
  readonly name: string;
  /** Decided by the work, the seed and the check's budgets, never by a clock. */
  readonly status: Status;
  /** How it was shown; for a failed check, how it was found. Absent if it never got that far. */
  readonly proof?: Proof;
  /** The law that is broken, in words; absent where cases failed. */
  readonly law?: string;
  /** What the check asks for, in words. Present if it failed at something that the work does. */
  readonly expected?: string;
  /** What the work did instead, in words. Present with `expected`. */
  readonly actual?: string;
  /** A run that breaks the law; absent where cases failed. */
  readonly counterexample?: CounterexampleVerdict;
  /** The known mistake that it looks like. */
  readonly mistake?: { readonly name: string; readonly hint: string };
  /** Why it could not be decided, or what the work lacks or threw. */
  readonly problem?: Problem;
}

/**
 * How a check was shown: `proved` by a search to its end, `sampled` by seeded runs, `cases` one by one.
 *
 * Several calls of one kind are added up. One sampled part makes the whole sampled: what was proved beside it is in
 * `proved`. Cases beside a search do not count.
 */
export type Proof = ProvedProof | SampledProof | { readonly kind: "cases"; readonly cases: number };

/** What was searched to its end. */
export interface ProvedProof {
  /** Tells it from the other proofs. */
  readonly kind: "proved";
  /** Different global states. */
  readonly states: number;
  /** Steps from a state to another. */
  readonly transitions: number;
  /** Whole schedules, where these were searched: one for each happens-before. */
  readonly schedules: number;
  /** The longest schedule, in choices. */
  readonly depth: number;
  /** Up to where it was searched; `{}` if to the end. */
  readonly bound: Bound;
}

/** What seeded runs have met. */
export interface SampledProof {
  /** Tells it from the other proofs. */
  readonly kind: "sampled";
  /** How many runs there were. */
  readonly runs: number;
  /** The first one's; each sampled system begins with it. */
  readonly seed: number;
  /** How many different local states the machines were in, added up. */
  readonly localStates: number;
  /**
   * The last run that put a machine into a local state in which it had been in no run before, counted from 1, and of how
   * many: of the sampled system in which that came last, in proportion. The nearer to the end, the more is left to see.
   */
  readonly lastNew: { readonly run: number; readonly of: number };
  /** What the same check proved of other systems; absent if nothing. */
  readonly proved?: ProvedProof;
}

/** A run that breaks the law, as short as it could be made. */
export interface CounterexampleVerdict {
  /** Its schedule, one choice a line, in words. */
  readonly schedule: readonly string[];
  /** What `pnpm millrace replay` takes. */
  readonly link: string;
  /** `mermaid` is a Mermaid `sequenceDiagram`; `text` a space–time diagram for a terminal, 80 columns wide, Unicode. */
  readonly diagram: { readonly mermaid: string; readonly text: string };
  /** How many choices it has. */
  readonly length: number;
  /** How many it had before it was shrunk: `length` or more. */
  readonly foundLength: number;
  /** Whether a search to its end says that none is shorter. */
  readonly shortest: boolean;
  /** Two events in a race, as they would have broken no law: `b receives "1" before "2"`. Absent if none were found. */
  readonly race?: string;
}

/** What stood in the way of a verdict. */
export interface Problem {
  /** For programs. The learner can mend all but `check-shows-nothing` and `our-fault`. */
  readonly kind:
    | "missing-file"
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
  /** The learner's file, as the exercise names it; with a line, its path from the repository's folder. */
  readonly file?: string;
  /** The line in that file, from 1. */
  readonly line?: number;
  /** The column in that line, from 1. */
  readonly column?: number;
  /** The lines around it: plain text, several lines. */
  readonly frame?: string;
  /** The learner's own calls that led there, innermost first: "take (fifo-delivery.ts:30:7)". */
  readonly calls?: readonly string[];
}
