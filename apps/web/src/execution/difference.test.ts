import { expect, test } from "vitest";
import { listChanges } from "./difference.ts";

test("equal data has no changes, whatever objects it is made of", () => {
  const make = (): unknown => ({ a: [1, { b: 2n }], seen: new Map([["x", new Set([1])]]), bytes: new Uint8Array([1]) });
  expect(listChanges(make(), make())).toEqual([]);
});

test("a change is told at the deepest place", () => {
  expect(
    listChanges({ inboxes: { shop: { due: 1, early: {} } } }, { inboxes: { shop: { due: 2, early: {} } } }),
  ).toEqual([{ path: "inboxes.shop.due", kind: "changed", before: 1, after: 2 }]);
});

test("what is added and what is removed is told with its place", () => {
  expect(listChanges({ items: [1], left: new Map([["a", 1]]) }, { items: [1, 2], left: new Map([["b", 1]]) })).toEqual([
    { path: "items[1]", kind: "added", after: 2 },
    { path: "left(a)", kind: "removed", before: 1 },
    { path: "left(b)", kind: "added", after: 1 },
  ]);
});

test("another kind of value is a change as a whole", () => {
  expect(listChanges([1], { 0: 1 }, "x")).toEqual([{ path: "x", kind: "changed", before: [1], after: { 0: 1 } }]);
  expect(listChanges(undefined, { a: 1 })).toEqual([{ path: "", kind: "changed", before: undefined, after: { a: 1 } }]);
});
