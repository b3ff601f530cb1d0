/** Histories from the literature, and those that every checker must tell apart. */
import { describe, expect, test } from "vitest";
import {
  checkHistory,
  type History,
  type HistoryStep,
  keyValueMap,
  type KeyValueInvocation,
  linearizable,
  type Observation,
  type Operation,
  readWriteRegister,
  type RegisterInvocation,
  type SequentialModel,
} from "../mod.ts";

const register = readWriteRegister({ initial: 0 });

type Call<Invocation> = readonly [client: string, invocation: Invocation, result?: unknown];

/** One operation after the other, none overlapping. */
function inTurn<Invocation>(...calls: Call<Invocation>[]): History<Invocation> {
  return calls.map((call, turn) => during(2 * turn, 2 * turn + 1, call));
}

function during<Invocation>(
  invokedAt: number,
  returnedAt: number | undefined,
  [client, invocation, result]: Call<Invocation>,
): Operation<Invocation> {
  return { client, invocation, invokedAt, ...(returnedAt === undefined ? {} : { returnedAt, result }) };
}

const write = (client: string, value: unknown): Call<RegisterInvocation> => [client, { type: "write", value }];
const read = (client: string, value: unknown): Call<RegisterInvocation> => [client, { type: "read" }, value];

describe("a register", () => {
  test.each<[string, History<RegisterInvocation>, boolean]>([
    ["no operations", [], true],
    ["a read of the value at first", inTurn(read("a", 0)), true],
    ["a read of what nobody wrote", inTurn(read("a", 7)), false],
    ["a stale read", inTurn(write("a", 1), write("a", 2), read("b", 1)), false],
    ["a lost write", inTurn(write("a", 1), read("b", 0)), false],
    ["a read from the future", inTurn(read("b", 1), write("a", 1)), false],
    [
      "a write that overlaps a read, seen or not",
      [during(0, 9, write("a", 1)), during(1, 2, read("b", 0)), during(3, 4, read("c", 1))],
      true,
    ],
    [
      "new, then old: the write happened once",
      [during(0, 9, write("a", 1)), during(1, 2, read("b", 1)), during(3, 4, read("c", 0))],
      false,
    ],
    [
      "new and old at once",
      [during(0, 9, write("a", 1)), during(1, 5, read("b", 1)), during(3, 6, read("c", 0))],
      true,
    ],
    [
      "a pending write that is seen",
      [during(0, undefined, write("a", 1)), ...later(inTurn(read("b", 0), read("b", 1)))],
      true,
    ],
    [
      "a pending write that is seen, then not",
      [during(0, undefined, write("a", 1)), ...later(inTurn(read("b", 1), read("b", 0)))],
      false,
    ],
    [
      "a pending write that takes effect long after",
      [during(0, undefined, write("a", 1)), ...later(inTurn(write("b", 2), read("b", 2), read("c", 1)))],
      true,
    ],
    [
      "a pending write that takes effect twice",
      [during(0, undefined, write("a", 1)), ...later(inTurn(read("b", 1), write("b", 2), read("b", 1)))],
      false,
    ],
    [
      "two pending writes, one after the other",
      [
        during(0, undefined, write("a", 1)),
        during(0, undefined, write("b", 2)),
        ...later(inTurn(read("c", 2), read("c", 1))),
      ],
      true,
    ],
    [
      "two pending writes, back and forth",
      [
        during(0, undefined, write("a", 1)),
        during(0, undefined, write("b", 2)),
        ...later(inTurn(read("c", 2), read("c", 1), read("c", 2))),
      ],
      false,
    ],
    [
      "two pending writes of one value may take turns",
      [
        during(0, undefined, write("a", 1)),
        during(0, undefined, write("b", 1)),
        ...later(inTurn(read("c", 1), write("c", 0), read("c", 1))),
      ],
      true,
    ],
    [
      "a write that is pending after it was read",
      [during(9, undefined, write("a", 1)), ...inTurn(read("b", 1))],
      false,
    ],
    ["a pending read may return anything", [during(0, undefined, read("a", 5))], true],
    [
      "two readers who see two writes in two orders",
      [
        during(0, 9, write("a", 1)),
        during(0, 9, write("b", 2)),
        during(1, 2, read("c", 1)),
        during(3, 4, read("c", 2)),
        during(1, 2, read("d", 2)),
        during(3, 4, read("d", 1)),
      ],
      false,
    ],
    [
      "a pending write is not used up before it is needed",
      [
        during(0, undefined, write("p", 1)),
        during(0, 10, write("a", 1)),
        during(1, 10, write("b", 2)),
        during(11, 12, read("a", 1)),
        during(13, 14, write("a", 3)),
        during(15, 16, read("b", 1)),
      ],
      true,
    ],
    ["operations of one moment overlap", [during(0, 5, write("a", 1)), during(5, 6, read("b", 0))], true],
  ])("%s", (_name, history, isLinearizable) => {
    expect(checkHistory(history, register).isLinearizable).toBe(isLinearizable);
    expect(checkHistory(history.toReversed(), register).isLinearizable, "in whatever order it lists operations").toBe(
      isLinearizable,
    );
  });

  function later(history: History<RegisterInvocation>): History<RegisterInvocation> {
    return history.map((one) => ({ ...one, invokedAt: one.invokedAt + 1, returnedAt: (one.returnedAt ?? 0) + 1 }));
  }
});

