import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CheckVerdict, type Mistake, type Problem, type Verdict, applyMistake } from "@millrace/grader";
import { type ExerciseFiles, listExercises } from "@millrace/grader/catalogue.node.ts";
import { createRunner } from "@millrace/grader/runner.node.ts";
import type { Page, Worker as PageWorker } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forExercises } from "../src/workshop/editor/answer-of.ts";
import { transpileWork } from "../src/workshop/editor/transpile-work.ts";
import type { GradeJob, Said } from "../src/workshop/grading/said.ts";
import { makeScript } from "../src/workshop/make-script.ts";
import { findParts } from "../src/workshop/parts.ts";
import { executablePath, suffix, useBrowser } from "./open-page.ts";

// The page grades in a compartment in a worker, the disk in a process that imports files as they are. They agree: the site as it
// is built and served grades here what the command line's runner grades. Of each exercise: the starter, the solution and one
// mistake on both sides; and one of the other right answers, which the solutions' own tests grade on disk, in the page alone.
// `MILLRACE_ALL=1` takes every mistake and every other right answer, which takes many times as long.
const isWhole = process.env["MILLRACE_ALL"] !== undefined;

const root = join(import.meta.dirname, "../../..");

describe.skipIf(executablePath === undefined)(`the page grades as the disk does${suffix}`, () => {
  const browser = useBrowser();
  const runner = createRunner({ root, keepWorkers: true });
  afterAll(() => runner.close());
  let page: Page;
  let workerUrl: string;

  beforeAll(async () => {
    ({ page } = await browser.open("/workshop/0.1"));
    const isCompartment = (worker: PageWorker): boolean => worker.url().includes("compartment");
    const worker =
      page.workers().find(isCompartment) ?? (await page.waitForEvent("worker", { predicate: isCompartment }));
    workerUrl = worker.url();
  });

  const inPage = async (id: string, text: string, only?: number): Promise<InPage> => {
    const script = await scriptOf(text);
    const job = { id, code: script, first: only ?? 0, isTraced: false, ...(only === undefined ? {} : { last: only }) };
    return gradeInPage(page, workerUrl, job);
  };

  test.each(listExercises(root).map((files) => [`${files.id} ${files.slug}`, files] as const))(
    "%s",
    async (_name, files) => {
      const { id, solution } = files;
      const { checks: names } = await runner.describe(files);
      const answer = answerIn(files);
      const allPass = names.map(() => "passed");
      const statusesOf = ({ verdicts }: InPage): string[] => verdicts.map(({ status }) => status);

      const [starter, starterOnDisk, right, rightOnDisk] = await Promise.all([
        inPage(id, read(solution.starterFile)),
        runner.grade(files, { workFile: solution.starterFile }),
        inPage(id, answer),
        runner.grade(files, { workFile: solution.workFile }),
      ]);
      expect.soft(starter, "the starter").toEqual(asInPage(starterOnDisk, names));
      expect.soft(statusesOf(starter)).toContain("failed");
      expect.soft(right, "the solution").toEqual(asInPage(rightOnDisk, names));
      expect.soft(statusesOf(right)).toEqual(allPass);

      for (const mistake of mistakesToTry(await runner.mistakesOf(files))) {
        const only = names.indexOf(mistake.caughtBy);
        const [wrong, wrongOnDisk] = await Promise.all([
          inPage(id, applyMistake(answer, mistake), only),
          runner.grade(files, { mistake, only }),
        ]);
        expect.soft(wrong, mistake.name).toEqual(asInPage(wrongOnDisk, names));
        expect.soft(statusesOf(wrong), mistake.name).toEqual(["failed"]);
      }

      const others = isWhole ? solution.alsoRight : solution.alsoRight.slice(0, 1);
      for (const file of others) expect.soft(statusesOf(await inPage(id, read(file))), file).toEqual(allPass);
    },
  );

  test("a file finds in the page what ES2023 gives it, but what depends on the computer", async () => {
    // Said by what it throws: nothing else comes out of a file that is only loaded.
    const looks = languageNames.map((name) => `typeof ${name} === "undefined" ? ["${name}"] : []`).join(", ");
    const { problem } = await inPage("0.1", `throw new Error([${looks}].flat().join(" "));`);
    expect(problem?.message).toBe(
      "hello-machine.ts threw while it was loaded: Atomics FinalizationRegistry Intl SharedArrayBuffer WeakRef",
    );
  });
});

