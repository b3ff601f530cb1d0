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
export interface LiveEvent {
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
  const running = new Map<string, Promise<Finding>>();
  const stale = new Set<string>();
  const listeners = new Set<(event: LiveEvent) => void>();

  const tell = (event: LiveEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const keep = (id: string, finding: Finding): void => {
    findings.set(id, finding);
    tell({ type: "found", id });
  };

  /** A file that is saved while it is being graded is graded again, and only the last finding is told. */
  const gradeUntilFresh = async (files: ExerciseFiles): Promise<Finding> => {
    let finding: Finding;
    do {
      stale.delete(files.id);
      tell({ type: "grading", id: files.id });
      finding = await look(files, runner);
    } while (stale.has(files.id));
    running.delete(files.id);
    keep(files.id, finding);
    record(files, finding);
    void addMistakes(files, finding);
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

  /** Takes longer than a verdict: it is told when it is there, unless there is a newer finding by then. */
  const addMistakes = async (files: ExerciseFiles, finding: Finding): Promise<void> => {
    if (finding.kind !== "graded" || finding.verdict.status !== "failed") return;
    try {
      const verdict = await runner.matchMistake(files, finding.verdict);
      if (findings.get(files.id) === finding && namesMistake(verdict)) keep(files.id, { ...finding, verdict });
    } catch (error) {
      log(`${files.id}: ${messageOf(error)}`);
    }
  };

  const refresh = (files: ExerciseFiles): Promise<Finding> => {
    const run = running.get(files.id);
    if (run !== undefined) {
      stale.add(files.id);
      return run;
    }
    const begun = gradeUntilFresh(files);
    running.set(files.id, begun);
    return begun;
  };

  return {
    latest: (id) => findings.get(id),
    current: async (files) => findings.get(files.id) ?? running.get(files.id) ?? refresh(files),
    refresh,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Never rejects. */
async function look(files: ExerciseFiles, runner: Runner): Promise<Finding> {
  if (!existsSync(files.workFile)) return { kind: "missing" };
  try {
    const verdict = await runner.grade(files);
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
