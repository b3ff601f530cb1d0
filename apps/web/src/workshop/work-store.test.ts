import { expect, test } from "vitest";
import { openWorkStore } from "./work-store.ts";

function fakeStorage(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

test("what is written is there again, for its exercise alone", () => {
  const storage = fakeStorage();
  expect(openWorkStore(() => storage).write("1.1", "mine")).toBe(true);
  const store = openWorkStore(() => storage);
  expect([store.read("1.1"), store.read("1.2")]).toEqual(["mine", undefined]);
  store.forget("1.1");
  expect(store.read("1.1")).toBeUndefined();
});

test("the last ten copies stay, newest first", () => {
  const storage = fakeStorage();
  const store = openWorkStore(() => storage);
  for (let number = 0; number < 12; number++) store.keepCopy("1.1", { at: "2026", text: `${number}` });
  expect(store.copies("1.1").map(({ text }) => text)).toEqual(["11", "10", "9", "8", "7", "6", "5", "4", "3", "2"]);
});

test("a browser that keeps nothing is no accident", () => {
  const store = openWorkStore(() => {
    throw new Error("SecurityError");
  });
  expect(store.read("1.1")).toBeUndefined();
  expect(store.write("1.1", "mine")).toBe(false);
  expect(store.keepCopy("1.1", { at: "", text: "" })).toBe(false);
  expect(store.copies("1.1")).toEqual([]);
});

test("copies that somebody else put there are left out", () => {
  const storage = fakeStorage();
  storage.setItem("millrace.copies.1.1", '[{"at":1},{"at":"a","text":"t"},null]');
  expect(openWorkStore(() => storage).copies("1.1")).toEqual([{ at: "a", text: "t" }]);
  storage.setItem("millrace.copies.1.1", "{");
  expect(openWorkStore(() => storage).copies("1.1")).toEqual([]);
});
