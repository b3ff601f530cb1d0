import fc from "fast-check";
import { expect, test } from "vitest";
import { decode } from "./decode.ts";
import { decodeLocal, encodeLocal, type Local } from "./local.ts";
import { encode } from "./plain.ts";

const numbers = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e21, 5e-324));
const typedArray = fc.oneof(
  fc.uint8Array(),
  fc.float64Array(),
  fc.float32Array(),
  fc.bigInt64Array(),
  fc.int16Array(),
  fc.constant(Float64Array.of(-0, NaN)),
);
const { plain } = fc.letrec<{ plain: unknown }>((tie) => ({
  plain: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, undefined, true, false),
    numbers,
    fc.bigInt(),
    fc.string({ unit: "binary" }),
    fc.constantFrom("", "{", '"1:', "3;", "[object Uint8Array](1)", "\ud800"),
    typedArray,
    fc.array(tie("plain"), { maxLength: 4 }),
    fc.array(fc.tuple(tie("plain"), tie("plain")), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(tie("plain"), { maxLength: 3 }).map((items) => new Set(items)),
    fc.dictionary(fc.string(), tie("plain"), { maxKeys: 4 }).map((object) => {
      const { ["__proto__"]: _special, ...rest } = object;
      return rest;
    }),
  ),
}));

test("a value is read back from its text", () => {
  fc.assert(
    fc.property(plain, (value) => {
      const text = encode(value);
      const back = decode(text);
      expect(encode(back)).toBe(text);
      expect(back).toEqual(value);
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test("a local state is read back from its text", () => {
  const local: Local = {
    up: true,
    state: { seen: new Set(["a"]) },
    disk: new Map([["key", { value: -0 }]]),
    timers: [{ name: "tick", afterMs: 10 }],
    draws: 2,
    incarnation: 1,
    clockMs: -50,
  };
  expect(decodeLocal(encodeLocal(local))).toEqual(local);
});

test.each(["", "x", '"5:abc', "[1;", "{1:a", "1", "M(1;", "[object Date](1)", "n n", '"-1:'])(
  "%j is no value's text",
  (text) => expect(() => decode(text)).toThrow(/encodes no value/),
);
