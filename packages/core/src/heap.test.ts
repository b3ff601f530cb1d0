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
      const given: unknown[] = [];
      const wanted: unknown[] = [];
      // As many are taken in the end as can be there, and one more.
      for (const [item, atMs] of [...times, ...times.map(() => null), null].entries()) {
        if (atMs === null) {
          given.push(heap.first, heap.take());
          wanted.push(waiting[0], waiting.shift());
          continue;
        }
        heap.add(atMs, item);
        waiting = [...waiting, { atMs, item }].sort((left, right) => left.atMs - right.atMs || left.item - right.item);
      }
      expect(given).toEqual(wanted);
    }),
    { seed: 1 },
  );
});

test("an agenda gives no slot to two moments at once, and uses no more than it needs", () => {
  fc.assert(
    fc.property(moves, (times) => {
      const agenda = new Agenda();
      const taken = new Set<number>();
      const problems: string[] = [];
      let most = 0;
      for (const atMs of times) {
        const slot = atMs === null ? agenda.take() : agenda.add(atMs);
        if (atMs === null && taken.delete(slot) !== slot >= 0) problems.push(`${slot} was given back, and not taken`);
        if (atMs === null) continue;
        if (taken.has(slot)) problems.push(`${slot} was taken twice`);
        most = Math.max(most, taken.add(slot).size);
        if (slot >= most) problems.push(`${slot} is more than ${most} need`);
      }
      expect(problems).toEqual([]);
    }),
    { seed: 1 },
  );
});
