import type { Execution, Fidelity, Schedule, Violation } from "@millrace/core";
import type { CheckVerdict, Problem } from "@millrace/grader";
import type { Failure } from "@millrace/grader/match-mistake.ts";
import type { ShownOption } from "../../execution/hand.ts";

/** What the page asks a compartment's worker to do: once in its life. */
export interface GradeJob {
  /** The exercise's id: "2.1". */
  readonly id: string;
  /** The learner's file as a CommonJS script. */
  readonly code: string;
  /** The first check to run, from 0, and the last one; to the end if absent. */
  readonly first: number;
  readonly last?: number;
  /** Whether to tell of each call, so that the one that never returns is known. It takes longer. */
  readonly isTraced: boolean;
}

/** What the page asks instead, after a file has failed: which of these scripts, if any, fails in the same way. */
export interface CompareJob {
  readonly id: string;
  readonly failures: readonly Failure[];
  readonly candidates: readonly { readonly code: string; readonly caughtBy: string }[];
}

/** What the page asks instead, to look into a run that breaks a law. */
export interface ReplayJob {
  readonly id: string;
  readonly code: string;
  /** From the verdict. */
  readonly link: string;
  /** What a reader does by hand, instead of seeing the link's own run. */
  readonly byHand?: ByHand;
}

/** A reader has come to some moment of a run of the link's system, and looks what could happen, or makes it happen. */
export interface ByHand {
  /** The run's own. */
  readonly schedule: Schedule;
  /** After which event. */
  readonly moment: number;
  /** `look`; the place of an option; or `finish`: let happen what is left to do. */
  readonly act: "look" | "finish" | number;
}

export type Job = GradeJob | CompareJob | ReplayJob;

/** A run of a learner's machines, without the machines. */
export interface FoundRun {
  readonly execution: Execution;
  readonly violation?: Violation;
  /** The name of the check that it belongs to. */
  readonly check: string;
  /** How many laws the check asks of it. */
  readonly lawCount: number;
  /** How far it is the run that the link was made of; absent of one that was left by hand. */
  readonly fidelity?: Fidelity;
}

/** What a compartment's worker says. */
export type Said =
  /** It can be asked. */
  | { readonly type: "ready" }
  /** The exercise's checks are there. */
  | { readonly type: "checks"; readonly names: readonly string[] }
  /** A sign of life: the learner's function that runs now; null if none does. */
  | { readonly type: "running"; readonly what: string | null }
  | { readonly type: "check"; readonly index: number }
  | {
      readonly type: "verdict";
      readonly index: number;
      readonly verdict: CheckVerdict;
      /** Where in the script it was thrown, if something was. */
      readonly place?: ScriptPlace;
    }
  | { readonly type: "print"; readonly text: string }
  /** The candidate, by its place, that fails in the same way. */
  | { readonly type: "alike"; readonly index: number }
  | { readonly type: "run"; readonly run: FoundRun }
  /** What could happen at the moment that was asked about. */
  | { readonly type: "options"; readonly options: readonly ShownOption[] }
  /** The link cannot be followed: what it tells of is not there any more. */
  | { readonly type: "astray"; readonly reason: string }
  /** The learner's file cannot be loaded. */
  | { readonly type: "refused"; readonly problem: Problem; readonly place?: ScriptPlace }
  /** Our own fault. */
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "done" };

/** A place in the script that was evaluated: both from 1. */
export interface ScriptPlace {
  readonly line: number;
  readonly column: number;
}

/** What stands for a function's name while the learner's file itself is evaluated. */
export const loading = "loading the file";
