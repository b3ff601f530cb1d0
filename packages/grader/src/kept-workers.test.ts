import { rmSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { answerWith, body, makeRoot, write } from "../fixtures/doubling.node.ts";
import { createRunner } from "./runner.node.ts";
import type { Verdict } from "./verdict.ts";

const { root, files } = makeRoot();
const kept = createRunner({ root, keepWorkers: true, limits: { callMs: 400 } });
const fresh = createRunner({ root, limits: { callMs: 400 } });
afterAll(async () => {
  await Promise.all([kept.close(), fresh.close()]);
  rmSync(root, { recursive: true });
});

test("a worker that is kept gives the verdicts of fresh ones, whatever it has graded before", async () => {
  // Right; right the first time only, if anything of it is kept; wrong; throws; never ends; right again.
  const texts = [
    answerWith("", ""),
    `let calls = 0;\n${body("calls += 1;\n  return calls > 200 ? 0 : value * 2;")}`,
    answerWith("value * 2", "value + 2"),
    body("return at.x;"),
    body("while (true);"),
    answerWith("", ""),
  ];
  for (const text of [...texts, ...texts]) {
    write(files, text);
    const [expected, verdict] = [await fresh.grade(files), await kept.grade(files)];
    expect(settled(verdict)).toEqual(settled(expected));
  }
});

/** Without what is measured, and without the line of an endless loop that was stopped: it may be at either end of it. */
function settled(verdict: Verdict): unknown {
  const checks = verdict.checks.map(({ problem, ...check }) => ({
    ...check,
    kind: problem?.kind,
    line: problem?.line,
  }));
  return { ...verdict, durationMs: 0, checks };
}
