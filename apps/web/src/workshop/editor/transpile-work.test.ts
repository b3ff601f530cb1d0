import { expect, test } from "vitest";
import { transpileWork } from "./transpile-work.ts";

test("types are gone, and imports are required", () => {
  const done = transpileWork('import { type A, b } from "@millrace/core";\nexport const c: A = b(1);\n');
  expect("code" in done && done.code).toContain('require("@millrace/core")');
  expect("code" in done && done.code).toContain("exports.c = ");
  expect("code" in done && done.code).not.toContain("sourceMappingURL");
});

test("what is no TypeScript is told with its place", () => {
  const text = "export const a = ;";
  expect(transpileWork(text)).toEqual({ problem: { message: "Expression expected.", from: text.indexOf(";") } });
});
