import fc from "fast-check";
import { expect, test } from "vitest";
import { Agenda, Heap } from "./heap.ts";

/** Adds a moment, or takes the earliest out. */
const moves = fc.array(fc.option(fc.constantFrom(-1, 0, 0.5, 1, 2, 3, 1e9, Infinity)), { maxLength: 300 });

test("a heap gives the earliest first, and of two at the same time the one added first", () => {
  fc.assert(
    fc.property(moves, (times) => {
      const heap = new Heap<number>();
      let waiting: { atMs: number; item: number }[] = [];
      for (const [item, atMs] of times.entries()) {
        if (atMs !== null) {
          heap.add(atMs, item);
          waiting = [...waiting, { atMs, item }].sort(
            (left, right) => left.atMs - right.atMs || left.item - right.item,
          );
        } else {
          expect(heap.first).toEqual(waiting[0]);
          expect(heap.take()).toEqual(waiting.shift());
        }
      }
      while (waiting.length > 0) expect(heap.take()).toEqual(waiting.shift());
      expect([heap.first, heap.take()]).toEqual([undefined, undefined]);
    }),
    { seed: 1 },
  );
});

test("an agenda gives no slot to two moments at once, and uses no more than it needs", () => {
  fc.assert(
    fc.property(moves, (times) => {
      const agenda = new Agenda();
      const taken = new Set<number>();
      let most = 0;
      for (const atMs of times) {
        if (atMs === null) {
          const slot = agenda.take();
          expect(taken.delete(slot)).toBe(slot >= 0);
          continue;
        }
        const slot = agenda.add(atMs);
        expect(taken).not.toContain(slot);
        most = Math.max(most, taken.add(slot).size);
        expect(Math.max(...taken)).toBeLessThan(most);
      }
    }),
    { seed: 1 },
  );
});
