import type { HistoryEvent } from "./history.ts";

/** The entry before the first event. */
export const head = 0;

/**
 * Invocations and returns in their order, in a list from which an operation is taken out in an instant, and put back:
 * in the reverse order of taking out. Entries are numbered from 1, for the first event.
 */
export class EventList {
  private readonly operations: number[] = [-1];
  /** By entry: the entry of its return, for an invocation; -1 for a return. */
  private readonly returnOf: number[] = [-1];
  private readonly next: number[];
  private readonly previous: number[];

  /** Each operation's invocation, then its return. */
  constructor(events: readonly HistoryEvent[]) {
    const invocations = new Map<number, number>();
    for (const { kind, operation } of events) {
      const entry = this.operations.push(operation) - 1;
      this.returnOf.push(-1);
      if (kind === "invoke") invocations.set(operation, entry);
      else this.returnOf[invocations.get(operation) ?? head] = entry;
    }
    this.next = this.operations.map((_operation, entry) => entry + 1);
    this.previous = this.operations.map((_operation, entry) => entry - 1);
  }

  /** How many events there are, taken out or not. */
  get size(): number {
    return this.operations.length - 1;
  }

  operationOf(entry: number): number {
    return this.operations[entry] as number;
  }

  isReturn(entry: number): boolean {
    return this.returnOf[entry] === -1;
  }

  /** The next entry that is in the list. */
  follower(entry: number): number {
    return this.next[entry] as number;
  }

  /** Takes out an invocation and its return. */
  takeOut(invocation: number): void {
    this.unlink(invocation);
    this.unlink(this.returnOf[invocation] as number);
  }

  /** Puts back the invocation and the return that were taken out last. */
  putBack(invocation: number): void {
    this.link(this.returnOf[invocation] as number);
    this.link(invocation);
  }

  private unlink(entry: number): void {
    const [before, after] = [this.previous[entry] as number, this.next[entry] as number];
    this.next[before] = after;
    this.previous[after] = before;
  }

  private link(entry: number): void {
    this.next[this.previous[entry] as number] = entry;
    this.previous[this.next[entry] as number] = entry;
  }
}
