import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countDenoTests, writeReport } from "./suite-report.ts";
import { suitesOf } from "./suites.ts";
import type { Task } from "./turbo.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function task(kind: string, ok: boolean): Task {
  return { kind, package: "@millrace/core", folder, ok, cached: false };
}

function vitestReport(...files: { status: "passed" | "failed"; tests: string[] }[]): void {
  mkdirSync(join(folder, ".reports"));
  const testResults = files.map(({ status, tests }, index) => ({
    name: `file${index}.test.ts`,
    status,
    assertionResults: tests.map((test) => ({ fullName: `it is ${test}`, status: test })),
  }));
  writeFileSync(join(folder, ".reports", "vitest.json"), JSON.stringify({ testResults }));
}

test("a task without a report counts as one check", () => {
  expect(suitesOf([task("lint", true), { ...task("lint", false), package: "@millrace/cli" }])).toEqual([
    { name: "lint", passed: 1, failed: 1, skipped: 0, reasons: ["failed: @millrace/cli; see above"] },
  ]);
});

test("a skipped test is counted as skipped, never as passed, and is named", () => {
  vitestReport({ status: "passed", tests: ["passed", "skipped", "passed"] });
  expect(suitesOf([task("test", true)])).toEqual([
    { name: "core test", passed: 2, failed: 0, skipped: 1, reasons: ["skipped: it is skipped"] },
  ]);
});

test("a test file that breaks before its first test counts as failed", () => {
  vitestReport({ status: "failed", tests: [] }, { status: "failed", tests: ["failed", "passed"] });
  expect(suitesOf([task("test", false)])).toEqual([
    {
      name: "core test",
      passed: 1,
      failed: 2,
      skipped: 0,
      reasons: ["failed: file0.test.ts could not be run", "failed: it is failed"],
    },
  ]);
});

test("a task that fails counts as failed, whatever its report says", () => {
  vitestReport({ status: "passed", tests: ["passed"] });
  expect(suitesOf([task("test", false)])).toMatchObject([{ name: "core test", passed: 1, failed: 1, skipped: 0 }]);
});

test("docs and tests of one package are two suites, though their reports lie side by side", () => {
  writeReport(folder, { suite: "docs", passed: 0, failed: 0, skipped: 1, reasons: ["no Deno"] });
  writeReport(folder, { suite: "browser", passed: 3, failed: 0, skipped: 0, reasons: [] });
  expect(suitesOf([task("test", true), task("docs", true)])).toEqual([
    { name: "core browser", passed: 3, failed: 0, skipped: 0, reasons: [] },
    { name: "core docs", passed: 0, failed: 0, skipped: 1, reasons: ["no Deno"] },
  ]);
});

test("Deno's closing line is read in each of its forms", () => {
  expect(countDenoTests("…\nok | 5 passed | 0 failed (99ms)\n")).toEqual({ passed: 5, failed: 0, ignored: 0 });
  expect(countDenoTests("FAILED | 2 passed (1 step) | 1 failed (2 steps) | 3 ignored (1s)")).toEqual({
    passed: 2,
    failed: 1,
    ignored: 3,
  });
  expect(countDenoTests("error: Type checking failed.")).toBeUndefined();
});
