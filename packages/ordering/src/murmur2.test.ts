import fc from "fast-check";
import { expect, test } from "vitest";
import { kafkaVectors } from "./keyed-partitions.laws.ts";
import { murmur2 } from "./murmur2.ts";

test.each(kafkaVectors)("murmur2 of $key is $hash, as Kafka says", ({ key, hash }) => {
  expect(murmur2(key)).toBe(hash);
});

test("text hashes as its UTF-8 bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(murmur2(text)).toBe(murmur2(new TextEncoder().encode(text)));
    }),
  );
});

test("every byte of a key counts, at every place of a word", () => {
  const bytes = Uint8Array.from({ length: 11 }, (_, place) => place);
  const hashes = Array.from(bytes, (_, place) => murmur2(bytes.with(place, 200)));
  expect(new Set([murmur2(bytes), ...hashes]).size).toBe(12);
});

test("half of a surrogate pair hashes as U+FFFD", () => {
  expect(murmur2("a\ud800b")).toBe(murmur2("a\ufffdb"));
});
