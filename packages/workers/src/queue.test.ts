import fc from "fast-check";
import { expect, test } from "vitest";
import { Queue } from "./queue.ts";

test("what goes in first comes out first, however many there are", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(3_000), fc.constant("take" as const)), { maxLength: 30 }), (steps) => {
      const queue = new Queue<number>();
      const plain: number[] = [];
      for (const step of steps) {
        const taken = Array.from({ length: step === "take" ? 700 : 0 }, () => [queue.take(), plain.shift()]);
        expect(taken.every(([item, expected]) => item === expected)).toBe(true);
        const pushes = step === "take" ? 0 : step;
        for (let item = 0; item < pushes; item++) {
          plain.push(item);
          queue.push(item);
        }
        expect([queue.size, queue.first]).toEqual([plain.length, plain[0]]);
      }
      expect(queue.toArray()).toEqual(plain);
    }),
    { numRuns: 30 },
  );
});
