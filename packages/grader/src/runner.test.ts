import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { answerWith, atTheEnd, body, handler, lineOf, makeRoot, write } from "../fixtures/doubling.node.ts";
import { readLink } from "./link.ts";
import { createRunner, type Runner } from "./runner.node.ts";
import type { Problem, Verdict } from "./verdict.ts";

const { root, files } = makeRoot();
const printed: string[] = [];
let runner: Runner;

beforeAll(() => {
  const limits = { callMs: 400, loadMs: 400, callMb: 200 };
  runner = createRunner({ root, prewarm: true, limits, onPrint: (text) => printed.push(text) });
});
beforeEach(() => {
  printed.length = 0;
});
afterAll(async () => {
  await runner.close();
  rmSync(root, { recursive: true });
});

async function grade(text: string): Promise<Verdict> {
  write(files, text);
  return runner.grade(files);
}

const statuses = ({ checks }: Verdict): string[] => checks.map(({ status }) => status);
const kinds = ({ checks }: Verdict): (Problem["kind"] | undefined)[] => checks.map(({ problem }) => problem?.kind);
const workPath = "exercises/9-test/9.1-doubling/doubling.ts";

test("a right answer passes every check", async () => {
  const verdict = await grade(answerWith("", ""));
  expect(verdict).toMatchObject({ format: 1, status: "passed", points: 3, pointsMax: 3, seed: 1 });
  expect(verdict.exercise).toEqual({ id: "9.1", title: "Doubling", version: expect.stringMatching(/^[0-9a-f]{8}$/) });
});

test("a wrong answer fails with what was expected, what came, and a run to replay", async () => {
  const verdict = await grade(answerWith("value * 2", "value + 2"));
  expect(verdict).toMatchObject({ status: "failed", points: 0 });
  expect(verdict.checks[0]).toMatchObject({ expected: "double(3) is 6", actual: "5" });
  expect(verdict.checks[1]).toMatchObject({ law: "b puts out even numbers", expected: "an even number", actual: "3" });
  const link = readLink(verdict.checks[1]?.counterexample?.link ?? "");
  expect(link).toMatchObject({ exercise: "9.1", check: 1, version: verdict.exercise.version });
});

test("the same file gives the same verdict, in a fresh process or a used one", async () => {
  const first = await grade(answerWith("value * 2", "value + 2"));
  const again = await runner.grade(files);
  const other = createRunner({ root });
  const elsewhere = await other.grade(files);
  await other.close();
  for (const verdict of [again, elsewhere]) expect({ ...verdict, durationMs: first.durationMs }).toEqual(first);
});

describe("a file that cannot be read", () => {
  test("a slip is shown at its line and column, with the lines around it", async () => {
    const verdict = await grade(body("return value * ;"));
    expect(verdict).toMatchObject({ status: "failed", checks: [], pointsMax: 3 });
    expect(verdict.problem).toMatchObject({ kind: "syntax", file: workPath, line: 4, column: 18 });
    expect(verdict.problem?.message).toBe('Unexpected ";"');
    expect(verdict.problem?.frame).toContain("› 4 │   return value * ;\n    │                  ^");
  });

  test.each([
    ["a file that is not there", `import "./helper.ts";\n`, 'The import "./helper.ts" leads to no file.'],
    ["a package that is not there", `import "lodash";\n`, 'The import "lodash" leads to no package'],
    [
      "what a package does not have",
      `import { clock } from "@millrace/core";\nclock;\n`,
      '@millrace/core has no export named "clock".',
    ],
    ["what waits", `await 1;\n`, "await stands outside of any function."],
  ])("the import of %s is named with its line", async (_what, line, message) => {
    const { problem } = await grade(`${line}${answerWith("", "")}`);
    expect(problem).toMatchObject({ kind: "syntax", file: workPath, line: 1 });
    expect(problem?.message).toContain(message);
  });

  test("a folder is no file", async () => {
    const { problem } = await runner.grade(files, { workFile: files.folder });
    expect(problem).toMatchObject({ kind: "missing-file", file: "exercises/9-test/9.1-doubling" });
  });

  test("a file that is gone can be brought back", async () => {
    rmSync(files.workFile);
    const { status, problem } = await runner.grade(files);
    expect({ status, kind: problem?.kind }).toEqual({ status: "failed", kind: "missing-file" });
    expect(problem?.message).toContain("pnpm millrace reset 9.1");
  });
});

