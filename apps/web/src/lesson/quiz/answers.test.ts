import { expect, test } from "vitest";
import { type Shelf, describeProgress, keepAnswers, progressOf, recallAnswers } from "./answers.ts";
import { readChapter } from "./chapter-quiz.ts";

function shelfOf(kept: Record<string, string> = {}): Shelf {
  const items = new Map(Object.entries(kept));
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

const questions = [
  {
    text: "two and two?",
    options: [
      { text: "three", isRight: false },
      { text: "four", isRight: true },
    ],
  },
  {
    text: "and one?",
    options: [
      { text: "five", isRight: true },
      { text: "six", isRight: false },
    ],
  },
];

test("answers that were kept are recalled, and removed when none are left", () => {
  const shelf = shelfOf();
  expect(keepAnswers(shelf, { "two and two?": "four" })).toBe(true);
  expect(recallAnswers(shelf)).toEqual({ "two and two?": "four" });
  expect(keepAnswers(shelf, {})).toBe(true);
  expect(shelf.getItem("millrace-quiz")).toBeNull();
});

test("a browser that keeps nothing, or has no room, is told from one that does", () => {
  expect(keepAnswers(undefined, { a: "b" })).toBe(false);
  expect(recallAnswers(undefined)).toEqual({});
  const full: Shelf = {
    ...shelfOf(),
    setItem() {
      throw new Error("no room");
    },
  };
  expect(keepAnswers(full, { a: "b" })).toBe(false);
});

test.each(["{", "null", "[]", '"text"', '{"a":1}'])(
  "what is kept and is no set of answers counts as none: %s",
  (kept) => {
    expect(recallAnswers(shelfOf({ "millrace-quiz": kept }))).toEqual({});
  },
);

test("answers to questions or options that have been rewritten do not count", () => {
  const answers = { "two and two?": "three", "and one?": "seven", gone: "four" };
  expect(progressOf(questions, answers)).toEqual({ asked: 2, answered: 1, right: 0 });
  expect(describeProgress(progressOf(questions, answers))).toBe("1 of 2 answered, 0 right");
  expect(describeProgress(progressOf(questions, {}))).toBe("none of 2 answered yet");
});

test("a chapter is known by its folder, and called what its README calls it", () => {
  const { id, title, questions: read } = readChapter("../exercises/1-clocks/README.md", "# 1 · Clocks\n\ntext\n");
  expect({ id, title, read }).toEqual({ id: "1-clocks", title: "1 · Clocks", read: [] });
});
