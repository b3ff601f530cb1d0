import { assembleVerdict, statusAfter } from "./assemble-verdict.ts";
import type { GradingProcess } from "./grading-process.node.ts";
import { cutShort, describePlace, notLoaded } from "./problems.node.ts";
import type { Ending, ExerciseFacts, GradeJob, Rehearsal, Report } from "./protocol.node.ts";
import { type Source, readStack } from "./stack.node.ts";
import type { CheckVerdict, Problem, Verdict } from "./verdict.ts";

/** What it takes to grade in a process. */
export interface Grading {
  /** The exercise's: "2.1". */
  readonly id: string;
  readonly job: Omit<GradeJob, "kind" | "first">;
  readonly source: Source;
  readonly onPrint: (text: string) => void;
  /** Is told each check as soon as it is decided, in their order. */
  readonly onCheck?: ((check: CheckVerdict) => void) | undefined;
  readonly rehearsal?: Rehearsal | undefined;
  /** Ends the process at once; the verdict is then worth nothing. */
  readonly signal?: AbortSignal | undefined;
  /** Hands out a process, a fresh one if the last was ended. */
  withProcess(use: (process: GradingProcess) => Promise<Ending>): Promise<Ending>;
}

/**
 * Runs every check. One that has to be ended gets its problem, those before it keep their verdicts, and those after it
 * are run in a fresh process, so that one endless loop does not hide the rest.
 */
export async function gradeInProcess(grading: Grading): Promise<Verdict> {
  const notes = new Notes(grading);
  const { signal, rehearsal } = grading;
  let problem: Problem | undefined;
  for (let first = 0; problem === undefined && first < notes.checkCount; first = notes.checks.length) {
    if (signal?.aborted === true) break;
    const ending = await grading.withProcess(async (process) => {
      const end = (): void => process.end();
      signal?.addEventListener("abort", end);
      const ending = await process.run(
        { kind: "grade", ...grading.job, first },
        { onReport: (report) => notes.take(report), isRepeat: first > 0, rehearsal },
      );
      signal?.removeEventListener("abort", end);
      return ending;
    });
    if (ending.type !== "done") problem = notes.end(ending);
  }
  const { facts, checks } = notes;
  return assembleVerdict({
    exercise: { id: grading.id, title: facts?.title ?? "", version: grading.job.version },
    checks,
    pointsMax: facts?.checks.length ?? 0,
    seed: grading.job.seed,
    durationMs: notes.durationMs,
    ...(problem === undefined ? {} : { problem }),
  });
}

/** What is known so far. */
class Notes {
  readonly checks: CheckVerdict[] = [];
  facts: ExerciseFacts | undefined;
  durationMs = 0;
  private readonly grading: Grading;
  private current: string | undefined;

  constructor(grading: Grading) {
    this.grading = grading;
  }

  /** How many are to be run. Before anything is known, at least one. */
  get checkCount(): number {
    return this.grading.job.only === undefined ? (this.facts?.checks.length ?? 1) : 1;
  }

  take(report: Report): void {
    if (report.type === "exercise") this.facts = report.facts;
    else if (report.type === "print") this.grading.onPrint(report.text);
    else if (report.type === "check") this.current = report.name;
    else if (report.type === "verdict") {
      this.current = undefined;
      this.durationMs += report.durationMs;
      this.add(this.locate(report.verdict, report.stack));
    }
  }

  private add(check: CheckVerdict): void {
    this.checks.push(check);
    this.grading.onCheck?.(check);
  }

  /** Charges the end of a process to the check that it was at; gives the problem if it was at none. */
  end(ending: Ending): Problem | undefined {
    const { source } = this.grading;
    if (ending.type === "not-loaded" && ending.part === "work")
      return notLoaded(ending.thrown, { flooded: ending.flooded, source });
    const { current } = this;
    if (current === undefined) return cutShort(ending, { source });
    this.current = undefined;
    const problem = cutShort(ending, { check: current, source });
    this.add({ name: current, status: statusAfter(problem), problem });
    return undefined;
  }

  /** The same verdict with the file's path, and the place in it where the learner's code threw. */
  private locate(verdict: CheckVerdict, stack: string | undefined): CheckVerdict {
    const { source } = this.grading;
    if (verdict.problem?.file === undefined) return verdict;
    const trace = stack === undefined ? undefined : readStack(stack, source);
    return { ...verdict, problem: { ...verdict.problem, ...describePlace(trace, source) } };
  }
}