describe("a file that throws", () => {
  test("while it is loaded, at its line", async () => {
    const { problem } = await grade(atTheEnd('throw new Error("no stock");'));
    expect(problem).toMatchObject({ kind: "threw-while-loading", file: workPath, line: lineOf(files, "no stock") });
    expect(problem?.message).toBe("doubling.ts threw while it was loaded: no stock");
  });

  test("while it is loaded, because it takes the time of day", async () => {
    const { problem } = await grade(atTheEnd("const born = Date.now();"));
    expect(problem).toMatchObject({ kind: "threw-while-loading", file: workPath, line: lineOf(files, "Date.now()") });
    expect(problem?.message).toContain("Date.now(…) is not to be had here");
  });

  test("in a function, at the line of the innermost of its own calls", async () => {
    const { checks } = await grade(`${body("return take(value);")}function take(at: any) {\n  return at.x.y;\n}\n`);
    expect(checks[0]?.problem).toMatchObject({ kind: "threw", file: workPath, line: lineOf(files, "at.x.y") });
    expect(checks[0]?.problem?.calls?.map((call) => call.split(" ")[0])).toEqual(["take", "double"]);
    expect(checks[0]?.problem?.message).toMatch(/^double threw: TypeError: /);
  });

  test("in a handler, with the run that leads there and the line", async () => {
    const { checks } = await grade(handler('throw new Error("lost");'));
    expect(checks[1]?.counterexample?.schedule).toHaveLength(2);
    expect(checks[1]?.problem).toMatchObject({ kind: "threw", message: "onMessage of b threw: lost", line: 10 });
  });

  test("what is no Error is said to be none", async () => {
    const { checks } = await grade(body("throw { code: 7 };"));
    expect(checks[0]?.problem?.message).toBe(
      'double threw { code: 7 }, which is no Error. Throw new Error("…") so that the place can be shown.',
    );
  });

  test("a function that calls itself without end is told once", async () => {
    const { checks } = await grade(body("return double(value);"));
    expect(checks[0]?.problem).toMatchObject({ kind: "threw" });
    // At its beginning, or where it calls itself: the stack ends where it ends.
    expect([3, 4]).toContain(checks[0]?.problem?.line);
    expect(checks[0]?.problem?.calls?.length).toBeLessThan(4);
  });
});

describe("exports", () => {
  test("one that is missing is named, and only the checks that need it fail", async () => {
    const verdict = await grade(answerWith("export const doubler", "const doubler"));
    expect(statuses(verdict)).toEqual(["passed", "failed", "passed"]);
    expect(verdict.checks[1]?.problem).toMatchObject({ kind: "missing-export", file: workPath });
    expect(verdict.checks[1]?.problem?.message).toContain(
      'doubling.ts has no export named "doubler". It exports double.',
    );
  });

  test("one of another kind is the learner's to mend", async () => {
    const { checks } = await grade("export const double = 6;\nexport const doubler = null;\n");
    expect(checks[0]).toMatchObject({ status: "failed", actual: "it exports a number" });
    expect(checks[1]?.problem).toMatchObject({ kind: "missing-export" });
    expect(checks[1]?.problem?.message).toContain('exports "doubler", but as null');
  });

  test("a function that returns a Promise is told that nobody waits", async () => {
    const { checks } = await grade(
      answerWith(
        "export function double(value: number): number",
        "export async function double(value: number): Promise<never>",
      ),
    );
    expect(checks[0]?.problem?.message).toContain("double returned a Promise.");
  });
});

