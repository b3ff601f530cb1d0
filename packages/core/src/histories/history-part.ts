import { eventsOf, type History, type Operation } from "./history.ts";
import { findLinearization, type SearchOptions, type SearchResult } from "./linearization-search.ts";
import { keyIn, type SequentialModel } from "./sequential-model.ts";

/** A history with the places of its invocations and returns among its events. */
export interface NumberedHistory {
  readonly operations: History;
  /** By operation: how many events come before its invocation. */
  readonly invokedAt: readonly number[];
  /** By operation: how many events come before its return; Infinity while it is pending. */
  readonly returnedAt: readonly number[];
}

/** Numbers the events of a history. Throws an Error for times that make no sense. */
export function numberEvents(operations: History): NumberedHistory {
  const [invokedAt, returnedAt] = [operations.map(() => Infinity), operations.map(() => Infinity)];
  for (const [event, { kind, operation }] of eventsOf(operations).entries()) {
    (kind === "invoke" ? invokedAt : returnedAt)[operation] = event;
  }
  return { operations, invokedAt, returnedAt };
}

/** The operations of a history that belong to one key. All operations are named by their indexes in the whole history. */
export class HistoryPart {
  /** "" if the model has none. */
  readonly key: string;
  readonly model: SequentialModel;
  private readonly history: NumberedHistory;
  private readonly members: number[] = [];

  constructor(history: NumberedHistory, { key, model }: { readonly key: string; readonly model: SequentialModel }) {
    this.history = history;
    this.key = key;
    this.model = model;
  }

  /** The parts of a history, in the order in which it names their keys. */
  static split(history: NumberedHistory, model: SequentialModel): HistoryPart[] {
    const parts = new Map<string, HistoryPart>();
    for (const [operation, { invocation }] of history.operations.entries()) {
      const key = keyIn(model, invocation);
      const part = parts.get(key) ?? new HistoryPart(history, { key, model });
      parts.set(key, part);
      part.members.push(operation);
    }
    return [...parts.values()];
  }

  /** Which operations had been invoked before an event. */
  invokedBefore(end: number): number[] {
    return this.members.filter((operation) => (this.history.invokedAt[operation] ?? 0) < end);
  }

  /** A linearization of what had happened before an event, or of the whole part; what had not returned was pending. */
  linearize(end: number = Infinity, accepts?: SearchOptions["accepts"]): SearchResult {
    const members = this.invokedBefore(end);
    const whole = (place: number): number => members[place] as number;
    const { order, stuck } = findLinearization(
      members.map((operation) => this.cut(operation, end)),
      {
        model: this.model,
        key: this.key,
        ...(accepts && { accepts: (place, returned) => accepts(whole(place), returned) }),
      },
    );
    return { order: order?.map(whole), stuck: whole(stuck) };
  }

  /** The first operation whose return nothing explains, if the part has no linearization: `stuck` is how far it gets. */
  findBreak(stuck: number): number {
    const returned = (operation: number): number => this.history.returnedAt[operation] ?? Infinity;
    const isExplained = (operation: number): boolean => this.linearize(returned(operation) + 1).order !== undefined;
    const later = this.members
      .filter((operation) => returned(operation) < Infinity && returned(operation) >= returned(stuck))
      .sort((left, right) => returned(left) - returned(right));
    // Nearly always it is the first. It is a later one if a pending operation was needed that then returned something else.
    let [low, high] = [0, 0];
    while (high < later.length - 1 && isExplained(later[high] as number)) [low, high] = [high + 1, 2 * high + 1];
    high = Math.min(high, later.length - 1);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isExplained(later[middle] as number)) low = middle + 1;
      else high = middle;
    }
    return later[low] as number;
  }

  private cut(operation: number, end: number): Operation {
    const whole = this.history.operations[operation] as Operation;
    if ((this.history.returnedAt[operation] ?? Infinity) < end) return whole;
    const { client, invocation, invokedAt } = whole;
    return { client, invocation, invokedAt };
  }
}
