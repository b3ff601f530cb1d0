import { expect, test } from "vitest";
import { codeFrame } from "./code-frame.ts";

const text = ["one", "two", "\tthree()", "four", "five", "six"].join("\r\n");

test("two lines before and after, with a mark under the place", () => {
  expect(codeFrame(text, { line: 3, column: 2 })).toBe(
    ["  1 │ one", "  2 │ two", "› 3 │ \tthree()", "    │ \t^", "  4 │ four", "  5 │ five"].join("\n"),
  );
});

test("numbers stand in one column", () => {
  const long = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join("\n");
  expect(codeFrame(long, { line: 9, column: 1 }).split("\n")[0]).toBe("   7 │ line 7");
});

test("at the edges there are fewer lines", () => {
  expect(codeFrame("only", { line: 1, column: 5 })).toBe("› 1 │ only\n    │     ^");
  expect(codeFrame("", { line: 1, column: 1 })).toBe("› 1 │\n    │ ^");
  expect(codeFrame(text, { line: 99, column: 1 })).toBe("");
});
