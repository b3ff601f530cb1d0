import { listExercises } from "@millrace/grader/catalogue.node.ts";
import { createRunner, type Runner } from "@millrace/grader/runner.node.ts";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleGradings } from "./parity-bundle.ts";
import { type Verdicts, runInChromium, runInDeno, runInNode } from "./parity-hosts.ts";
import { type Tool, findTools } from "./tools.ts";

const root = dirname(dirname(dirname(import.meta.dirname)));
const tools = findTools();
const minutes = 5 * 60_000;

let runner: Runner;
let program: string;
let onNode: Verdicts;

beforeAll(async () => {
  runner = createRunner({ root });
  program = await bundleGradings(root, runner);
  onNode = await runInNode(program);
}, minutes);
afterAll(() => runner.close());

describe("every exercise with its starter, its solution and every known mistake: the same verdict, byte for byte", () => {
  test("on Node, where each exercise has all three", () => {
    const names = Object.keys(onNode);
    for (const { id } of listExercises(root)) {
      expect(names.filter((name) => name.startsWith(`${id} `)).length).toBeGreaterThan(2);
    }
  });

  const deno = tools.deno.path ?? "";
  test.skipIf(deno === "")(
    nameFor("on Deno", tools.deno),
    async () => {
      expect(await runInDeno(program, deno)).toEqual(onNode);
    },
    minutes,
  );

  const chromium = tools.chromium.path ?? "";
  test.skipIf(chromium === "")(
    nameFor("in headless Chromium", tools.chromium),
    async () => {
      expect(await runInChromium(program, chromium)).toEqual(onNode);
    },
    minutes,
  );

  test(
    "in the processes that `pnpm test 2.1` grades in",
    async () => {
      for (const files of listExercises(root)) {
        const { title } = await runner.describe(files);
        for (const [what, workFile] of [
          ["starter", files.solution.starterFile],
          ["solution", files.solution.workFile],
        ] as const) {
          const verdict = await runner.grade(files, { workFile });
          expect({ ...verdict, durationMs: 0 }).toEqual(JSON.parse(onNode[`${files.id} ${title}: ${what}`] ?? "null"));
        }
      }
    },
    minutes,
  );
});

/** Says in the report why a test was not run, and how to have it run. */
function nameFor(name: string, tool: Tool): string {
  return tool.path === undefined ? `${name} (not run here. ${tool.get})` : name;
}
