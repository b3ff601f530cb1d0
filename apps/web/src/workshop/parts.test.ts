import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { transpileWork } from "./editor/transpile-work.ts";
import { makeScript } from "./make-script.ts";
import { findParts } from "./parts.ts";

const solutions = join(import.meta.dirname, "../../../../solutions");
const chaosDay = readFileSync(join(solutions, "7-chaos-day/7.1-chaos-day/starter.ts"), "utf8");
const retry = readFileSync(join(solutions, "3-when-things-break/3.1-retry/starter.ts"), "utf8");
const language = { transpile: async (text: string) => transpileWork(text) };

/** A browser that keeps one exercise's file. */
function keeping(id: string, text: string): { read(asked: string): string | undefined } {
  return { read: (asked) => (asked === id ? text : undefined) };
}

test("chaos day's parts are the learner's own where they were begun, and the library's where not", async () => {
  const parts = await findParts(chaosDay, keeping("3.1", `${retry}// mine\n`));
  expect(parts.map(({ id }) => id)).toEqual(["2.1", "2.2", "3.1", "3.2", "3.3", "3.5", "4.1", "4.2", "5.1", "6.1"]);
  expect(parts.filter(({ text }) => text !== undefined)).toEqual([
    {
      name: "../../3-when-things-break/3.1-retry/retry.ts",
      id: "3.1",
      work: "retry.ts",
      answer: "@millrace/delivery/retry.ts",
      text: `${retry}// mine\n`,
    },
  ]);
});

test("a starter that was put back is not begun, and a folder that does not exist is no part", async () => {
  const parts = await findParts(chaosDay, keeping("3.1", `${retry}\n`));
  expect(parts.filter(({ text }) => text !== undefined)).toEqual([]);
  expect(await findParts('import { a } from "../../9-none/9.9-none/none.ts";', keeping("9.9", "mine"))).toEqual([]);
});

test("a part that cannot be read is named", async () => {
  const parts = await findParts(chaosDay, keeping("3.1", "export const a = ;"));
  expect(await makeScript(chaosDay, { language, parts })).toEqual({
    problem: { message: "Your retry.ts of exercise 3.1 cannot be read: Expression expected." },
  });
});
