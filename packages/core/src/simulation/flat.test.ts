import fc from "fast-check";
import { expect, test } from "vitest";
import { sameData } from "../difference.ts";
import { clone, encode } from "../plain.ts";
import { cloneQuickly, compareQuickly, duplicateQuickly, isFlat } from "./flat.ts";

class Instance {
  readonly n = 1;
}

const leaf = fc.oneof(
  fc.constantFrom(null, undefined, true, 0, -0, NaN, 1, "", "a", 2n, Symbol.iterator, () => 1),
  fc.nat(3),
);
const key = fc.constantFrom("a", "b", "1", "__proto__", "then");
/** All kinds of things, plain or not, small enough for two of them to be the same now and then. */
const anything: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, tie("object"), tie("array"), tie("other")),
  object: fc
    .array(fc.tuple(key, tie("value")), { maxLength: 3 })
    .map((entries) => Object.fromEntries(entries) as unknown),
  array: fc.array(tie("value"), { maxLength: 3 }),
  other: fc.oneof(
    fc.array(fc.tuple(leaf, tie("value")), { maxLength: 2 }).map((entries) => new Map(entries)),
    fc.array(leaf, { maxLength: 2 }).map((entries) => new Set(entries)),
    fc.constantFrom(new Uint8Array([1]), new Float64Array([-0]), new Float64Array([0])),
    fc.constantFrom(new Instance(), { [Symbol.iterator]: 1 }, Object.defineProperty({}, "hidden", { value: 1 })),
    fc.constantFrom(Object.create(null), Object.freeze({ a: 1 }), new Array(2)),
  ),
})).value;

test("a quick copy is the copy that clone makes, or fails as it does", () => {
  fc.assert(
    fc.property(anything, (value) => {
      expect(outcome(() => cloneQuickly(value))).toBe(outcome(() => clone(value)));
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test("a copy of a copy is the same and shares nothing that can be changed", () => {
  fc.assert(
    fc.property(anything, (value) => {
      if (outcome(() => clone(value)).startsWith("refused")) return;
      const copy = clone(value);
      const other = duplicateQuickly(copy);
      expect(encode(other)).toBe(encode(copy));
      expect(typeof copy === "object" && copy !== null && copy === other).toBe(false);
    }),
    { numRuns: 500, seed: 2 },
  );
});

test("two values are the same data if they have one encoding, walked through or not", () => {
  let same = 0;
  const small = fc.oneof(anything, leaf, fc.dictionary(fc.constantFrom("a", "b"), leaf, { maxKeys: 1 }));
  fc.assert(
    fc.property(small, small, (left, right) => {
      const [first, second] = [left, right].map((value) => outcome(() => value));
      const isSame = first === second && first?.startsWith("refused") === false;
      if (isSame) same += 1;
      expect(sameData(left, right)).toBe(isSame);
      const likeness = compareQuickly(left, right);
      expect(likeness !== "different").toBe(isSame);
      expect(likeness === "the same and flat").toBe(isSame && isFlat(left) && isFlat(right));
    }),
    { numRuns: 5000, seed: 3 },
  );
  expect(same).toBeGreaterThan(100);
});

/** The encoding of what is made; or why there is none. */
function outcome(make: () => unknown): string {
  try {
    return encode(make());
  } catch (error) {
    return `refused: ${String(error)}`;
  }
}
