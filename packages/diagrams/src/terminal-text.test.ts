import fc from "fast-check";
import { expect, test } from "vitest";
import { anyText } from "./arbitrary.node.ts";
import { asciiText, printable, shorten, textWidth, wrapText } from "./terminal-text.ts";

test("wide characters take two columns, combining marks none", () => {
  expect(["a", "é", "e\u0301", "東", "ｱ", "Ａ", "한", "🙂", "→", "●"].map(textWidth)).toEqual([
    1, 1, 1, 2, 1, 2, 2, 2, 1, 1,
  ]);
});

test("a shortened text fits, and says that it is shortened", () => {
  expect(shorten("orders", 6)).toBe("orders");
  expect(shorten("orders", 4)).toBe("ord…");
  expect(shorten("東京都", 4)).toBe("東…");
  expect(shorten("東京都", 1)).toBe("…");
  expect(shorten("東京都", 0)).toBe("");
});

test("what cannot be seen is written as an escape", () => {
  expect(printable("a\nb\tc\u001b[31m\u202e\ud800")).toBe("a\\nb\\tc\\u{1b}[31m\\u{202e}\\u{d800}");
});

test("an emoji is as wide as every terminal makes it", () => {
  expect(printable("👍🏽")).toBe("👍");
  expect(textWidth(printable("👩‍👧"))).toBe(4);
});

test("ASCII keeps different texts different", () => {
  expect(asciiText("é → ☃…")).toBe("\\u{e9} -> \\u{2603}...");
});

test("wrapped lines fit, and hold the whole text", () => {
  fc.assert(
    fc.property(anyText.map(printable), fc.integer({ min: 2, max: 60 }), fc.nat(6), (text, columns, indent) => {
      const lines = wrapText(text, columns, { indent });
      expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
  );
});

test("lines break at spaces", () => {
  expect(wrapText("one two three", 8)).toEqual(["one two", "three"]);
  expect(wrapText("one two three", 14, { indent: 2 })).toEqual(["one two three"]);
  expect(wrapText("incomprehensible", 10)).toEqual(["incomprehe", "nsible"]);
});
