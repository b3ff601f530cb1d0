import { existsSync } from "node:fs";
import type { Verdict } from "@millrace/grader";
import { type ExerciseFiles, isBegun } from "@millrace/grader/catalogue.node.ts";
import { recordVerdict } from "@millrace/grader/progress.node.ts";
import type { Runner } from "@millrace/grader/runner.node.ts";
import type { Finding } from "./finding.ts";

/** The latest finding of every exercise, kept up to date. */
export interface LiveVerdicts {
  /** What was found last; undefined if the exercise has not been graded yet. */
  latest(id: string): Finding | undefined;
  /** What was found last or, the first time, what is found now. */
  current(files: ExerciseFiles): Promise<Finding>;
  /** Grades again: the learner's file has changed. Gives the finding of the file as it is now. */
  refresh(files: ExerciseFiles): Promise<Finding>;
  /** Calls `listener` until the function that it gives is called. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
}

/** Something that a page may want to show. */
interface LiveEvent {
  /** `grading`: the file is being graded; `found`: there is a new finding. */
  readonly type: "grading" | "found";
  /** Of which exercise. */
  readonly id: string;
}

/** How to make {@link LiveVerdicts}. */
export interface LiveVerdictsOptions {
  readonly root: string;
  readonly runner: Runner;
  /** Is told what went wrong besides. */
  readonly log: (line: string) => void;
}

/** Nothing is graded until it is asked for. */
export function createLiveVerdicts({ root, runner, log }: LiveVerdictsOptions): LiveVerdicts {
  const findings = new Map<string, Finding>();
  const runs = new Map<string, Run>();
  const listeners = new Set<(event: LiveEvent) => void>();
  let matching = Promise.resolve();

  const tell = (event: LiveEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const keep = (id: string, finding: Finding): void => {
    findings.set(id, finding);
    tell({ type: "found", id });
  };

  /** A file that is saved while it is being graded is graded again, and only the last finding is told. */
  const gradeUntilFresh = async (files: ExerciseFiles, pass: Pass): Promise<Finding> => {
    let finding: Finding;
    do {
      pass.isStale = false;
      pass.beganAtMs = performance.now();
      pass.abort = new AbortController();
      tell({ type: "grading", id: files.id });
      finding = await look(files, runner, pass.abort.signal);
    } while (pass.isStale);
    runs.delete(files.id);
    keep(files.id, finding);
    record(files, finding);
    matching = matching.then(() => addMistake(files, finding));
    return finding;
  };

  const record = (files: ExerciseFiles, finding: Finding): void => {
    if (finding.kind !== "graded" || finding.verdict.problem?.kind === "our-fault" || !isBegun(files)) return;
    try {
      recordVerdict(root, files, finding.verdict);
    } catch (error) {
      log(messageOf(error));
    }
  };

  /**
   * The first time, this takes seconds: it is told when it is there, unless there is a newer finding by then. One
   * exercise after the other, so that the next save finds a process to be graded in.
   */
  const addMistake = async (files: ExerciseFiles, finding: Finding): Promise<void> => {
    const isLatest = (): boolean => findings.get(files.id) === finding;
    if (finding.kind !== "graded" || finding.verdict.status !== "failed" || !isLatest() || !isBegun(files)) return;
    try {
      const verdict = await runner.matchMistake(files, finding.verdict);
      if (isLatest() && namesMistake(verdict)) keep(files.id, { ...finding, verdict });
    } catch (error) {
      log(`${files.id}: ${messageOf(error)}`);
    }
  };

  /** An endless loop takes seconds to be sure of, and is not waited for once it has been mended. */
  const repeat = (pass: Pass): void => {
    const { abort, beganAtMs } = pass;
    pass.isStale = true;
    setTimeout(() => abort.abort(), beganAtMs + longMs - performance.now()).unref();
  };

  const refresh = (files: ExerciseFiles): Promise<Finding> => {
    const run = runs.get(files.id);
    if (run !== undefined) {
      repeat(run.pass);
      return run.finding;
    }
    const pass: Pass = { abort: new AbortController(), beganAtMs: 0, isStale: false };
    const finding = gradeUntilFresh(files, pass);
    runs.set(files.id, { pass, finding });
    return finding;
  };

  return {
    latest: (id) => findings.get(id),
    current: async (files) => findings.get(files.id) ?? runs.get(files.id)?.finding ?? refresh(files),
    refresh,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Longer than any verdict takes on code that ends. */
const longMs = 1000;

/** One exercise being graded, again and again until its file is not saved meanwhile. */
interface Run {
  readonly pass: Pass;
  readonly finding: Promise<Finding>;
}

/** One of those times. */
interface Pass {
  /** Ends it. */
  abort: AbortController;
  beganAtMs: number;
  /** The file has been saved since. */
  isStale: boolean;
}

/** Never rejects. */
async function look(files: ExerciseFiles, runner: Runner, signal: AbortSignal): Promise<Finding> {
  if (!existsSync(files.workFile)) return { kind: "missing" };
  try {
    const verdict = await runner.grade(files, { signal });
    return existsSync(files.workFile) ? { kind: "graded", verdict, at: new Date() } : { kind: "missing" };
  } catch (error) {
    return { kind: "fault", message: messageOf(error) };
  }
}

function namesMistake({ checks }: Verdict): boolean {
  return checks.some(({ mistake }) => mistake !== undefined);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
