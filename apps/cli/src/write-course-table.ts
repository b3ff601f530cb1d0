import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { courseTable, readCourse, withCourseTable } from "./course-table.ts";

// `pnpm course`: the README's table of the course, from what the exercises say of themselves.
const root = dirname(dirname(dirname(import.meta.dirname)));
const readme = join(root, "README.md");
const table = courseTable(root, await readCourse(root));
writeFileSync(readme, withCourseTable(readFileSync(readme, "utf8"), table));