describe("code that does not end", () => {
  test("a loop in a handler ends its own check alone, and is found at its line", async () => {
    const verdict = await grade(handler("while (state.count < 5);"));
    expect(statuses(verdict)).toEqual(["passed", "failed", "passed"]);
    expect(verdict.checks[1]?.problem).toMatchObject({ kind: "endless-loop", file: workPath, line: 10 });
    expect(verdict.checks[1]?.problem?.message).toMatch(
      /^onMessage of doubler had not returned after 0\.4 seconds, in the check "a machine doubles"\./,
    );
  });

  test("a loop in a function ends each check that calls it", async () => {
    const verdict = await grade(body("while (true);"));
    expect(kinds(verdict)).toEqual(["endless-loop", "endless-loop", "endless-loop"]);
  });

  test("a loop outside of any function ends the loading", async () => {
    const { checks, problem } = await grade(atTheEnd("while (true);"));
    expect(checks).toEqual([]);
    expect(problem).toMatchObject({ kind: "endless-loop", line: lineOf(files, "while (true)") });
  });

  test("a loop that has been left for later disturbs nobody", async () => {
    await grade(atTheEnd('void import("node:timers").then((timers) => timers.setTimeout(() => { while (true); }));'));
    expect((await grade(answerWith("", ""))).status).toBe("passed");
  });

  test("the check's own time is not the learner's", async () => {
    const original = readFileSync(files.checksFile, "utf8");
    const slow = "for (const end = performance.now() + 1000; performance.now() < end; );";
    writeFileSync(
      files.checksFile,
      original.replace(
        '({ work, equal }) => equal(work.double(3), 6, "double(3)")',
        `({ work, equal }) => { ${slow} equal(work.double(3), 6, "double(3)"); }`,
      ),
    );
    const verdict = await grade(answerWith("", ""));
    writeFileSync(files.checksFile, original);
    expect(verdict.status).toBe("passed");
  });
});

describe("code that uses up the memory", () => {
  // With the time that learners get: on a busy computer, memory grows slowly.
  const patient = createRunner({ root, limits: { callMb: 200 } });
  afterAll(() => patient.close());

  test.each([
    ["numbers", "const list: number[] = [];\n  for (;;) list.push(list.length);"],
    ["a map", "const map = new Map();\n  for (;;) map.set(map.size, {});"],
    ["bytes", "const list = [];\n  for (;;) list.push(new Uint8Array(1e7).fill(1));"],
    ["one list", "return new Array(3e8).fill(1).length;"],
  ])("%s without end: the check is named, and nothing else ends", async (_what, lines) => {
    write(files, handler(lines));
    const verdict = await patient.grade(files);
    expect(statuses(verdict)).toEqual(["passed", "failed", "passed"]);
    expect(verdict.checks[1]?.problem?.kind).toBe("memory");
    expect(verdict.checks[1]?.problem?.message).toContain('in the check "a machine doubles"');
  });
});

describe("prints", () => {
  test("are shown, and decide nothing", async () => {
    const verdict = await grade(body('console.log("got", { value });\n  return value * 2;'));
    expect(verdict.status).toBe("passed");
    expect(printed[0]).toBe("got { value: 3 }\n");
  });

  test("are shown as far as anyone would read", async () => {
    await grade(body("for (let i = 0; i < 300; i++) console.log(i);\n  return value * 2;"));
    const lines = printed.join("").trimEnd().split("\n");
    expect(lines.slice(-2)).toEqual(["199", "… more was printed than is shown here."]);
  });

  test.each(['console.log("x")', 'process.stdout.write("x\\n")'])("%s without end is ended", async (print) => {
    const verdict = await grade(body(`while (true) ${print};`));
    expect(kinds(verdict)).toEqual(["print-flood", "print-flood", "print-flood"]);
    expect(verdict.checks[0]?.problem).toMatchObject({ line: 4 });
    expect(verdict.checks[0]?.problem?.message).toContain("One call of double printed more than 10,000 lines.");
  });
});

describe("code that would end the program", () => {
  test.each(["process.exit(0)", "process.abort()", 'process.kill(process.pid, "SIGKILL")'])(
    "%s does not",
    async (call) => {
      const verdict = await grade(handler(`${call};`));
      expect(statuses(verdict)).toEqual(["passed", "failed", "passed"]);
      expect(verdict.checks[1]?.problem).toMatchObject({ kind: "threw", line: 10 });
      expect(verdict.checks[1]?.problem?.message).toContain("A machine has no process to end");
    },
  );

  test("what throws outside of any handler is shown, and decides nothing", async () => {
    const verdict = await grade(
      atTheEnd('Promise.reject(new Error("later"));\nqueueMicrotask(() => {\n  throw new Error("soon");\n});'),
    );
    expect(verdict.status).toBe("passed");
    expect(printed.join("")).toContain("Thrown outside of any handler: soon");
  });
});

