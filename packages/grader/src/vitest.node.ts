import { describe, expect, test } from "vitest";
import type { Exercise } from "./exercise.ts";
import { gradeCheck } from "./grade.ts";
import type { CheckVerdict } from "./verdict.ts";

/**
 * An exercise as vitest tests, one for each check. The learner's file is imported as it is, so that a debugger works.
 * Both arguments are imports: `await testExercise(import("./checks.ts"), import("./fifo-delivery.ts"))`.
 */
export async function testExercise<Work>(
  checks: Promise<{ readonly default: Exercise<Work> }>,
  work: Promise<Work>,
): Promise<void> {
  const { default: exercise } = await checks;
  const module = await work;
  describe(`${exercise.id} ${exercise.title}`, () => {
    for (const [index, { name }] of exercise.checks.entries()) {
      // The rule wants a literal, to keep titles in the file; these are the exercise's own, written in its checks.ts.
      // oxlint-disable-next-line vitest/valid-title
      test(name, () => {
        const verdict = gradeCheck(exercise, module, { index });
        expect.soft(verdict.status, explain(verdict)).toBe("passed");
      });
    }
  });
}

function explain({ law, expected, actual, counterexample, problem }: CheckVerdict): string {
  const lines = [
    ...(problem === undefined ? [] : [problem.message]),
    ...(law === undefined ? [] : [`law       ${law}`]),
    ...(expected === undefined ? [] : [`expected  ${expected}`]),
    ...(actual === undefined ? [] : [`actual    ${actual}`]),
    ...(counterexample?.race === undefined ? [] : [`swap      ${counterexample.race}, and all laws hold`]),
    ...(counterexample === undefined
      ? []
      : ["", counterexample.diagram.text, "", `replay    pnpm millrace replay ${counterexample.link}`]),
  ];
  return `\n${lines.join("\n")}\n`;
}
