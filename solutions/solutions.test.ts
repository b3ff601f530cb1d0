import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { env } from "node:process";
import { isBegun, listExercises } from "@millrace/grader/catalogue.node.ts";
import {
  inspectAnswer,
  inspectFiles,
  inspectManifest,
  inspectMistake,
  inspectStarter,
} from "@millrace/grader/inspect-exercise.node.ts";
import { createRunner } from "@millrace/grader/runner.node.ts";
import { afterAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const runner = createRunner({ root, keepWorkers: true });
afterAll(() => runner.close());

const exercises = await Promise.all(
  listExercises(root).map(async (files) => ({ files, mistakes: await runner.mistakesOf(files) })),
);

test("the workshop has all its exercises", () => {
  const ids =
    "0.1 0.2 0.3 1.1 1.2 1.3 1.4 2.1 2.2 2.3 2.4 3.1 3.2 3.3 3.4 3.5 4.1 4.2 4.3 4.4 5.1 5.2 5.3 5.4 6.1 6.2 6.3 6.4 7.1 8.1 8.2 8.3 8.4 8.5 8.6 8.7 8.8 8.9 8.10 8.11 8.12";
  expect(exercises.map(({ files }) => files.id)).toEqual(ids.split(" "));
});

// Each test gives the list of what is wrong, which is empty. The runner grades as many at once as there are cores.
for (const { files, mistakes } of exercises) {
  const { id, slug, workFile, solution } = files;

  describe.concurrent(`${id} ${slug}`, () => {
    test("is complete, and says of itself what is so", async ({ expect }) => {
      expect([...inspectFiles(files), ...inspectManifest(files, await runner.describe(files))]).toEqual([]);
    });

    test("the file that is handed out is the starter, byte for byte, unless it is begun", ({ expect }) => {
      // On a build server nobody begins.
      if (isBegun(files) && env["CI"] !== "true") return;
      expect(readFileSync(workFile, "utf8")).toBe(readFileSync(solution.starterFile, "utf8"));
    });

    test("the starter fails, and says why", async ({ expect }) => {
      expect(await inspectStarter(runner, files)).toEqual([]);
    });

    test("the solution passes", async ({ expect }) => {
      expect(await inspectAnswer(runner, files, solution.workFile)).toEqual([]);
    });

    for (const file of solution.alsoRight) {
      test(`also right: ${basename(file, ".ts")}`, async ({ expect }) => {
        expect(await inspectAnswer(runner, files, file)).toEqual([]);
      });
    }

    for (const mistake of mistakes) {
      test(`"${mistake.caughtBy}" catches: ${mistake.name}`, async ({ expect }) => {
        expect((await inspectMistake(runner, files, { mistake, onlyNamed: true })).problems).toEqual([]);
      });
    }
  });
}
