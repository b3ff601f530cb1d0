import { expect, test } from "vitest";
import { labelOf } from "./labels.ts";

test("a type comes first, then what else there is", () => {
  expect(labelOf({ type: "work" }, 20)).toBe("work");
  expect(labelOf({ type: "reply", value: 3 }, 20)).toBe("reply 3");
  expect(labelOf({ type: "move", from: "a", to: "b" }, 30)).toBe("move from: a, to: b");
});

test("where there is less room, keys go first, then the longest parts shorten, then the rest goes", () => {
  const move = { type: "move", from: "a", to: "b" };
  expect(labelOf(move, 15)).toBe("move a, b");
  expect(labelOf(move, 8)).toBe("mo… a, b");
  expect(labelOf(move, 6)).toBe("move …");
  expect(labelOf(move, 0)).toBe("");
  expect(labelOf({ to: "warehouse", payload: "order" }, 14)).toBe("wareho…, order");
  expect(labelOf({ type: "token", hops: 10 }, 7)).toBe("tok… 10");
});

test("a word stands without quotes, what could be something else with them", () => {
  expect(labelOf("ping", 20)).toBe("ping");
  for (const text of ["1", "true", "null", "", "a b", "[]"]) expect(labelOf(text, 20)).toBe(JSON.stringify(text));
  expect(labelOf(1, 20)).toBe("1");
});

test("lists, maps and objects without a type are shown as they are", () => {
  expect(labelOf([1, "a"], 20)).toBe('[1, "a"]');
  expect(labelOf(new Map([["a", 1]]), 20)).toBe('Map { "a" → 1 }');
  expect(labelOf({ sequence: 1, payload: "x" }, 30)).toBe("sequence: 1, payload: x");
  expect(labelOf({ sequence: 1, payload: "x" }, 10)).toBe("1, x");
  expect(labelOf({}, 10)).toBe("{}");
});

test("an object of another realm is an object", () => {
  expect(labelOf(Object.assign(Object.create(Object.create(null)), { type: "work" }), 20)).toBe("work");
});
