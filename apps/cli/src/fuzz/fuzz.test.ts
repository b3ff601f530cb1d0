import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";

async function run(...words: string[]): Promise<{ code: number; lines: readonly string[] }> {
  const lines: string[] = [];
  const note = (text: string): void => void lines.push(text);
  return { code: await fuzz(words, { print: note, complain: note }), lines };
}

test("so many models are checked, from a seed on", async () => {
  const { code, lines } = await run("3", "--from", "40", "--most", "30");
  expect(code).toBe(0);
  expect(lines).toEqual([expect.stringMatching(/^3 models agree, seeds 40 to \d+; those with more than 30 schedules/)]);
});

test.each([["many"], ["-1"], ["1", "2"], ["--from", "x"], ["--what"]])(
  "%s is refused, and usage shown",
  async (...words) => {
    const { code, lines } = await run(...words);
    expect({ code, lines }).toEqual({ code: 2, lines: [expect.stringContaining("Usage: pnpm fuzz")] });
  },
);
