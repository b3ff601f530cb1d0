import { expect, test } from "vitest";
import { oneAhead } from "./one-ahead.ts";

/** Notes when the work on an item begins; the work is done when its `finish` is called. */
function makeWork() {
  const begun: string[] = [];
  const finish = new Map<string, () => void>();
  const work = (item: string): Promise<string> => {
    begun.push(item);
    return new Promise((resolve) => finish.set(item, () => resolve(item.toUpperCase())));
  };
  return { begun, finish, work };
}

test("the work on the next item begins before one is done, and no more than that", async () => {
  const { begun, finish, work } = makeWork();
  const results = oneAhead(["a", "b", "c", "d"], work);
  const first = results.next();
  expect(begun).toEqual(["a", "b"]);
  finish.get("b")?.();
  finish.get("a")?.();
  expect((await first).value).toBe("A");
  expect((await results.next()).value).toBe("B");
  expect(begun).toEqual(["a", "b", "c"]);
});

test("all items are worked on, in their order", async () => {
  const results: number[] = [];
  for await (const result of oneAhead([3, 1, 2], (item) => Promise.resolve(item * 10))) results.push(result);
  expect(results).toEqual([30, 10, 20]);
});

test("an error comes in its item's turn", async () => {
  const results: string[] = [];
  const work = (item: string): Promise<string> =>
    item === "bad" ? Promise.reject(new Error("no")) : Promise.resolve(item);
  const all = async (): Promise<void> => {
    for await (const result of oneAhead(["good", "bad"], work)) results.push(result);
  };
  await expect(all()).rejects.toThrow("no");
  expect(results).toEqual(["good"]);
});
