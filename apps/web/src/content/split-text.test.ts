import { expect, test } from "vitest";
import { splitHints, splitTitle } from "./split-text.ts";

test("a title is the first heading", () => {
  expect(splitTitle("# 1.1 Clock\n\nA story\n# more\n")).toEqual({ title: "1.1 Clock", body: "\nA story\n# more\n" });
  expect(splitTitle("A story")).toEqual({ title: "", body: "A story" });
});

test("hints come one by one", () => {
  expect(splitHints("## 1\nLook.\n\n## 2\n- Look\n- again\n## 3\nHere.\n")).toEqual([
    "Look.",
    "- Look\n- again",
    "Here.",
  ]);
  expect(splitHints("")).toEqual([]);
});
