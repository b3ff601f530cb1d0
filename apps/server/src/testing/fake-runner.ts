import { readFileSync } from "node:fs";
import type { CheckVerdict, Verdict } from "@millrace/grader";
import type { Runner } from "@millrace/grader/runner.node.ts";

/** A grader for tests of what is around it: `answer` says what it finds, from the text of the learner's file. */
export function fakeRunner(
  answer: (text: string, signal?: AbortSignal) => Verdict | Promise<Verdict>,
  options: Partial<Runner> = {},
): Runner {
  const refuse = (): Promise<never> => Promise.reject(new Error("The fake runner does not do that."));
  return {
    describe: async ({ id, slug }) => ({
      id,
      title: slug,
      minutes: 5,
      source: "a book",
      checks: ["one", "two"],
      version: "1",
    }),
    grade: async ({ workFile }, request) => answer(readFileSync(workFile, "utf8"), request?.signal),
    matchMistake: async (_files, verdict) => verdict,
    mistakesOf: async () => [],
    replay: refuse,
    close: async () => undefined,
    ...options,
  };
}

/** A verdict of these checks. */
export function verdictOf(...checks: CheckVerdict[]): Verdict {
  const points = checks.filter(({ status }) => status === "passed").length;
  const status = checks.find(({ status }) => status !== "passed")?.status ?? "passed";
  const exercise = { id: "9.1", title: "Hello", version: "1" };
  return { format: 1, exercise, status, points, pointsMax: checks.length, seed: 1, durationMs: 3, checks };
}

/** A check that passed. */
export const passedCheck: CheckVerdict = { name: "one", status: "passed", proof: { kind: "cases", cases: 1204 } };

/** A check that failed, with texts as a hostile module would have them. */
export const failedCheck: CheckVerdict = {
  name: "two",
  status: "failed",
  proof: { kind: "proved", states: 41, transitions: 60, schedules: 0, depth: 5, bound: {} },
  law: "a <b>law</b>",
  expected: '"><script>alert(1)</script>',
  actual: "<img src=x onerror=alert(1)>",
  counterexample: {
    schedule: ["a <i>starts</i>"],
    link: "mr1.9-1-1.0-0-1.abc",
    diagram: { mermaid: 'sequenceDiagram\n  a->>b: "><svg onload=alert(1)>', text: "a ──<u>── b" },
    length: 3,
    foundLength: 5,
    shortest: true,
  },
};
