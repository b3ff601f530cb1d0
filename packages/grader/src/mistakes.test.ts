import { expect, test } from "vitest";
import { applyMistake, mistakes } from "./mistakes.ts";

const [one, two] = mistakes({
  "adds instead": { replace: "value * 2", with: "value + 2", caughtBy: "doubles", hint: "Try 3." },
  "swaps the names": {
    edits: [
      { replace: "from", with: "to" },
      { replace: "$&", with: "$1" },
    ],
    caughtBy: "doubles",
    hint: "",
    steps: 3,
  },
});

test("a mistake is an edit of the answer", () => {
  expect(one && applyMistake("return value * 2;", one)).toBe("return value + 2;");
});

test("several edits are made in turn, their texts taken as they are", () => {
  expect(two && applyMistake("from $& there", two)).toBe("to $1 there");
  expect(two?.steps).toBe(3);
});

test.each(["return value;", "value * 2 + value * 2"])(
  "text that does not occur exactly once is refused: %s",
  (answer) => {
    expect(() => one && applyMistake(answer, one)).toThrow(
      /Cannot make the mistake "adds instead" as its text occurs [02] times/,
    );
  },
);
