import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChannelKind } from "@millrace/core";
import { packLetters } from "../letters.ts";
import { Inbox } from "./inbox.ts";

/** Numbers arrive in batches, some of them again and again, as after restarts of their sender. */
const arrivals = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }), {
  maxLength: 12,
});

function open(kind: ChannelKind, past?: ConstructorParameters<typeof Inbox>[0]["past"]): Inbox {
  const options = { channel: "a → b", kind, seed: 1, nodes: 1 };
  return new Inbox(past === undefined ? options : { ...options, past });
}

function accept(inbox: Inbox, numbers: readonly number[], acknowledge = (): void => undefined): void {
  const letters = numbers
    .toSorted((left, right) => left - right)
    .map((sequence) => ({ sequence, message: `m${sequence}`, stamp: [1] }));
  for (const batch of packLetters(letters)) inbox.accept(batch, { nowMs: 0, acknowledge });
}

function takeAll(inbox: Inbox, nowMs = 1_000): number[] {
  const taken: number[] = [];
  for (let letter = inbox.next(nowMs); letter !== undefined; letter = inbox.next(nowMs)) {
    expect(letter.message).toBe(`m${letter.sequence}`);
    taken.push(letter.sequence);
    inbox.finish(letter, nowMs);
    if (letter.batch.left === 0) letter.batch.acknowledge();
  }
  return taken;
}

test("a fifo channel delivers each number once, in order, up to the first that has not arrived", () => {
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 4 }), (batches, every) => {
      const inbox = open("fifo");
      const taken: number[] = [];
      for (const [place, batch] of batches.entries()) {
        accept(inbox, batch);
        if (place % every === 0) taken.push(...takeAll(inbox));
      }
      taken.push(...takeAll(inbox));
      const arrived = new Set(batches.flat());
      const reachable = Array.from({ length: 12 }, (_unused, place) => place + 1);
      const end = reachable.findIndex((number) => !arrived.has(number));
      expect(taken).toEqual(end < 0 ? reachable : reachable.slice(0, end));
    }),
  );
});

test("a channel without order delivers each number that arrives once", () => {
  fc.assert(
    fc.property(arrivals, (batches) => {
      const inbox = open("any-order");
      const taken = batches.flatMap((batch) => {
        accept(inbox, batch);
        return takeAll(inbox);
      });
      expect(taken.toSorted()).toEqual([...new Set(batches.flat())].toSorted());
    }),
  );
});

test("the next life delivers what is left: copies too, and nothing again", () => {
  // 1 is done, 2 has a second copy left, 3 was never delivered, 4 is not known to be sent, 5 is delivered already.
  const past = {
    channel: 0,
    sent: 3,
    open: [
      [2, 1, true],
      [3, 1, false],
    ],
    doneBeyond: [5],
  } as const;
  const inbox = open("fifo", past);
  accept(inbox, [1, 2, 3, 4, 5, 6]);
  expect(takeAll(inbox)).toEqual([2, 3, 4, 6]);
});

test("a batch is acknowledged when all of it is done, and at once if all of it was done before", () => {
  const inbox = open("fifo");
  let acknowledged = 0;
  const acknowledge = (): void => void (acknowledged += 1);
  accept(inbox, [1, 2], acknowledge);
  expect(acknowledged).toBe(0);
  takeAll(inbox);
  expect(acknowledged).toBe(1);
  accept(inbox, [1, 2], acknowledge);
  expect(acknowledged).toBe(2);
});

test("while it is cut, nothing gets through", () => {
  const inbox = open("any-order");
  accept(inbox, [1, 2]);
  inbox.isCut = true;
  expect(takeAll(inbox)).toEqual([]);
  expect(inbox.nextMs).toBe(Infinity);
  inbox.isCut = false;
  expect(takeAll(inbox)).toHaveLength(2);
});
