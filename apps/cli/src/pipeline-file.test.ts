import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPipeline } from "./pipeline-file.ts";

function problemsOf(yaml: string): string {
  try {
    readPipeline(yaml, "p.yaml");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "none";
}

test("the shop's pipeline is read, and ends in charts", () => {
  const text = readFileSync(join(import.meta.dirname, "../../../pipelines/shop.yaml"), "utf8");
  const { title, stages, edges } = readPipeline(text, "shop.yaml");
  expect({ title, stages: stages.length, edges: edges.length, last: edges[7]?.to }).toEqual({
    title: "Shop: from order to chart",
    stages: 10,
    edges: 11,
    last: "charts",
  });
});

test("an edge that leads nowhere is named by its line, with the stage that was probably meant", () => {
  const yaml = "stages:\n  - { id: orders }\n  - { id: topic }\nedges:\n  - { from: orders, to: topci }\n";
  expect(problemsOf(yaml)).toBe(
    'Cannot read the pipeline.\n  p.yaml:5:25  "to" names no stage: "topci". Did you mean "topic"?',
  );
});

test("every thing that is wrong is named, with what to write", () => {
  const yaml = "stages:\n  - lable: Orders\n  - { id: 7 }\n  - topic\n";
  expect(problemsOf(yaml)).toBe(
    [
      "Cannot read the pipeline.",
      '  p.yaml:2:5  "id" is missing, or not of the right kind. Write: id: orders',
      '  p.yaml:2:5  There is no "lable" here. Did you mean "label"?',
      '  p.yaml:3:11  "id" is missing, or not of the right kind. Write: id: orders',
      "  p.yaml:4:5  Each of stages is written like this: { id: orders, kind: PostgreSQL }",
    ].join("\n"),
  );
});

test("two stages with one id, an empty file and broken YAML are refused with their places", () => {
  expect(problemsOf("stages:\n  - { id: a }\n  - { id: a }\n")).toContain('p.yaml:3:11  Another stage has the id "a"');
  expect(problemsOf("")).toContain("A pipeline has stages and edges.");
  expect(problemsOf("stages:\n  - { id: a\n")).toMatch(/p\.yaml:3:1 /);
});
