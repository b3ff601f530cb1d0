import { expect, test } from "vitest";
import { handAt, keeperMethods, makeRunKeeper } from "./run-keeper.ts";

/** As messages do it: what does not fit into one is refused. */
function overMessages(): ReturnType<typeof makeRunKeeper> {
  const keeper = makeRunKeeper();
  const call =
    (name: (typeof keeperMethods)[number]) =>
    async (...values: readonly unknown[]): Promise<unknown> =>
      structuredClone(await Reflect.apply(keeper[name], keeper, structuredClone(values)));
  // The method of each name, with what it gives copied.
  return Object.fromEntries(keeperMethods.map((name) => [name, call(name)])) as unknown as typeof keeper;
}

test("a run is made by name, left by hand and gone on from, over messages", async () => {
  const keeper = overMessages();
  const run = await keeper.make("wrong-fifo", { seed: 1, events: 300 });
  expect(run).toMatchObject({ number: 0, lawCount: 2, violation: { event: 6 } });
  const hand = handAt(keeper, run);
  const options = await hand.optionsAt(5);
  expect(options.filter(({ wasTaken }) => wasTaken)).toHaveLength(1);
  const left = await hand.choose(
    5,
    options.findIndex(({ words }) => /^warehouse receives .*order from shop/.test(words)),
  );
  expect(left.violation).toBeUndefined();
  expect(left.execution.events).toHaveLength(7);
  const rest = await left.hand.finish(6);
  expect(rest.violation).toBeUndefined();
  expect(await rest.hand.optionsAt(rest.execution.events.length - 1)).toEqual([]);
  // The recorded run is still there.
  expect(await hand.optionsAt(5)).toEqual(options);
});

test("what there is not is refused", async () => {
  const keeper = makeRunKeeper();
  await expect(keeper.make("toString", { seed: 1, events: 10 })).rejects.toThrow('There is no run called "toString".');
  await expect(keeper.optionsAt(3, 0)).rejects.toThrow("There is no run 3.");
});
