import type { CheckVerdict, Verdict } from "@millrace/grader";
import { expect, test } from "vitest";
import { plainTerminal } from "./terminal.ts";
import { showVerdict } from "./verdict.ts";

const proved: CheckVerdict = {
  name: "costs no control message",
  status: "passed",
  proof: { kind: "proved", states: 1204, transitions: 3000, schedules: 0, depth: 12, bound: {} },
};

const overtaken: CheckVerdict = {
  name: "two messages that overtake each other are put right",
  status: "failed",
  proof: { kind: "proved", states: 41, transitions: 60, schedules: 0, depth: 5, bound: {} },
  law: "each source's messages are delivered in the order it sent them",
  expected: 'b delivers "1" first',
  actual: 'b delivered "2"',
  counterexample: {
    schedule: ["input 0 reaches a", "input 1 reaches a", "b receives message 1 of a"],
    link: "mr1.2-1-1a2b3c4d.0-0-1.i0.0_i0.1_d0.1.1",
    diagram: { mermaid: "sequenceDiagram", text: "a ─●─●─\n    └───▶ b" },
    length: 3,
    foundLength: 3,
    shortest: true,
    race: 'b receives "1" before "2"',
  },
  mistake: { name: "delivers whatever comes, as it comes", hint: "What could travel with it?" },
};

function verdictOf(...checks: CheckVerdict[]): Verdict {
  return {
    format: 1,
    exercise: { id: "2.1", title: "FIFO delivery", version: "1a2b3c4d" },
    status: "failed",
    points: 1,
    pointsMax: checks.length,
    seed: 1,
    durationMs: 12,
    checks,
  };
}

function show(verdict: Verdict, columns = 100, all = false): string {
  const typed = (command: string): string => `pnpm millrace ${command}`;
  return `\n${showVerdict(verdict, { terminal: plainTerminal(columns), typed, all }).join("\n")}\n`;
}

test("the first check that fails is shown in full: law, expected, actual, swap, diagram, mistake, replay, hint", () => {
  expect(show(verdictOf(proved, overtaken, { ...proved, name: "another", status: "failed" }))).toBe(`
2.1 FIFO delivery

  ✓ costs no control message  proved: 1,204 states
  ✗ two messages that overtake each other are put right  broken in 3 steps (41 states searched)
      law       each source's messages are delivered in the order it sent them
      expected  b delivers "1" first
      actual    b delivered "2"
      swap      b receives "1" before "2", and all laws hold

      a ─●─●─
          └───▶ b

      looks like a known mistake: delivers whatever comes, as it comes
      replay    pnpm millrace replay mr1.2-1-1a2b3c4d.0-0-1.i0.0_i0.1_d0.1.1
      hint      pnpm millrace hint 2.1

  ✗ another
`);
});

test("in 40 columns names, laws and proofs are wrapped; a link never is", () => {
  const text = show(verdictOf(overtaken), 40);
  expect(text).toContain(`
  ✗ two messages that overtake each
    other are put right
    broken in 3 steps (41 states
    searched)
      law       each source's messages
                are delivered in the
                order it sent them
`);
  const links = text.split("\n").filter((line) => line.includes("replay"));
  expect(links).toEqual(["      replay    pnpm millrace replay mr1.2-1-1a2b3c4d.0-0-1.i0.0_i0.1_d0.1.1"]);
  expect(text.split("\n").filter((line) => line.length > 40)).toEqual(links);
});

test("a file that cannot be read is shown once, with its place and the lines around it", () => {
  const frame = "  4 │ const a = ;\n    ╵           ^\n";
  const problem = { kind: "syntax", message: 'Unexpected ";"', file: "fifo.ts", line: 4, column: 11, frame } as const;
  expect(show({ ...verdictOf(), problem })).toBe(`
2.1 FIFO delivery

  fifo.ts:4:11
  Unexpected ";"

      4 │ const a = ;
        ╵           ^

`);
});

test("with all, each check that fails is shown in full", () => {
  expect(show(verdictOf(overtaken, overtaken), 100, true).match(/law /g)).toHaveLength(2);
});

test("what the learner's code says cannot move the cursor", () => {
  const text = show(verdictOf({ ...overtaken, actual: "threw \u001b[2J\u0007 at 3" }));
  expect(text).toContain("actual    threw \\u{1b}[2J\\u{7} at 3");
});
