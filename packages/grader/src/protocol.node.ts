/**
 * What is said between the runner, the process that it grades in, and the worker there that runs a learner's code.
 * The runner sends a job; reports come back; one of them is the last.
 */
import type { Fidelity, Violation } from "@millrace/core";
import type { Charset } from "@millrace/diagrams";
import type { Link } from "./link.ts";
import type { CheckVerdict } from "./verdict.ts";

/** What a worker is to do. Each worker does one job and is ended, unless its process keeps workers. */
export type Job =
  | { readonly kind: "describe"; readonly checksUrl: string }
  | { readonly kind: "read"; readonly url: string }
  | GradeJob
  | ReplayJob;

/** Run the checks from number `first` on, or number `only` alone. */
export interface GradeJob {
  readonly kind: "grade";
  readonly checksUrl: string;
  readonly workUrl: string;
  readonly version: string;
  readonly seed: number;
  readonly first: number;
  readonly only?: number;
  readonly shortEnough?: number;
}

/** Follow a link. */
export interface ReplayJob {
  readonly kind: "replay";
  readonly checksUrl: string;
  readonly workUrl: string;
  readonly link: Link;
  readonly drawing: Drawing;
}

/** How a run is drawn. */
export interface Drawing {
  /** The widest that a line may be; 80 by default. */
  readonly columns?: number;
  /** `unicode` by default. */
  readonly charset?: Charset;
  /** Each event by itself as well. */
  readonly frames?: boolean;
}

/** A run up to one of its events. */
export interface Frame {
  /** What happened, in words. */
  readonly step: string;
  readonly machine: string;
  /** What the machine has in mind, on disk and on timers afterwards; absent if it was not at work. */
  readonly memory?: string;
  /** For a terminal, as asked for. */
  readonly diagram: string;
}

/** How far a learner's code may go. Times are of computing: a computer that is busy or asleep charges nobody. */
export interface Limits {
  /** One call of a learner's function. */
  readonly callMs: number;
  /** Loading the learner's file. */
  readonly loadMs: number;
  /** One check, all in all. */
  readonly checkMs: number;
  /** What one call may add to the memory in use. */
  readonly callMb: number;
  /** What the whole process may use. */
  readonly totalMb: number;
}

/** A right answer's checks, run for nothing: code that has run before runs several times as fast. */
export interface Rehearsal {
  readonly kind: "rehearse";
  readonly checksUrl: string;
  readonly workUrl: string;
}

/** What the runner sends. */
export interface Order {
  readonly job: Job;
  readonly limits: Limits;
  /** Make the next worker ready afterwards. */
  readonly keepSpare: boolean;
  /** Give the next job to the same worker, if this one ends well. */
  readonly keepWorker: boolean;
  /** What that one does until it is needed. */
  readonly rehearsal?: Rehearsal;
}

/** What an exercise says of itself, its version aside. */
export interface ExerciseFacts {
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  readonly source: string;
  readonly checks: readonly string[];
}

/** What a link shows. */
export interface ReplayFacts {
  readonly check: string;
  readonly fidelity: Fidelity;
  readonly violation?: Violation;
  readonly diagram: { readonly mermaid: string; readonly text: string };
  readonly steps: readonly string[];
  readonly frames?: readonly Frame[];
}

/** Something that was thrown, in a form that can be sent. */
export interface Thrown {
  readonly isError: boolean;
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** What a job says on its way. */
export type Report =
  /** The exercise's checks are loaded. */
  | { readonly type: "exercise"; readonly facts: ExerciseFacts }
  | { readonly type: "check"; readonly index: number; readonly name: string }
  | {
      readonly type: "verdict";
      readonly index: number;
      readonly verdict: CheckVerdict;
      readonly durationMs: number;
      /** Where the learner's code threw. */
      readonly stack?: string;
    }
  | { readonly type: "print"; readonly text: string }
  /** Which of the learner's functions was seen running; null if none is. */
  | { readonly type: "running"; readonly what: string | null };

/** How a job ends. */
export type Ending =
  | { readonly type: "done" }
  | { readonly type: "read"; readonly value: unknown }
  | { readonly type: "replayed"; readonly facts: ReplayFacts }
  /** `checks`: a fault of ours. */
  | {
      readonly type: "not-loaded";
      readonly part: "checks" | "work";
      readonly thrown: Thrown;
      readonly flooded: boolean;
    }
  /** A link that cannot be followed, or a fault of ours. */
  | { readonly type: "refused"; readonly message: string }
  | Stopped
  | { readonly type: "died"; readonly detail: string };

/** A worker that went too far: in what, and where it was, if that could be found out. */
export interface Stopped {
  readonly type: "stopped";
  readonly limit: "call" | "load" | "check" | "memory";
  /** The learner's function; null if none was running. */
  readonly what: string | null;
  /** The limit, in milliseconds; 0 for memory. */
  readonly afterMs: number;
  /** A stack trace. */
  readonly stack?: string;
}

/** What a worker says: reports, the end, and for its host alone which number stands for which function. */
export type WorkerMessage =
  | Report
  | Ending
  | { readonly type: "ready" }
  | { readonly type: "named"; readonly id: number; readonly what: string };

/** Under this name a learner's file is watched while it is loaded. */
export const loading = "loading";

const endings = new Set<string>(["done", "read", "replayed", "not-loaded", "refused", "stopped", "died"]);

/** Whether nothing comes after this. */
export function isEnding(message: Report | Ending): message is Ending {
  return endings.has(message.type);
}
