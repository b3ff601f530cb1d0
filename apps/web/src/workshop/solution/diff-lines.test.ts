import { expect, test } from "vitest";
import { diffLines } from "./diff-lines.ts";

test("what both have stands once, what one has is told apart", () => {
  expect(diffLines("a\nb\nc", "a\nx\nc").map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    "same a",
    "mine b",
    "theirs x",
    "same c",
  ]);
});

test("taking either side's lines gives its text again", () => {
  const [mine, theirs] = ["1\n2\n3\n3\n4\n", "0\n2\n3\n4\n5\n\n"];
  const lines = diffLines(mine, theirs);
  const textOf = (side: "mine" | "theirs") =>
    lines
      .filter(({ kind }) => kind === "same" || kind === side)
      .map(({ text }) => text)
      .join("\n");
  expect([textOf("mine"), textOf("theirs")]).toEqual([mine, theirs]);
});
