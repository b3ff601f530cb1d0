import { expect, test } from "vitest";
import { type Failure, failAlike, failuresOf, noteMistake } from "./match-mistake.ts";
import type { CheckVerdict, Verdict } from "./verdict.ts";

const lost: CheckVerdict = {
  name: "nothing is lost",
  status: "failed",
  law: "everything sent is delivered",
  expected: "b delivers 1",
  actual: "nothing is left to happen",
  counterexample: {
    schedule: ["a takes input 1", "b receives 1 from a"],
    link: "mr1.9-1-00000000.0-0-0.i0.0",
    diagram: { mermaid: "", text: "" },
    length: 2,
    foundLength: 7,
    shortest: true,
  },
};
const late: CheckVerdict = { name: "nothing is late", status: "failed", expected: "4", actual: "5" };
const fine: CheckVerdict = { name: "nothing is doubled", status: "passed" };

const verdict = (...checks: CheckVerdict[]): Verdict => ({
  format: 1,
  exercise: { id: "9.1", title: "", version: "" },
  status: "failed",
  points: 0,
  pointsMax: checks.length,
  seed: 1,
  durationMs: 0,
  checks,
});
const failures = (...checks: CheckVerdict[]): Failure[] => failuresOf(verdict(...checks));

test("two answers that fail the same checks by the same runs fail alike, however they were found", () => {
  const other = { ...lost.counterexample, length: 2, foundLength: 2, link: "", diagram: { mermaid: "x", text: "" } };
  const again: CheckVerdict = {
    ...lost,
    counterexample: { ...other, schedule: lost.counterexample?.schedule ?? [], shortest: false },
  };
  expect(failAlike(failures(lost, fine), failures(again, fine))).toBe(true);
});

test.each<[string, Failure[]]>([
  ["more checks", failures(lost, late)],
  ["another check", failures(late)],
  ["another law", failures({ ...lost, law: "nothing is delivered twice" })],
  ["another outcome", failures({ ...lost, actual: "b delivers 2" })],
  ["another run", failures({ ...lost, counterexample: undefined as never })],
  ["a problem of its own", failures({ ...lost, problem: { kind: "threw", message: "" } })],
])("an answer that fails by %s does not", (_what, other) => {
  expect(failAlike(failures(lost), other)).toBe(false);
});

test("two answers without a failure are no match", () => {
  expect(failAlike(failures(fine), failures(fine))).toBe(false);
});

test("a mistake is noted at the checks that failed", () => {
  const noted = noteMistake(verdict(lost, fine), { name: "loses one", hint: "Look again." });
  expect(noted.checks.map(({ mistake }) => mistake?.name)).toEqual(["loses one", undefined]);
});