describe("a failure is told in words", () => {
  test("what it could have returned, what came before, what was under way", () => {
    const history = [
      ...inTurn(write("a", 1), read("b", 1)),
      during(4, undefined, write("c", 2)),
      during(5, 9, read("a", 3)),
      during(6, 8, read("b", 0)),
      during(20, 21, read("b", 0)),
    ];
    expect(checkHistory(history, register)).toEqual({
      isLinearizable: false,
      operation: 4,
      order: [0, 1],
      expected: "read() by b returns 1 or 2",
      actual: "it returned 0, after write(1) by a, read() by b → 1, with read() by a and write(2) by c under way",
    });
  });

  test("the first of several keys that are broken is named", () => {
    const get = (key: string, result: unknown): Call<KeyValueInvocation> => ["a", { type: "get", key }, result];
    const history = inTurn(get("x", null), get("y", 1), get("x", 2), get("z", null));
    expect(checkHistory(history, keyValueMap())).toMatchObject({
      operation: 1,
      order: [0],
      expected: 'get("y") by a returns null',
      actual: "it returned 1, after nothing",
    });
  });
});

describe("a queue, as a model of one's own", () => {
  type QueueInvocation = { readonly type: "enqueue"; readonly item: string } | { readonly type: "dequeue" };
  const queue: SequentialModel<readonly string[], QueueInvocation> = {
    name: "queue",
    start: () => [],
    apply: (items, invocation) =>
      invocation.type === "enqueue"
        ? { state: [...items, invocation.item] }
        : { state: items.slice(1), result: items[0] ?? "nothing" },
  };
  const enqueue = (client: string, item: string): Call<QueueInvocation> => [client, { type: "enqueue", item }];
  const dequeue = (client: string, item: string): Call<QueueInvocation> => [client, { type: "dequeue" }, item];

  // After figure 1 of Herlihy and Wing, Linearizability (1990).
  test.each<[string, History<QueueInvocation>, boolean]>([
    [
      "overlapping enqueues in either order",
      [
        during(0, 3, enqueue("a", "x")),
        during(1, 2, enqueue("b", "y")),
        during(4, 5, dequeue("b", "x")),
        during(6, 7, dequeue("a", "y")),
      ],
      true,
    ],
    [
      "overlapping enqueues in the other order",
      [
        during(0, 3, enqueue("a", "x")),
        during(1, 2, enqueue("b", "y")),
        during(4, 5, dequeue("b", "y")),
        during(6, 7, dequeue("a", "x")),
      ],
      true,
    ],
    ["an item overtakes one that was there", inTurn(enqueue("a", "x"), enqueue("b", "y"), dequeue("a", "y")), false],
    [
      "a dequeue overlaps the enqueue of what it gives",
      [during(0, 3, enqueue("a", "x")), during(1, 2, dequeue("b", "x"))],
      true,
    ],
    [
      "an item comes out twice",
      [
        during(0, 3, enqueue("a", "x")),
        during(1, 2, enqueue("b", "y")),
        during(4, 6, dequeue("a", "y")),
        during(5, 7, dequeue("b", "y")),
      ],
      false,
    ],
  ])("%s", (_name, history, isLinearizable) => {
    expect(checkHistory(history, queue).isLinearizable).toBe(isLinearizable);
  });
});

