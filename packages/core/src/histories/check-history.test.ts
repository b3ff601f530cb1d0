import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkHistory,
  encode,
  equal,
  type History,
  type HistoryCheck,
  keyValueMap,
  type KeyValueInvocation,
  type Operation,
  readWriteRegister,
  type RegisterInvocation,
  type SequentialModel,
} from "../mod.ts";

const register = readWriteRegister({ initial: 0 });
const map = keyValueMap({ initial: { x: 1 }, absent: 0 });

const value = fc.nat(2);
const key = fc.constantFrom("x", "y");

/** A few operations that overlap at random, and return at random what is often wrong. */
function historiesOf<Invocation>(
  invocations: fc.Arbitrary<readonly [Invocation, unknown]>,
): fc.Arbitrary<History<Invocation>> {
  const operation = fc.record({
    call: invocations,
    client: fc.constantFrom("a", "b", "c"),
    invokedAt: fc.nat(10),
    lasts: fc.option(fc.nat(6), { freq: 3 }),
  });
  return fc.array(operation, { maxLength: 6 }).map((operations) =>
    operations.map(({ call: [invocation, result], client, invokedAt, lasts }) => ({
      client,
      invocation,
      invokedAt,
      ...(lasts === null ? {} : { returnedAt: invokedAt + lasts, result }),
    })),
  );
}

const registerHistories = historiesOf<RegisterInvocation>(
  fc.oneof(
    value.map((value) => [{ type: "write", value }, undefined] as const),
    value.map((value) => [{ type: "read" }, value] as const),
  ),
);

const mapHistories = historiesOf<KeyValueInvocation>(
  fc.oneof(
    fc.tuple(key, value).map(([key, value]) => [{ type: "put", key, value }, undefined] as const),
    fc.tuple(key, value).map(([key, value]) => [{ type: "get", key }, value] as const),
    key.map((key) => [{ type: "delete", key }, undefined] as const),
    fc
      .tuple(key, value, value, fc.boolean())
      .map(([key, expected, value, isSet]) => [{ type: "compare-and-set", key, expected, value }, isSet] as const),
  ),
);

describe("a history is linearizable exactly if some permutation explains it", () => {
  test.each([
    ["register", register, registerHistories],
    ["key-value map", map, mapHistories],
  ] as [string, SequentialModel, fc.Arbitrary<History>][])("%s", (_name, model, histories) => {
    let linearizable = 0;
    fc.assert(
      fc.property(histories, (history) => {
        const { isLinearizable } = checkHistory(history, model);
        if (isLinearizable) linearizable += 1;
        expect(isLinearizable).toBe(isExplained(history, model));
      }),
      { numRuns: 4000, seed: 1 },
    );
    expect(linearizable, "the histories are of both kinds").toBeGreaterThan(800);
    expect(linearizable).toBeLessThan(3200);
  });
});

