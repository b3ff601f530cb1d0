import { listExercises } from "@millrace/grader/catalogue.node.ts";
import { createRunner, type Runner } from "@millrace/grader/runner.node.ts";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleGradings } from "./parity-bundle.ts";
import { type Reports, runInChromium, runInDeno, runInNode } from "./parity-hosts.ts";
import { type Tool, findTools } from "./tools.ts";

const root = dirname(dirname(dirname(import.meta.dirname)));
const tools = findTools();
const timeout = 10 * 60_000;

let runner: Runner;
let program: string;
let onNode: Promise<Reports>;

beforeAll(async () => {
  runner = createRunner({ root, prewarm: true });
  program = await bundleGradings(root, runner);
  onNode = runInNode(program);
  onNode.catch(() => undefined); // each test that waits for it is told
}, timeout);
afterAll(() => runner.close());

// In the names, so that a report says why it was not run, and how to have it run.
const suffix = (tool: Tool): string => (tool.path === undefined ? ` (not run here. ${tool.get})` : "");

describe("every exercise with its starter, its solution and known mistakes has the same verdict, byte for byte", () => {
  describe.skipIf(tools.deno.path === undefined)(`on Deno${suffix(tools.deno)}`, () => {
    test("as on Node", { timeout }, async () => {
      expect(await runInDeno(program, tools.deno.path ?? "")).toEqual(await onNode);
    });
  });

  describe.skipIf(tools.chromium.path === undefined)(`in headless Chromium${suffix(tools.chromium)}`, () => {
    test("as on Node", { timeout }, async () => {
      expect(await runInChromium(program, tools.chromium.path ?? "")).toEqual(await onNode);
    });
  });

  test("every starter and solution in the processes that a learner's file is graded in", { timeout }, async () => {
    const reports = await onNode;
    for (const files of listExercises(root)) {
      const { title } = await runner.describe(files);
      const works = { starter: files.solution.starterFile, solution: files.solution.workFile };
      for (const [what, workFile] of Object.entries(works)) {
        const verdict = await runner.grade(files, { workFile });
        const place = reports.indexOf(`${files.id} ${title}: ${what}`);
        expect({ ...verdict, durationMs: 0 }).toEqual(JSON.parse(reports[place + 1] ?? "null"));
      }
    }
  });
});
