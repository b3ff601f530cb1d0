import { expect, test } from "vitest";
import { type StepEvent, countFunnel, countOf, isSameOrder } from "./funnel.ts";

const click: StepEvent = { visitor: "Ada", step: "click" };
const cart: StepEvent = { visitor: "Ada", step: "add_to_cart" };
const purchase: StepEvent = { visitor: "Ada", step: "purchase" };

test("in causal order every step is counted", () => {
  const counted = countFunnel([click, cart, purchase]);
  expect(counted.map(({ missing }) => missing)).toEqual([undefined, undefined, undefined]);
  expect(countOf("purchase", counted)).toBe(1);
});

test("a step that comes before its cause is thrown away, and what follows from it as well", () => {
  const counted = countFunnel([cart, click, purchase]);
  expect(counted.map(({ missing }) => missing)).toEqual(["click", undefined, "add_to_cart"]);
  expect(countOf("click", counted)).toBe(1);
  expect(countOf("purchase", counted)).toBe(0);
});

test("another visitor's click is no cause", () => {
  const [, ben] = countFunnel([click, { visitor: "Ben", step: "add_to_cart" }]);
  expect(ben?.missing).toBe("click");
});

test("two orders of the same events are not the same order", () => {
  expect(isSameOrder([click, cart], [click, cart])).toBe(true);
  expect(isSameOrder([click, cart], [cart, click])).toBe(false);
  expect(isSameOrder([click, cart], [click])).toBe(false);
});
