import { rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerWith, handler, makeRoot, write } from "../fixtures/doubling.node.ts";
import { createRunner, type Runner } from "./runner.node.ts";

// What a watch needs besides verdicts: early ones, ended ones, and a spare worker that has rehearsed.
const { root, files } = makeRoot();
let runner: Runner;
beforeAll(() => {
  runner = createRunner({ root, prewarm: true, limits: { callMs: 60_000 } });
});
afterAll(async () => {
  await runner.close();
  rmSync(root, { recursive: true });
});

test("each check is told when it is decided, in order, as it is in the verdict", async () => {
  write(files, answerWith("value * 2", "value + 2"));
  const told: unknown[] = [];
  const { checks } = await runner.grade(files, { onCheck: (check) => told.push(check) });
  expect(told).toEqual(checks);
});

test("a grading that is ended gives way to the next one at once, though its loop has no end", async () => {
  write(files, handler("for (;;);"));
  const ending = new AbortController();
  const first = runner.grade(files, { signal: ending.signal, onCheck: () => ending.abort() });
  expect((await first).status).not.toBe("passed");
  write(files, answerWith("", ""));
  expect((await runner.grade(files)).status).toBe("passed");
});

test("a worker that has rehearsed a right answer finds what a fresh one finds", async () => {
  write(files, answerWith("value * 2", "value + 2"));
  const fresh = await runner.grade(files);
  for (let round = 0; round < 3; round++) {
    await setTimeout(300); // for the rehearsal, of which nothing is told
    const rehearsed = await runner.grade(files);
    expect({ ...rehearsed, durationMs: fresh.durationMs }).toEqual(fresh);
  }
});

test("one check alone can be graded, by its place", async () => {
  write(files, answerWith("value * 2", "value + 2"));
  const { checks } = await runner.grade(files);
  const alone = await runner.grade(files, { only: 1 });
  expect(alone.checks).toEqual([checks[1]]);
});
