import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** How many checks of one suite passed, failed and were skipped. Skipped is never counted as passed. */
export interface SuiteReport {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed, and what was skipped: why, and how to have it run. One line each. */
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

/**
 * The counts in the closing line of `deno test`, such as `ok | 2 passed | 0 failed | 1 ignored (99ms)`.
 * Undefined where there is none: Deno prints none if the tests do not type-check.
 */
export function countDenoTests(output: string): { passed: number; failed: number; ignored: number } | undefined {
  const found = /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed(?:.*? \| (\d+) ignored)?/m.exec(output);
  if (found === null) return undefined;
  const [, passed, failed, ignored = 0] = found;
  return { passed: Number(passed), failed: Number(failed), ignored: Number(ignored) };
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
  const named = (...statuses: string[]): string[] =>
    tests.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => fullName);
  // A file that breaks before its first test has no test to blame.
  const brokenFiles = testResults
    .filter(
      ({ status, assertionResults }) => status === "failed" && assertionResults.every((t) => t.status !== "failed"),
    )
    .map(({ name }) => `${name} could not be run`);
  const failed = [...brokenFiles, ...named("failed")];
  const skipped = named("skipped", "pending");
  return {
    suite: "test",
    passed: named("passed").length,
    failed: failed.length,
    skipped: skipped.length,
    reasons: [...failed.map((name) => `failed: ${name}`), ...skipped.map((name) => `skipped: ${name}`)],
  };
}
