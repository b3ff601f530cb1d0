import type { Verdict } from "@millrace/grader";
import { type ExerciseFiles, findExercise } from "@millrace/grader/catalogue.node.ts";
import { readProgress } from "@millrace/grader/progress.node.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { failedCheck, fakeRunner, passedCheck, verdictOf } from "../testing/fake-runner.ts";
import { expectSoon } from "../testing/expect-soon.ts";
import { type Fixture, makeFixture, workPath } from "../testing/fixture.ts";
import { type LiveVerdicts, createLiveVerdicts } from "./live-verdicts.ts";

let fixture: Fixture;
let files: ExerciseFiles;
let told: string[];

beforeEach(() => {
  fixture = makeFixture();
  files = findExercise(fixture.root, "9.1");
  told = [];
});
afterEach(() => fixture.remove());

/** A grader that waits until it is let go on; the verdict's seed says which run it was. */
function slowGrader(): { readonly live: LiveVerdicts; readonly runs: { finish(): void }[] } {
  const runs: { finish(): void }[] = [];
  const runner = fakeRunner(
    () =>
      new Promise<Verdict>((resolve) => {
        const seed = runs.length + 1;
        runs.push({ finish: () => resolve({ ...verdictOf(passedCheck), seed }) });
      }),
  );
  return { live: follow(createLiveVerdicts({ root: fixture.root, runner, log })), runs };
}

function follow(live: LiveVerdicts): LiveVerdicts {
  live.subscribe(({ type, id }) => told.push(`${type} ${id}`));
  return live;
}

function log(line: string): never {
  throw new Error(line);
}

function seedOf(live: LiveVerdicts): number | undefined {
  const finding = live.latest(files.id);
  return finding?.kind === "graded" ? finding.verdict.seed : undefined;
}

test("a file that is saved while it is graded is graded again, and only the last finding is told", async () => {
  const { live, runs } = slowGrader();
  const first = live.refresh(files);
  const second = live.refresh(files);
  const third = live.refresh(files);
  runs[0]?.finish();
  await expectSoon(() => runs.length).toBe(2);
  expect(seedOf(live)).toBe(undefined);
  runs[1]?.finish();
  await Promise.all([first, second, third]);
  expect(seedOf(live)).toBe(2);
  expect(runs).toHaveLength(2);
  expect(told).toEqual(["grading 9.1", "grading 9.1", "found 9.1"]);
});

test("an endless loop is not waited for once it has been mended", async () => {
  const spin = (signal?: AbortSignal): Promise<Verdict> =>
    new Promise((resolve) => signal?.addEventListener("abort", () => resolve(verdictOf(failedCheck))));
  const runner = fakeRunner((text, signal) => (text === "loop" ? spin(signal) : verdictOf(passedCheck)));
  const live = createLiveVerdicts({ root: fixture.root, runner, log });
  fixture.write(workPath, "loop");
  const first = live.refresh(files);
  fixture.write(workPath, "mended");
  expect(await live.refresh(files)).toMatchObject({ verdict: { status: "passed" } });
  expect(await first).toBe(live.latest(files.id));
});

test("whoever asks for a finding while there is none waits for the same run", async () => {
  const { live, runs } = slowGrader();
  const both = Promise.all([live.current(files), live.current(files)]);
  runs[0]?.finish();
  const [first, second] = await both;
  expect(first).toBe(second);
  expect(await live.current(files)).toBe(first);
  expect(runs).toHaveLength(1);
});

test("a known mistake is told when it is found, unless the file has been graded again by then", async () => {
  const matches: ((verdict: Verdict) => void)[] = [];
  const runner = fakeRunner(() => verdictOf(failedCheck), {
    matchMistake: () => new Promise((resolve) => matches.push(resolve)),
  });
  const live = follow(createLiveVerdicts({ root: fixture.root, runner, log }));
  const withMistake = (name: string): Verdict => verdictOf({ ...failedCheck, mistake: { name, hint: "Look." } });
  fixture.write(workPath, "begun");
  await live.refresh(files);
  await expectSoon(() => matches.length).toBe(1);
  await live.refresh(files);
  await live.refresh(files);
  matches[0]?.(withMistake("too late"));
  await expectSoon(() => matches.length).toBe(2);
  matches[1]?.(withMistake("in time"));
  await expectSoon(() => told.filter((line) => line === "found 9.1").length).toBe(4);
  expect(JSON.stringify(live.latest(files.id))).toContain("in time");
});

test("the starter is not compared with mistakes: it is no answer yet", async () => {
  const runner = fakeRunner(() => verdictOf(failedCheck), {
    matchMistake: () => Promise.reject(new Error("compared")),
  });
  const live = createLiveVerdicts({ root: fixture.root, runner, log });
  expect(await live.refresh(files)).toMatchObject({ verdict: { status: "failed" } });
});

test("what was begun is recorded; the starter and faults of ours are not", async () => {
  const problem = { kind: "our-fault", message: "Sorry." } as const;
  const runner = fakeRunner((text) => (text === "fault" ? { ...verdictOf(), problem } : verdictOf(passedCheck)));
  const live = createLiveVerdicts({ root: fixture.root, runner, log });
  const recorded = (): unknown => readProgress(fixture.root).progress.exercises["9.1"];
  await live.refresh(files);
  fixture.write(workPath, "fault");
  await live.refresh(files);
  expect(recorded()).toBe(undefined);
  fixture.write(workPath, "begun");
  await live.refresh(files);
  expect(recorded()).toMatchObject({ status: "passed", passedOnce: true });
});

test("one who no longer listens is not told", async () => {
  const { live, runs } = slowGrader();
  const stop = live.subscribe(() => told.push("told"));
  stop();
  const run = live.refresh(files);
  runs[0]?.finish();
  await run;
  expect(told).toEqual(["grading 9.1", "found 9.1"]);
});
