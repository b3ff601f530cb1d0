import { describeValue } from "../show.ts";

/**
 * Operations of clients on an object, with when each was invoked and when it returned; in any order.
 * Source: Maurice Herlihy and Jeannette Wing, Linearizability: a correctness condition for concurrent objects (1990).
 */
export type History<Invocation = unknown> = readonly Operation<Invocation>[];

/**
 * One operation. `invokedAt` and `returnedAt` are numbers on one scale: places in a sequence of events, or milliseconds.
 * An operation comes before another if it returned before the other was invoked; at the same moment, they overlap.
 */
export interface Operation<Invocation = unknown> {
  /** Who invoked it, for explanations. Operations of one client may overlap: it may have crashed, or wait for several. */
  readonly client: string;
  /** What was asked: plain data that the model understands. */
  readonly invocation: Invocation;
  /** When it was invoked. */
  readonly invokedAt: number;
  /** When it returned, not before it was invoked. Absent while it is pending: it may have taken effect, or may yet, or never. */
  readonly returnedAt?: number;
  /** What it returned; absent if it is pending, or returned nothing. */
  readonly result?: unknown;
}

/** An invocation or a return, in its place among the others. */
export interface HistoryEvent {
  readonly kind: "invoke" | "return";
  /** Which operation: an index of the history. */
  readonly operation: number;
}

/**
 * The invocations and returns of a history, in order; of one moment, invocations come first, as operations that touch
 * overlap. Throws an Error for times that are no numbers, or in the wrong order.
 */
export function eventsOf(history: History): HistoryEvent[] {
  const events: (HistoryEvent & { readonly at: number })[] = [];
  for (const [operation, { invokedAt, returnedAt }] of history.entries()) {
    if (Number.isNaN(invokedAt) || typeof invokedAt !== "number" || !(invokedAt <= (returnedAt ?? invokedAt))) {
      throw new Error(
        `Cannot check operation ${operation} of the history as one that was invoked, then returned: it was invoked at ` +
          `${describeValue(invokedAt)} and returned at ${describeValue(returnedAt)}. ` +
          `Give numbers on one scale, and no returnedAt while it is pending.`,
      );
    }
    events.push({ kind: "invoke", operation, at: invokedAt });
    if (returnedAt !== undefined) events.push({ kind: "return", operation, at: returnedAt });
  }
  const rank = ({ kind }: HistoryEvent): number => (kind === "invoke" ? 0 : 1);
  return events.sort((left, right) => left.at - right.at || rank(left) - rank(right));
}