describe("faults of ours", () => {
  test("a check that throws by itself is never charged to the learner", async () => {
    const original = readFileSync(files.checksFile, "utf8");
    writeFileSync(files.checksFile, original.replace("equal(work.double(3), 6", "equal(nowhere, 6"));
    const verdict = await grade(answerWith("", ""));
    writeFileSync(files.checksFile, original);
    expect(statuses(verdict)).toEqual(["error", "passed", "passed"]);
    expect(verdict.checks[0]?.problem).toMatchObject({ kind: "our-fault" });
  });

  test("checks that cannot be read are our fault too", async () => {
    const original = readFileSync(files.checksFile, "utf8");
    writeFileSync(files.checksFile, `${original}\n}`);
    const verdict = await grade(answerWith("", ""));
    await expect(runner.describe(files)).rejects.toThrow(/Unexpected/);
    writeFileSync(files.checksFile, original);
    expect(verdict).toMatchObject({ status: "error", exercise: { id: "9.1" }, problem: { kind: "our-fault" } });
  });
});

describe("an exercise", () => {
  test("says what it is without being graded", async () => {
    const { version, ...facts } = await runner.describe(files);
    expect(facts).toEqual({
      id: "9.1",
      title: "Doubling",
      minutes: 1,
      source: "arithmetic",
      checks: ["three doubled is six", "a machine doubles", "zero doubled is zero"],
    });
    expect(version).toMatch(/^[0-9a-f]{8}$/);
  });

  test("has another version when its checks say something else, not when they are commented or lie elsewhere", async () => {
    const { version } = await runner.describe(files);
    const other = makeRoot();
    const elsewhere = createRunner({ root: other.root });
    appendFileSync(other.files.checksFile, "//! as before\n");
    expect((await elsewhere.describe(other.files)).version).toBe(version);
    appendFileSync(other.files.checksFile, "console.log(1);\n");
    expect((await elsewhere.describe(other.files)).version).not.toBe(version);
    await elsewhere.close();
    rmSync(other.root, { recursive: true });
  });

  test("can be graded with another file, or with a known mistake", async () => {
    await grade(answerWith("", ""));
    const file = join(root, "other.ts");
    writeFileSync(file, answerWith("value * 2", "value * 4"));
    expect((await runner.grade(files, { workFile: file })).checks[0]?.actual).toBe("12");
    const [mistake] = await runner.mistakesOf(files);
    if (mistake === undefined) throw new Error("the exercise has mistakes");
    expect((await runner.grade(files, { mistake })).checks[0]?.actual).toBe("5");
  });
});

describe("a known mistake", () => {
  test("is recognised by how it fails, whatever the code looks like", async () => {
    const verdict = await grade(body("return value + 1 + 1;"));
    const matched = await runner.matchMistake(files, verdict);
    const mistake = { name: "adds two", hint: "Two times, not plus two." };
    expect(matched.checks.map((check) => check.mistake)).toEqual([mistake, mistake, mistake]);
  });

  test("is not seen in a file that fails in another way, or in one that passes", async () => {
    const other = await grade(body("return value + 3;"));
    expect(await runner.matchMistake(files, other)).toEqual(other);
    const right = await grade(answerWith("", ""));
    expect(await runner.matchMistake(files, right)).toEqual(right);
  });
});

describe("a link", () => {
  test("shows the run again, and no broken law once the code is mended", async () => {
    const verdict = await grade(body("return value + 2;"));
    const link = readLink(verdict.checks[1]?.counterexample?.link ?? "");
    const replay = await runner.replay(files, link);
    expect(replay).toMatchObject({ check: "a machine doubles", isOlderVersion: false, violation: { actual: "3" } });
    expect(replay.diagram.mermaid).toMatch(/^sequenceDiagram/);
    expect(replay.steps.length).toBeGreaterThan(1);
    write(files, answerWith("", ""));
    expect((await runner.replay(files, link)).violation).toBeUndefined();
    expect((await runner.replay(files, { ...link, version: "00000000" })).isOlderVersion).toBe(true);
    expect((await runner.replay(files, { ...link, version: "" })).isOlderVersion).toBe(false);
  });

  test("that cannot be followed says why", async () => {
    const link = { exercise: "9.1", version: "", check: 1, world: 0, seed: 0, schedule: "d0.1.7" };
    await expect(runner.replay(files, link)).rejects.toThrow(/^Cannot /);
    await expect(runner.replay(files, { ...link, check: 9 })).rejects.toThrow(/does not have/);
  });
});
