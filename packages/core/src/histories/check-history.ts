import type { Broken } from "../laws.ts";
import { explainOperation } from "./explain-operation.ts";
import type { History } from "./history.ts";
import { HistoryPart, numberEvents } from "./history-part.ts";
import type { SearchResult } from "./linearization-search.ts";
import type { SequentialModel } from "./sequential-model.ts";

/** What came of {@link checkHistory}. */
export type HistoryCheck = Linearizable | NotLinearizable;

/** The history is linearizable. */
export interface Linearizable {
  /** Tells the two apart. */
  readonly isLinearizable: true;
  /**
   * A linearization: an order in which the operations could have happened one at a time. Indexes of the history; those
   * pending operations that need not have happened are left out.
   */
  readonly order: readonly number[];
}

/** The history is not linearizable: `operation` returned, at the time it did, what it could not have. */
export interface NotLinearizable extends Broken {
  /** Tells the two apart. */
  readonly isLinearizable: false;
  /** An index of the history. Up to this operation's return, the history is linearizable: it is its longest prefix that is. */
  readonly operation: number;
  /** A linearization of that prefix, in which this operation is still pending. */
  readonly order: readonly number[];
}

/**
 * Whether a history is linearizable: whether each of its operations could have happened at one moment between its
 * invocation and its return, all in an order that the model allows. Pending operations may have happened or not. If it
 * is not, the first return that nothing explains is named.
 *
 * Each key is checked by itself. A history of 10,000 operations of which few overlap takes a moment; in the worst case the
 * time doubles with each operation that overlaps others.
 * Throws an Error for a history whose times make no sense, and for an invocation that the model does not know.
 *
 * Source: Jeannette Wing and Chun Gong, Testing and Verifying Concurrent Objects (1993); Gavin Lowe, Testing for
 * Linearizability (2017).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkHistory, type History, readWriteRegister, type RegisterInvocation } from "@millrace/core";
 *
 * const history: History<RegisterInvocation> = [
 *   { client: "a", invocation: { type: "write", value: 1 }, invokedAt: 1 }, // pending
 *   { client: "b", invocation: { type: "read" }, invokedAt: 2, returnedAt: 3, result: 1 },
 *   { client: "b", invocation: { type: "read" }, invokedAt: 4, returnedAt: 5, result: 0 },
 * ];
 * const register = readWriteRegister({ initial: 0 });
 * assert.deepEqual(checkHistory(history.slice(0, 2), register), { isLinearizable: true, order: [0, 1] });
 *
 * const check = checkHistory(history, register);
 * assert.ok(!check.isLinearizable);
 * assert.equal(check.operation, 2, "what b has read once, it cannot unread");
 * assert.equal(check.expected, "read() by b returns 1");
 * ```
 */
export function checkHistory<State, Invocation>(
  history: History<Invocation>,
  sequentialModel: SequentialModel<State, Invocation>,
): HistoryCheck {
  // The history's invocations are those that the model takes.
  const numbered = numberEvents(history);
  const parts = HistoryPart.split(numbered, sequentialModel as SequentialModel);
  const searches = parts.map((part) => ({ part, ...part.linearize() }));
  const broken = searches
    .filter(({ order }) => order === undefined)
    .map(({ part, stuck }) => {
      const operation = part.findBreak(stuck);
      return { part, operation, end: numbered.returnedAt[operation] ?? Infinity };
    });
  const [first] = broken.sort((left, right) => left.end - right.end);
  if (first === undefined) return { isLinearizable: true, order: joinOrders(history, searches) };

  const prefix = parts.map((part) => ({ part, ...part.linearize(first.end) }));
  const { order = [] } = prefix.find(({ part }) => part === first.part) ?? {};
  return {
    isLinearizable: false,
    operation: first.operation,
    order: joinOrders(history, prefix),
    ...explainOperation(history, { ...first, order }),
  };
}

/**
 * One order of all parts: each operation happens as early as it can after those before it in its part, which is never
 * after it returned.
 */
function joinOrders(history: History, parts: readonly Pick<SearchResult, "order">[]): number[] {
  const points = parts.flatMap(({ order = [] }) => {
    let at = -Infinity;
    return order.map((operation) => ({ operation, at: (at = Math.max(at, history[operation]?.invokedAt ?? at)) }));
  });
  const rank = (at: number, other: number): number => (at < other ? -1 : at > other ? 1 : 0);
  return points.sort((left, right) => rank(left.at, right.at)).map(({ operation }) => operation);
}
