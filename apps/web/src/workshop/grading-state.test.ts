import { expect, test } from "vitest";
import { type GradingEvent, afterEvent, describeGrading, isPassed, notGraded } from "./grading-state.ts";

const after = (...events: GradingEvent[]) => events.reduce(afterEvent, notGraded);
const begun: GradingEvent[] = [{ type: "begun" }, { type: "checks", names: ["one", "two"] }];
const verdict = (index: number, status: "passed" | "failed"): GradingEvent => ({
  type: "verdict",
  index,
  verdict: { name: "", status },
});

test("it is passed when every check was decided and passed", () => {
  const all = after(...begun, verdict(0, "passed"), verdict(1, "passed"), { type: "ended" });
  expect(isPassed(all)).toBe(true);
  expect(describeGrading(all)).toBe("Passed: all 2 checks.");
  expect(isPassed(after(...begun, verdict(0, "passed"), { type: "ended" }))).toBe(false);
  expect(isPassed(after(...begun, verdict(0, "passed"), verdict(1, "failed"), { type: "ended" }))).toBe(false);
  expect(isPassed(after({ type: "begun" }, { type: "ended" }))).toBe(false);
});

test("a grading that was stopped is not passed, whatever came before", () => {
  const problem = { kind: "endless-loop", message: "It spins." } as const;
  const stopped = after(...begun, verdict(0, "passed"), verdict(1, "passed"), { type: "ended", problem });
  expect(isPassed(stopped)).toBe(false);
  expect(describeGrading(stopped)).toBe("2 of 2 checks passed, then it was stopped. It spins.");
});

test("the next grading forgets the verdicts and keeps the names", () => {
  const again = after(...begun, verdict(0, "failed"), { type: "ended" }, { type: "begun" });
  expect(again).toEqual({ ...notGraded, phase: "starting", names: ["one", "two"] });
});