describe("a key-value map", () => {
  const map = keyValueMap({ initial: { x: 1 } });
  const swap = (client: string, expected: unknown, result: boolean): Call<KeyValueInvocation> => [
    client,
    { type: "compare-and-set", key: "x", expected, value: 2 },
    result,
  ];

  test.each<[string, History<KeyValueInvocation>, boolean]>([
    ["one of two equal swaps succeeds", [during(0, 5, swap("a", 1, true)), during(0, 5, swap("b", 1, false))], true],
    ["both do", [during(0, 5, swap("a", 1, true)), during(0, 5, swap("b", 1, true))], false],
    ["none does", [during(0, 5, swap("a", 1, false)), during(0, 5, swap("b", 1, false))], false],
    [
      "a deleted key is absent, and can be swapped in",
      inTurn(["a", { type: "delete", key: "x" }], swap("a", null, true), ["a", { type: "get", key: "x" }, 2]),
      true,
    ],
    [
      "a deleted key is not what it was",
      inTurn(["a", { type: "delete", key: "x" }], ["a", { type: "get", key: "x" }, 1]),
      false,
    ],
    [
      "keys have nothing to do with each other",
      inTurn(
        ["a", { type: "put", key: "y", value: 5 }],
        ["a", { type: "get", key: "x" }, 1],
        ["a", { type: "get", key: "toString" }, null],
      ),
      true,
    ],
    [
      "values are compared as data",
      inTurn(
        ["a", { type: "put", key: "y", value: { a: 1, b: [2] } }],
        ["a", { type: "get", key: "y" }, { b: [2], a: 1 }],
      ),
      true,
    ],
  ])("%s", (_name, history, isLinearizable) => {
    expect(checkHistory(history, map).isLinearizable).toBe(isLinearizable);
  });

  test("a crashed put takes effect at most once, whatever else its effect made possible", () => {
    const law = linearizable("the map is linearizable", {
      model: map,
      operations: (observation) => (observation as unknown as { step: HistoryStep<KeyValueInvocation> }).step,
    });
    const memory = law.start([]);
    const get = { type: "get", key: "x" } as const;
    const steps: HistoryStep<KeyValueInvocation>[] = [
      { kind: "invoke", client: "a", invocation: { type: "put", key: "x", value: 7 } },
      { kind: "crash", client: "a" },
      { kind: "invoke", client: "c", invocation: { type: "compare-and-set", key: "x", expected: 7, value: 5 } },
      { kind: "invoke", client: "b", invocation: { type: "put", key: "x", value: 2 } },
      { kind: "return", client: "b" },
      { kind: "invoke", client: "d", invocation: get },
      { kind: "return", client: "d", result: 7 },
      { kind: "return", client: "c", result: true },
      { kind: "invoke", client: "d", invocation: get },
    ];
    const see = (step: unknown) => law.observe(memory, { step } as unknown as Observation);
    for (const step of steps) expect(see(step)).toBeUndefined();
    expect(see({ kind: "return", client: "d", result: 7 })?.expected).toBe('get("x") by d returns 5');
  });

  test("a prefix may need a pending operation that later returns something else", () => {
    const history: History<KeyValueInvocation> = [
      during(0, 9, swap("a", 1, false)),
      during(1, 2, ["b", { type: "get", key: "x" }, 2]),
      during(3, 4, ["b", { type: "get", key: "x" }, 2]),
      during(5, 6, ["b", { type: "get", key: "x" }, 2]),
    ];
    expect(checkHistory(history, map)).toMatchObject({
      operation: 0,
      expected: 'compare-and-set("x", 1, 2) by a returns true',
    });
  });
});

describe("what makes no sense is refused", () => {
  test.each([
    ["it returned before it was invoked", [during(5, 4, read("a", 0))]],
    ["times that are no numbers", [during(Number.NaN, 4, read("a", 0))]],
    ["times that are no numbers", [during(0, Number.NaN, read("a", 0))]],
  ])("%s", (_name, history) => {
    expect(() => checkHistory(history, register)).toThrow(
      "Cannot check operation 0 of the history as one that was invoked, then returned",
    );
  });

  test("an invocation that the model does not know", () => {
    const pop = { client: "a", invocation: { type: "pop" } as unknown as RegisterInvocation, invokedAt: 0 };
    expect(() => checkHistory([{ ...pop, returnedAt: 1 }], register)).toThrow(
      'Cannot apply { type: "pop" } to a register.',
    );
    expect(() =>
      checkHistory([{ ...pop, returnedAt: 1 }] as unknown as History<KeyValueInvocation>, keyValueMap()),
    ).toThrow("a key is a string");
  });
});

describe("long histories", () => {
  const count = 10_000;
  /** Three clients who take turns, each operation overlapping the next two. */
  const long: Operation<RegisterInvocation>[] = Array.from({ length: count }, (_unused, index) =>
    during(index, index + 2.5, index % 2 === 0 ? write(`c${index % 3}`, index) : read(`c${index % 3}`, index - 1)),
  );

  test("of 10,000 operations are checked without a deep stack", () => {
    const check = checkHistory(long, register);
    expect(check.isLinearizable).toBe(true);
    expect(check.order).toHaveLength(count);
  });

  test("one wrong read near their end is found", () => {
    const wrong = long.with(9_001, during(9_001, 9_003.5, read("a", 3)));
    expect(checkHistory(wrong, register)).toMatchObject({ isLinearizable: false, operation: 9_001 });
  });

  test("an operation that lasts through all of them, and a hundred pending ones, do no harm", () => {
    const pending = Array.from({ length: 100 }, (_unused, index) => during(80 * index, undefined, write("p", -index)));
    const seen = [during(count, count + 1, read("a", -7)), during(count + 2, count + 3, read("a", -9))];
    const history = [
      ...long,
      ...pending,
      during(0, count, write("z", -1000)),
      during(count + 4, count + 5, read("a", -9)),
    ];
    expect(checkHistory([...history, ...seen], register).isLinearizable).toBe(true);
    const unseen = during(count + 6, count + 7, read("a", -7));
    expect(checkHistory([...history, ...seen, unseen], register)).toMatchObject({ operation: history.length + 2 });
  });
});
