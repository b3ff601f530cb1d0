import { expect, test } from "vitest";
import { showInspection } from "./kill-matrix.ts";
import { plainTerminal } from "./terminal.ts";

test("the kill matrix shows which check catches which mistake, in how many steps, and what is wrong", () => {
  const mistake = (name: string, caughtBy: string): { name: string; caughtBy: string; hint: string; edits: [] } => ({
    name,
    caughtBy,
    hint: "",
    edits: [],
  });
  const inspection = {
    id: "2.1",
    title: "FIFO delivery",
    checks: ["in order", "all of it", "no more"],
    answers: 3,
    mistakes: [
      {
        mistake: { ...mistake("as it comes", "in order"), steps: 4 },
        failed: ["in order", "all of it"],
        length: 3,
        problems: [],
      },
      { mistake: mistake("one count for all", "all of it"), failed: [], problems: ["it is not caught"] },
    ],
    isWhole: true,
    idle: ["no more"],
    problems: ["it is not caught"],
  };
  expect(`\n${showInspection(inspection, plainTerminal(60)).join("\n")}\n`).toBe(`
2.1 FIFO delivery  3 checks, 3 right answers, 2 mistakes

                     1  2  3    steps
  as it comes        ✗  ·       3 ≤ 4
  one count for all     !

   1  in order
   2  all of it
   3  no more

No mistake is caught by: no more

✗ it is not caught
`);
});
