import type { Violation } from "@millrace/core";
import type { ExerciseFiles } from "./catalogue.node.ts";
import type { Link } from "./link.ts";
import type { Mistake } from "./mistakes.ts";
import type { Verdict } from "./verdict.ts";

/** What an exercise says of itself. */
export interface Manifest {
  readonly id: string;
  readonly title: string;
  /** How long it takes a practitioner. */
  readonly minutes: number;
  /** Where the algorithm comes from: "K&S ch. 6". */
  readonly source: string;
  /** The names of its checks, in order. */
  readonly checks: readonly string[];
  /** Changes when the checks or their laws do: 8 hexadecimal digits. */
  readonly version: string;
}

/** What to grade instead of the learner's file. */
export interface GradeRequest {
  /** Grade this file: absolute, or relative to the current folder. */
  readonly workFile?: string;
  /** Grade the solution with this mistake in it. */
  readonly mistake?: Mistake;
  /** The first seed of sampled runs; 1 by default. */
  readonly seed?: number;
}

/** A run seen again. */
export interface Replay {
  /** The name of the check that it belongs to. */
  readonly check: string;
  /** The law that it breaks now; absent if the code has been mended since. */
  readonly violation?: Violation;
  /** Whether the link was made for other checks than these. */
  readonly isOlderVersion: boolean;
  readonly diagram: {
    /** A Mermaid `sequenceDiagram`. */
    readonly mermaid: string;
    /** A space–time diagram for a terminal, 80 columns, Unicode. */
    readonly text: string;
  };
  /** What happened, one event a line, in order. */
  readonly steps: readonly string[];
}

/** Grades exercises in workers that are ended when a learner's code does not end by itself. */
export interface Runner {
  /** What an exercise says of itself. Rejects if its checks cannot be loaded. */
  describe(files: ExerciseFiles): Promise<Manifest>;
  /** Never rejects for what a learner's code does. */
  grade(files: ExerciseFiles, request?: GradeRequest): Promise<Verdict>;
  /** Follows a link with the learner's file. Rejects with an Error that says why it cannot be followed. */
  replay(files: ExerciseFiles, link: Link, request?: GradeRequest): Promise<Replay>;
  /** The known mistakes; none if the exercise lists none. */
  mistakesOf(files: ExerciseFiles): Promise<Mistake[]>;
  /** The verdict with `mistake` filled in, if the learner's file fails just as a known mistake does. */
  matchMistake(files: ExerciseFiles, verdict: Verdict): Promise<Verdict>;
  /** Ends everything that it has started. */
  close(): Promise<void>;
}

/** How to make a {@link Runner}. */
export interface RunnerOptions {
  /** The repository's folder. */
  readonly root: string;
  /** Keep a worker ready for the next file that is saved. */
  readonly prewarm?: boolean;
  /** Is told what the learner's code prints, as far as it is shown. */
  readonly onPrint?: (text: string) => void;
}

/** Makes a runner. Close it when it is done with. */
export function createRunner(options: RunnerOptions): Runner {
  throw new Error(`Cannot grade in ${options.root} as the runner is still being written. Wait for the next commit.`);
}
