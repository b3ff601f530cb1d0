import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { courseTable, readCourse, withCourseTable } from "./course-table.ts";

const root = dirname(dirname(dirname(import.meta.dirname)));

test("the README's table of the course says what the exercises say of themselves (`pnpm course` writes it)", async () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  expect(readme).toBe(withCourseTable(readme, courseTable(root, await readCourse(root))));
});

test("a README without the two marks is refused", () => {
  expect(() => withCourseTable("# One\n<!-- course -->\n", "")).toThrow(/must have "<!-- course -->" twice/);
});
