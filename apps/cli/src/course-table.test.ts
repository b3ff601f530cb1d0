import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listExercises } from "@millrace/grader/catalogue.node.ts";
import { createRunner } from "@millrace/grader/runner.node.ts";
import { expect, test } from "vitest";
import { courseTable, withCourseTable } from "./course-table.ts";

const root = dirname(dirname(dirname(import.meta.dirname)));

test("the README's table of the course says what the exercises say of themselves (`pnpm course` writes it)", async () => {
  const runner = createRunner({ root });
  const rows = await Promise.all(
    listExercises(root).map(async (files) => ({ files, manifest: await runner.describe(files) })),
  );
  await runner.close();
  const readme = readFileSync(join(root, "README.md"), "utf8");
  expect(readme).toBe(withCourseTable(readme, courseTable(root, rows)));
});

test("a README without the two marks is refused", () => {
  expect(() => withCourseTable("# One\n<!-- course -->\n", "")).toThrow(/must have "<!-- course -->" twice/);
});
