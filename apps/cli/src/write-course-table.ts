import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listExercises } from "@millrace/grader/catalogue.node.ts";
import { createRunner } from "@millrace/grader/runner.node.ts";
import { courseTable, withCourseTable } from "./course-table.ts";

// `pnpm course`: the README's table of the course, from what the exercises say of themselves.
const root = dirname(dirname(dirname(import.meta.dirname)));
const runner = createRunner({ root });
const files = listExercises(root);
const rows = await Promise.all(files.map(async (files) => ({ files, manifest: await runner.describe(files) })));
await runner.close();
const readme = join(root, "README.md");
writeFileSync(readme, withCourseTable(readFileSync(readme, "utf8"), courseTable(root, rows)));
