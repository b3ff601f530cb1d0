import { type SuiteReport, readReports } from "./suite-report.ts";
import type { Task } from "./turbo.ts";

/** One row of the table: a package's tests, a package's docs, or one kind of check over all packages. */
export interface Suite {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly reasons: readonly string[];
}

/** Adds tasks up into suites. A task counts by its report, or, where it writes none, as one check. */
export function suitesOf(tasks: readonly Task[]): Suite[] {
  const suites = new Map<string, Suite>();
  for (const task of tasks) {
    for (const suite of suitesOfTask(task)) {
      const before = suites.get(suite.name);
      suites.set(suite.name, before === undefined ? suite : sum(before, suite));
    }
  }
  return [...suites.values()].filter(({ passed, failed, skipped }) => passed + failed + skipped > 0);
}

function suitesOfTask(task: Task): Suite[] {
  if (task.kind === "test" || task.kind === "docs") return reportedSuites(task);
  const failed = task.ok ? 0 : 1;
  const reasons = task.ok ? [] : [`failed: ${task.package === "//" ? "the repository" : task.package}; see above`];
  return [{ name: task.kind, passed: 1 - failed, failed, skipped: 0, reasons }];
}

// Reports are deleted before a run, so whatever is there is of this run, or of the cached one that stands for it.
function reportedSuites(task: Task): Suite[] {
  const reports = [...readReports(task.folder)].filter(([file]) => (file === "docs") === (task.kind === "docs"));
  const suites = reports.map(([, report]) => named(task, report));
  const toldSo = suites.some(({ failed }) => failed > 0);
  if (task.ok || toldSo) return suites;
  const reasons = [`failed: ${task.kind} of ${task.package} ended without saying what; its output is above`];
  return [...suites, { name: `${shortName(task)} ${task.kind}`, passed: 0, failed: 1, skipped: 0, reasons }];
}

function named(task: Task, { suite, ...counts }: SuiteReport): Suite {
  return { name: `${shortName(task)} ${suite}`, ...counts };
}

function shortName(task: Task): string {
  return task.package.replace("@millrace/", "");
}

function sum(a: Suite, b: Suite): Suite {
  return {
    name: a.name,
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    reasons: [...a.reasons, ...b.reasons],
  };
}