describe("what the check gives", () => {
  test("an order is a linearization", () => {
    fc.assert(
      fc.property(mapHistories, (history) => {
        const check = checkHistory(history, map);
        fc.pre(check.isLinearizable);
        expectLinearization(history, map, check.order);
      }),
      { numRuns: 2000, seed: 2 },
    );
  });

  test("a failure names the end of the longest prefix that is linearizable, and explains that prefix", () => {
    fc.assert(
      fc.property(mapHistories, (history) => {
        const check = checkHistory(history, map);
        fc.pre(!check.isLinearizable);
        const { operation, order } = check;
        const prefix = prefixBefore(history, operation);
        expectLinearization(prefix, map, order);
        const returned = prefix.map((one, index) => (index === operation ? (history[index] ?? one) : one));
        expect(isExplained(returned, map)).toBe(false);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });

  test("a failure lists exactly what the operation could have returned", () => {
    fc.assert(
      fc.property(registerHistories, (history) => {
        const check = checkHistory(history, register);
        fc.pre(!check.isLinearizable);
        const { operation } = check;
        const prefix = prefixBefore(history, operation);
        const possible = [0, 1, 2].filter((result) =>
          isExplained(
            prefix.map((one, index) => (index === operation ? { ...(history[index] ?? one), result } : one)),
            register,
          ),
        );
        expect(check.expected.replace(/^.* returns /, "")).toBe(possible.join(", ").replace(/, (\d)$/, " or $1"));
      }),
      { numRuns: 2000, seed: 4 },
    );
  });
});

describe("wrong checkers are found out", () => {
  const isRight = (check: (history: History) => HistoryCheck): boolean =>
    fc
      .sample(mapHistories, { numRuns: 3000, seed: 5 })
      .every((history) => check(history).isLinearizable === isExplained(history, map));
  const edit = (change: (operation: Operation) => Operation | []): ((history: History) => HistoryCheck) => {
    return (history) => checkHistory(history.flatMap(change), map as SequentialModel);
  };
  const isPending = ({ returnedAt }: Operation): boolean => returnedAt === undefined;

  test.each<[string, (history: History) => HistoryCheck]>([
    ["pending operations never happen", edit((one) => (isPending(one) ? [] : one))],
    [
      "pending puts happen at once",
      edit((one) =>
        isPending(one) && encode(one.invocation).includes("put") ? { ...one, returnedAt: one.invokedAt + 1 } : one,
      ),
    ],
    ["the order in real time does not matter", edit((one) => ({ ...one, invokedAt: 0 }))],
    [
      "operations happen when they are invoked",
      edit((one) => (isPending(one) ? one : { ...one, returnedAt: one.invokedAt })),
    ],
    ["operations happen when they return", edit((one) => ({ ...one, invokedAt: one.returnedAt ?? one.invokedAt }))],
    [
      "operations that touch do not overlap",
      edit((one) =>
        isPending(one) ? one : { ...one, returnedAt: Math.max(one.invokedAt, (one.returnedAt ?? 0) - 0.5) },
      ),
    ],
    [
      "any result will do",
      (history) =>
        checkHistory(history, {
          ...map,
          apply: (state, one) => ({ state: map.apply(state, one as KeyValueInvocation).state }),
        } as SequentialModel),
    ],
    ["all keys are one", (history) => checkHistory(history, { ...map, keyOf: () => "x" } as SequentialModel)],
    [
      "a compare-and-set changes nothing",
      (history) =>
        checkHistory(history, {
          ...map,
          isRead: ({ type }: KeyValueInvocation) => type === "compare-and-set",
        } as SequentialModel),
    ],
  ])("%s", (_name, check) => {
    expect(isRight(check)).toBe(false);
  });

  test("and the right one is not", () => {
    expect(isRight(edit((one) => one))).toBe(true);
  });
});

test("a history is linearizable exactly if its keys are: locality", () => {
  fc.assert(
    fc.property(mapHistories, (history) => {
      const whole = checkHistory(history, unpartitioned(map));
      const byKey = checkHistory(history, map);
      expect(byKey.isLinearizable).toBe(whole.isLinearizable);
      expect("operation" in byKey && byKey.operation).toBe("operation" in whole && whole.operation);
    }),
    { numRuns: 3000, seed: 6 },
  );
});

test("what a model says to save work changes no answer", () => {
  fc.assert(
    fc.property(mapHistories, (history) => {
      const { isRead: _isRead, isBlindWrite: _isBlindWrite, ...slower } = map;
      const [check, other] = [checkHistory(history, map), checkHistory(history, slower)];
      const blank = { order: [], actual: "" };
      expect({ ...check, ...blank }).toEqual({ ...other, ...blank });
    }),
    { numRuns: 2000, seed: 7 },
  );
});

/** The map as one object: its state is all keys at once. */
function unpartitioned({ keyOf, ...model }: typeof map): SequentialModel<Map<string, unknown>, KeyValueInvocation> {
  return {
    name: model.name,
    start: () => new Map(),
    apply(state, invocation) {
      const key = keyOf?.(invocation) ?? "";
      const outcome = model.apply(state.has(key) ? state.get(key) : model.start(key), invocation);
      return { ...outcome, state: new Map([...new Map(state).set(key, outcome.state)].toSorted()) };
    },
  };
}

/** The definition itself: tries every permutation of every choice of pending operations. */
function isExplained(history: History, model: SequentialModel): boolean {
  const completed = history.flatMap(({ returnedAt }, index) => (returnedAt === undefined ? [] : [index]));
  const visit = (order: readonly number[]): boolean => {
    if (completed.every((index) => order.includes(index)) && isLegal(history, model, order)) return true;
    return history.some((_operation, index) => !order.includes(index) && visit([...order, index]));
  };
  return visit([]);
}

function isLegal(history: History, model: SequentialModel, order: readonly number[]): boolean {
  const isInTime = order.every((later, place) =>
    order
      .slice(0, place)
      .every((earlier) => (history[later]?.returnedAt ?? Infinity) >= (history[earlier]?.invokedAt ?? 0)),
  );
  if (!isInTime) return false;
  const states = new Map<string, unknown>();
  return order.every((index) => {
    const { invocation, result, returnedAt } = history[index] ?? { invocation: undefined };
    const key = model.keyOf?.(invocation) ?? "";
    const outcome = model.apply(states.has(key) ? states.get(key) : model.start(key), invocation);
    states.set(key, outcome.state);
    return returnedAt === undefined || !("result" in outcome) || equal(outcome.result, result);
  });
}

function expectLinearization(history: History, model: SequentialModel, order: readonly number[]): void {
  expect(new Set(order).size).toBe(order.length);
  const completed = history.flatMap(({ returnedAt }, index) => (returnedAt === undefined ? [] : [index]));
  expect(order).toEqual(expect.arrayContaining(completed));
  expect(isLegal(history, model, order)).toBe(true);
}

/** The history up to an operation's return: later returns have not happened, and later invocations happen too late to matter. */
function prefixBefore(history: History, operation: number): History {
  const end = history[operation]?.returnedAt ?? 0;
  const order = history
    .map((one, index) => ({ index, at: one.returnedAt ?? Infinity }))
    .toSorted((left, right) => left.at - right.at || left.index - right.index)
    .map(({ index }) => index);
  const returned = new Set(order.slice(0, order.indexOf(operation)));
  return history.map((one, index) => {
    const { returnedAt, result: _result, ...pending } = one;
    if (returnedAt !== undefined && returned.has(index)) return one;
    return one.invokedAt > end ? { ...pending, invokedAt: 1000 } : pending;
  });
}
