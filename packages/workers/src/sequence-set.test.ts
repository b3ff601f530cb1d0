import fc from "fast-check";
import { expect, test } from "vitest";
import { SequenceSet } from "./sequence-set.ts";

test("it holds what was added, and knows the smallest number that was not", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (numbers) => {
      const set = new SequenceSet();
      for (const number of numbers) set.add(number);
      const plain = new Set(numbers);
      for (let number = 1; number <= 31; number++) expect(set.has(number)).toBe(plain.has(number));
      expect(set.firstMissing).toBe(
        Array.from({ length: 32 }, (_unused, place) => place + 1).find((n) => !plain.has(n)),
      );
    }),
  );
});

test("it may begin with all numbers up to one, but for some, and with some more", () => {
  fc.assert(
    fc.property(
      fc.nat(20),
      fc.uniqueArray(fc.integer({ min: 1, max: 30 })),
      fc.uniqueArray(fc.integer({ min: 21, max: 30 })),
      (last, except, and) => {
        const later = and.filter((number) => !except.includes(number));
        const set = SequenceSet.upTo(last, { except, and: later });
        for (let number = 1; number <= 31; number++)
          expect(set.has(number)).toBe((number <= last && !except.includes(number)) || later.includes(number));
      },
    ),
  );
});

test("a great many may be missing", () => {
  const all = Array.from({ length: 300_000 }, (_unused, place) => place + 1);
  expect(SequenceSet.upTo(all.length, { except: all }).firstMissing).toBe(1);
});
