import { expect, test } from "vitest";
import { stateText } from "./state-text.ts";

test("what fits into a line stays in one", () => {
  expect(stateText({ counter: 3, seen: new Map([["a", 1n]]) })).toBe('counter: 3\nseen: Map { "a" → 1n }');
  expect(stateText({ counter: 3 })).toBe("{ counter: 3 }");
});

test("what does not is indented, as deep as it takes", () => {
  const inbox = { due: 418, early: { 419: "a long payload", 420: "another one" } };
  expect(stateText({ sent: { shop: 1 }, inboxes: { shop: inbox } }).split("\n")).toEqual([
    "sent: { shop: 1 }",
    "inboxes:",
    "  shop:",
    "    due: 418",
    "    early:",
    '      419: "a long payload"',
    '      420: "another one"',
  ]);
});

test("a very long state says how much is left out", () => {
  const text = stateText({ items: Array.from({ length: 200 }, (_, place) => place) });
  expect(text.split("\n")).toHaveLength(81);
  expect(text).toMatch(/… 121 more lines$/);
});
