import { expect, test } from "vitest";
import { readHints } from "./hints.ts";

test("a tier is what stands between two headings of the second level", () => {
  expect(
    readHints("# Hints\n\n## 1\nLook.\n### Where?\nThere.\n\n## 2\r\nThink.\n## 3\n```ts\nsend();\n```\n"),
  ).toEqual(["Look.\n### Where?\nThere.", "Think.", "```ts\nsend();\n```"]);
});

test("without headings there are no hints", () => {
  expect(readHints("")).toEqual([]);
  expect(readHints("# Hints\nSoon.\n")).toEqual([]);
});
