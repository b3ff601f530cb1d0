import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clone, duplicate, encode, equal, NotPlainError } from "./plain.ts";

const plainData = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, undefined, true, false, 0, -0, 1, Number.NaN, "", "a", "1:a", 1n),
    fc.double(),
    fc.string(),
    fc.bigInt(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      tie("value"),
      { maxKeys: 4 },
    ),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(tie("value"), { maxLength: 3 }).map((entries) => new Set(entries)),
    fc.uint8Array({ maxLength: 4 }),
  ),
})).value;

describe("a copy", () => {
  test("is the same data", () => {
    fc.assert(
      fc.property(plainData, (value) => {
        expect(encode(clone(value))).toBe(encode(value));
      }),
    );
    fc.assert(
      fc.property(plainData, (value) => {
        expect(clone(value)).toEqual(value);
      }),
    );
  });

  test("of a copy is the same data too", () => {
    fc.assert(
      fc.property(plainData, (value) => {
        expect(encode(duplicate(clone(value)))).toBe(encode(value));
      }),
    );
  });

  test.each([clone, duplicate])("shares nothing with the original", (clone) => {
    const original = {
      list: [{ count: 1 }],
      map: new Map([["a", { count: 1 }]]),
      set: new Set([1]),
      bytes: new Uint8Array([1]),
    };
    const before = encode(original);
    const copy = clone(original);
    copy.list[0] = { count: 2 };
    copy.map.set("a", { count: 2 });
    for (const entry of original.map.values()) expect(copy.map.get("a")).not.toBe(entry);
    copy.set.add(2);
    copy.bytes[0] = 2;
    expect(encode(original)).toBe(before);
  });
});

describe("an encoding", () => {
  test("is equal for two values exactly if they are the same data in the same order", () => {
    fc.assert(
      fc.property(plainData, plainData, (left, right) => {
        expect(encode(left) === encode(right)).toBe(sameInOrder(left, right));
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["-0 and 0", -0, 0],
    ["1 and the text 1", 1, "1"],
    ["1 and 1n", 1, 1n],
    ["a list and an object with the same keys", ["a"], { 0: "a" }],
    ["a Map and a Set", new Map(), new Set()],
    ["texts that run together", ["a", "b"], ["ab", ""]],
    ["bytes and words", new Uint8Array([1]), new Uint16Array([1])],
    ["absent and undefined", {}, { a: undefined }],
    ["two orders of keys", { a: 1, b: 2 }, { b: 2, a: 1 }],
  ])("tells %s apart", (_name, left, right) => {
    expect(encode(left)).not.toBe(encode(right));
  });
});

describe("what is not plain data is refused, with its path", () => {
  class Counter {
    count = 0;
  }
  // eslint-disable-next-line no-restricted-globals -- what a learner may try to keep
  const aDate = new Date(0);
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  test.each<[string, unknown, string, string]>([
    ["a function", { now: [() => 1] }, ".now[0]", "a function"],
    ["a class instance", { held: new Counter() }, ".held", "an instance of Counter"],
    ["a date", { at: aDate }, ".at", "an instance of Date"],
    ["a promise", Promise.resolve(), "", "a Promise"],
    ["a symbol", { tag: Symbol("x") }, ".tag", "a symbol"],
    ["a function in a Map", new Map([["a", () => 1]]), ".a", "a function"],
  ])("%s", (_name, value, path, found) => {
    for (const use of [clone, encode]) {
      expect(() => use(value)).toThrow(NotPlainError);
      expect(() => use(value)).toThrow(expect.objectContaining({ path, found }));
    }
  });

  test("a key that a copy would lose", () => {
    expect(() => clone({ at: { [Symbol("x")]: 1 } })).toThrow(/\.at is an object with hidden or symbol keys/);
    expect(() => clone(Object.defineProperty({}, "hidden", { value: 1 }))).toThrow(/hidden or symbol keys/);
  });

  test("a cycle", () => {
    expect(() => clone(circle)).toThrow(/\.self\.self.*cycle/);
    expect(() => encode(circle)).toThrow(/cycle/);
  });
});

test("equality does not mind the order of keys and entries", () => {
  expect(equal({ a: 1, b: new Set([1, 2]) }, { b: new Set([2, 1]), a: 1 })).toBe(true);
  expect(
    equal(
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
      new Map([
        ["b", 2],
        ["a", 1],
      ]),
    ),
  ).toBe(true);
  expect(equal({ a: 1 }, { a: 2 })).toBe(false);
  expect(equal([1, 2], [2, 1])).toBe(false);
});

/** An independent notion of sameness to hold the encoding against. */
function sameInOrder(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Object.prototype.toString.call(left) !== Object.prototype.toString.call(right)) return false;
  const [a, b] = [list(left), list(right)];
  return a.length === b.length && a.every((item, index) => sameInOrder(item, b[index]));
}

function list(value: object): unknown[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value].flat();
  if (value instanceof Set || ArrayBuffer.isView(value)) return [...(value as unknown as Iterable<unknown>)];
  return Object.entries(value).flat();
}