/** The globals of ES2023, and two that every host has beside them. */
const languageNames = [
  "AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError",
  "FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl JSON Map Math NaN",
  "Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol SyntaxError",
  "TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI",
  "decodeURIComponent encodeURI encodeURIComponent escape globalThis isFinite isNaN parseFloat parseInt unescape",
  "console structuredClone",
].flatMap((line) => line.split(" "));

/** What the page found: `checks` are the names of all of them, `verdicts` are those of the checks that were run. */
interface InPage {
  readonly checks: readonly string[];
  readonly verdicts: readonly Gist[];
  readonly problem?: Pick<Problem, "kind" | "message">;
}

/** What two hosts must agree on: all but links, which carry a version, and drawings. */
interface Gist extends Pick<CheckVerdict, "name" | "status" | "proof" | "law" | "expected" | "actual"> {
  readonly schedule: readonly string[] | undefined;
  readonly foundLength: number | undefined;
  readonly problem: Pick<Problem, "kind" | "message"> | undefined;
}

function gistOf({ name, status, proof, law, expected, actual, counterexample, problem }: CheckVerdict): Gist {
  return {
    name,
    status,
    ...(proof === undefined ? {} : { proof }),
    ...(law === undefined ? {} : { law }),
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    schedule: counterexample?.schedule,
    foundLength: counterexample?.foundLength,
    problem: problem && { kind: problem.kind, message: problem.message },
  };
}

function asInPage({ checks: verdicts, problem }: Verdict, checks: readonly string[]): InPage {
  return {
    checks,
    verdicts: verdicts.map(gistOf),
    ...(problem === undefined ? {} : { problem: { kind: problem.kind, message: problem.message } }),
  };
}

/** Grades in a worker of its own, as the page does: from the same file, with the headers that it is served with. */
async function gradeInPage(page: Page, workerUrl: string, job: GradeJob): Promise<InPage> {
  const said = await page.evaluate(
    async ([url, asked]) =>
      new Promise<Said[]>((resolve, reject) => {
        const all: Said[] = [];
        const worker = new Worker(url, { type: "module" });
        worker.addEventListener("error", ({ message }) => reject(new Error(`The worker failed: ${message}`)));
        worker.addEventListener("message", ({ data }: MessageEvent<Said>) => {
          if (data.type === "ready") worker.postMessage(asked);
          if (data.type === "checks" || data.type === "verdict") all.push(data);
          if (data.type !== "refused" && data.type !== "failed" && data.type !== "done") return;
          worker.terminate();
          resolve([...all, data]);
        });
      }),
    [workerUrl, job] as const,
  );
  const end = said.at(-1);
  if (end?.type === "failed") throw new Error(`The page could not grade ${job.id}: ${end.message}`);
  return {
    checks: said.flatMap((each) => (each.type === "checks" ? each.names : [])),
    verdicts: said.flatMap((each) => (each.type === "verdict" ? [gistOf(each.verdict)] : [])),
    ...(end?.type === "refused" ? { problem: { kind: end.problem.kind, message: end.problem.message } } : {}),
  };
}

/** As the page makes it of what is in its editor, for somebody who has begun no other exercise. */
async function scriptOf(text: string): Promise<string> {
  const language = { transpile: async (written: string) => transpileWork(written) };
  const script = await makeScript(text, { language, parts: await findParts(text, { read: () => undefined }) });
  if ("problem" in script) throw new Error(script.problem.message);
  return script.code;
}

/** The library's file, with imports as an exercise may write them. */
function answerIn({ solution }: ExerciseFiles): string {
  const name = /from "([^"]+)"/.exec(read(solution.workFile))?.[1] ?? "";
  return forExercises(read(solution.answerFile), name);
}

/** The rule of the sample: the first mistake with a limit to the steps of its counterexample, else the first one. */
function mistakesToTry(known: readonly Mistake[]): readonly Mistake[] {
  const found = known.find(({ steps }) => steps !== undefined) ?? known[0];
  if (found === undefined) throw new Error("The exercise has no mistakes.");
  return isWhole ? known : [found];
}

function read(file: string): string {
  return readFileSync(file, "utf8");
}
