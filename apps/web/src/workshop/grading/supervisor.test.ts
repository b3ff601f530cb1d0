import { expect, test } from "vitest";
import type { CompareJob, GradeJob, Job, Said } from "./said.ts";
import { type JobWorker, type Listener, Supervisor } from "./supervisor.ts";

const limits = { startMs: 2_000, silentMs: 30, callMs: 30, checkMs: 2_000 };
const job = { id: "9.9", code: "" };

test("verdicts come one by one, and each grading has a worker of its own", async () => {
  const desk = new Desk(() => [
    { type: "checks", names: ["a", "b"] },
    ...[0, 1].flatMap((index): Said[] => [
      { type: "check", index },
      { type: "verdict", index, verdict: { name: "a", status: "passed" } },
    ]),
    { type: "done" },
  ]);
  expect(await desk.grade()).toEqual({ kind: "done" });
  expect(desk.heard).toEqual(["checks a,b", "check 0", "passed 0", "check 1", "passed 1"]);
  await desk.grade();
  expect(desk.jobs).toHaveLength(2);
  desk.supervisor.close();
  expect(desk.living).toBe(0);
});

test("a call that never returns is named, in the check that it was in", async () => {
  const desk = new Desk(({ isTraced, first }) => [
    { type: "checks", names: ["a", "b", "c"] },
    { type: "check", index: isTraced ? first : 1 },
    ...(isTraced
      ? ([
          { type: "running", what: "start of clock" },
          { type: "running", what: null },
          { type: "running", what: "onMessage of clock" },
        ] satisfies Said[])
      : []),
  ]);
  const ending = await desk.grade();
  expect(ending).toMatchObject({ kind: "stopped", index: 1, problem: { kind: "endless-loop" } });
  expect(ending.kind === "stopped" && ending.problem.message).toMatch(/^onMessage of clock had not returned/);
  expect(desk.jobs).toEqual([
    { ...job, first: 0, isTraced: false },
    { ...job, first: 1, isTraced: true },
  ]);
});

test("a file that is loaded without end is told so", async () => {
  const desk = new Desk(() => [
    { type: "checks", names: ["a"] },
    { type: "running", what: "loading the file" },
  ]);
  const ending = await desk.grade();
  expect(ending).toMatchObject({ kind: "stopped", problem: { kind: "endless-loop" } });
});

test("closing it in the middle of a grading leaves no worker", async () => {
  const desk = new Desk(() => [{ type: "checks", names: ["a"] }]);
  const ending = desk.grade();
  await expect.poll(() => desk.heard[0]).toBe("checks a");
  desk.supervisor.close();
  expect(await ending).toMatchObject({ kind: "stopped", problem: { kind: "our-fault" } });
  expect(desk.living).toBe(0);
});

test("what is not as agreed ends the grading, and is our fault", async () => {
  const desk = new Desk(() => [{ type: "check", index: -0.5 }]);
  expect(await desk.grade()).toMatchObject({ kind: "stopped", problem: { kind: "our-fault" } });
});

test("a comparison gives the candidate that fails alike, or none if it takes too long", async () => {
  const compared = { id: "9.9", failures: [], candidates: [{ code: "a", caughtBy: "x" }] };
  const found = new Desk(() => [{ type: "alike", index: 0 }, { type: "done" }]);
  expect(await found.supervisor.compare(compared, new AbortController().signal)).toBe(0);
  const spins = new Desk(() => [{ type: "running", what: null }]);
  expect(await spins.supervisor.compare(compared, new AbortController().signal)).toBeUndefined();
});

test("a link that leads nowhere any more gives the reason, and nothing else", async () => {
  const desk = new Desk(() => [{ type: "astray", reason: "The exercise has changed." }]);
  const replayed = desk.supervisor.replay({ id: "9.9", code: "", link: "mr1." }, new AbortController().signal);
  await expect(replayed).rejects.toThrow(/^The exercise has changed\.$/);
});

/** Workers that say what they are told to as soon as they get a job. */
class Desk {
  readonly jobs: Job[] = [];
  readonly heard: string[] = [];
  living = 0;
  readonly supervisor: Supervisor;

  constructor(answer: (job: GradeJob & CompareJob) => Said[]) {
    this.supervisor = new Supervisor(() => this.makeWorker(answer), limits);
  }

  grade(): ReturnType<Supervisor["grade"]> {
    const listener: Listener = {
      onChecks: (names) => this.heard.push(`checks ${names.join()}`),
      onCheck: (index) => this.heard.push(`check ${index}`),
      onVerdict: (index, { status }) => this.heard.push(`${status} ${index}`),
      onPrint: (text) => this.heard.push(text),
      onAlike: (index) => this.heard.push(`alike ${index}`),
      onRun: () => this.heard.push("run"),
      onOptions: () => this.heard.push("options"),
    };
    return this.supervisor.grade(job, listener, new AbortController().signal);
  }

  private makeWorker(answer: (job: GradeJob & CompareJob) => Said[]): JobWorker {
    const target = new EventTarget();
    let isAlive = true;
    this.living += 1;
    const say = (said: Said): void =>
      void (isAlive && target.dispatchEvent(new MessageEvent("message", { data: said })));
    setTimeout(() => say({ type: "ready" }));
    return {
      addEventListener: target.addEventListener.bind(target) as JobWorker["addEventListener"],
      postMessage: (data: GradeJob & CompareJob) => {
        this.jobs.push(data);
        setTimeout(() => answer(data).forEach(say));
      },
      terminate: () => {
        if (isAlive) this.living -= 1;
        isAlive = false;
      },
    };
  }
}
