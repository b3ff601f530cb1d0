import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** How many checks of one suite passed, failed and were skipped. Skipped is never counted as passed. */
export interface SuiteReport {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why checks failed without a report, or were skipped and how to have them run; one line each. */
  readonly reasons: readonly string[];
}

/** Where a package's suites leave their reports: `<package>/.reports/<suite>.json`. */
export const REPORTS = ".reports";

/** Writes `<folder>/.reports/<suite>.json`. */
export function writeReport(folder: string, report: SuiteReport): void {
  mkdirSync(join(folder, REPORTS), { recursive: true });
  writeFileSync(join(folder, REPORTS, `${report.suite}.json`), `${JSON.stringify(report, null, 2)}\n`);
}

/** Every report in `<folder>/.reports`, ours and vitest's, by the name of its file. */
export function readReports(folder: string): Map<string, SuiteReport> {
  const reports = join(folder, REPORTS);
  const names = existsSync(reports) ? readdirSync(reports).filter((name) => name.endsWith(".json")) : [];
  return new Map(
    names.map((name) => [basename(name, ".json"), asReport(JSON.parse(readFileSync(join(reports, name), "utf8")))]),
  );
}

// Both kinds of file are written by this repository's own tools, just before they are read.
function asReport(json: SuiteReport | VitestReport): SuiteReport {
  return "testResults" in json ? fromVitest(json) : json;
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: "passed" | "failed";
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function fromVitest({ testResults }: VitestReport): SuiteReport {
  const tests = testResults.flatMap((file) => file.assertionResults);
  const count = (...statuses: string[]): number => tests.filter(({ status }) => statuses.includes(status)).length;
  // A file that breaks before its first test has no test to blame.
  const brokenFiles = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every(({ status }) => status !== "failed"),
  );
  const skipped = tests.filter(({ status }) => status === "skipped" || status === "pending");
  return {
    suite: "test",
    passed: count("passed"),
    failed: count("failed") + brokenFiles.length,
    skipped: skipped.length,
    reasons: [
      ...brokenFiles.map(({ name }) => `${name} could not be run.`),
      ...skipped.map(({ fullName }) => fullName),
    ],
  };
}
