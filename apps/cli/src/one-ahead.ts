/**
 * What `work` makes of each item, in their order. The work on the next item begins while that on one is not done: its last
 * parts alone would leave a processor idle. Ends with the first error.
 */
export async function* oneAhead<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const begun: Promise<Result>[] = [];
  for (const place of items.keys()) {
    for (const item of items.slice(begun.length, place + 2)) begun.push(begin(item, work));
    yield await (begun[place] as Promise<Result>); // begun just now, or before
  }
}

/** Should it fail before it is waited for, that is no unhandled rejection. */
function begin<Item, Result>(item: Item, work: (item: Item) => Promise<Result>): Promise<Result> {
  const result = work(item);
  result.catch(() => undefined);
  return result;
}
