/**
 * Wing and Gong's search for an order that explains a history, with Lowe's memo.
 *
 * Among the operations that are not placed yet, one may come next if no other returned before it was invoked. The search
 * places such an operation if the model gives it the result that it had, and goes back when none fits. What it has tried
 * is remembered as (which operations are placed, the model's state), so that it is tried once, whatever the order.
 *
 * A pending operation may be placed from its invocation on, and need not be. Two things keep hundreds of them from costing
 * two to the power of hundreds. One that makes no difference to the next operation is not placed before it. And an attempt
 * is given up if an earlier one placed the same completed operations, came to the same state, and used no more pending
 * ones of any sort.
 *
 * Source: Jeannette Wing and Chun Gong, Testing and Verifying Concurrent Objects (1993); Gavin Lowe, Testing for
 * Linearizability (2017). What is said of pending operations is ours.
 */
import { EventList, head } from "./event-list.ts";
import { eventsOf, type History, type HistoryEvent, type Operation } from "./history.ts";
import { InternedModel } from "./interned-model.ts";
import { allows, type ModelOutcome, type Returned, type SequentialModel } from "./sequential-model.ts";

/** What {@link findLinearization} goes by. */
export interface SearchOptions {
  readonly model: SequentialModel;
  /** The key of all operations; "" if the model has none. */
  readonly key: string;
  /** Whether a completed operation may have returned that; by default if it is what the history says. */
  readonly accepts?: (operation: number, returned: Returned) => boolean;
}

/** An order that explains a history, or how far one goes. */
export interface SearchResult {
  /** Undefined if there is none. */
  readonly order: readonly number[] | undefined;
  /** If there is none: the operation of the earliest return that no attempt got past. */
  readonly stuck: number;
}

/**
 * An order of operations that the model allows, each between its invocation and its return: indexes of the history, with
 * those pending operations that have to take effect. The history is of one key.
 */
export function findLinearization(history: History, options: SearchOptions): SearchResult {
  return new LinearizationSearch(history, options).run();
}

/** Pending operations with equal invocations: which of them takes effect makes no difference, so the first does. */
interface PendingKind {
  readonly invocation: number;
  readonly isBlindWrite: boolean;
  /** Indexes of the history, by invocation, earliest first. */
  readonly operations: number[];
}

/** An operation that has been placed, and what to go back to. */
interface Placed {
  readonly operation: number;
  /** The place of its invocation in the list; for a pending operation, that of the return before which it was placed. */
  readonly entry: number;
  /** Which kind of pending operation; -1 for one that returned. */
  readonly kind: number;
  /** Whether to place it here is right, if anything is: nothing else has to be tried instead. */
  readonly isCertain: boolean;
  readonly stateBefore: number;
  readonly lastBefore: number;
}

class LinearizationSearch {
  private readonly history: History;
  private readonly model: InternedModel;
  private readonly isRead: (operation: number) => boolean;
  private readonly isBlindWrite: (operation: number) => boolean;
  private readonly accepts: NonNullable<SearchOptions["accepts"]>;
  /** By operation: its invocation, interned. */
  private readonly invocations: readonly number[];
  private readonly list: EventList;
  private readonly pending: readonly PendingKind[];
  /** Whether all of them are blind writes: then no two are placed in a row, as the first would make no difference. */
  private readonly isPendingBlind: boolean;
  /** By kind: how many have been placed. */
  private readonly used: number[];
  private readonly placed: Placed[] = [];
  private readonly tried = new Map<string, (readonly number[])[]>();
  private unplaced: number;
  private state: number;
  /** The last entry of the list, in its first order, whose operation has been placed. */
  private last = head;
  /** Where to go on: the entry to try; when it is a return, the kind of pending operation to try. */
  private entry: number;
  private kind = 0;
  /** The furthest return that was the first of the list. */
  private furthest = head;

  constructor(history: History, { model, key, accepts }: SearchOptions) {
    this.history = history;
    this.model = new InternedModel(model, key);
    this.state = this.model.start;
    this.isRead = (operation) => model.isRead?.(this.at(operation).invocation) === true;
    this.isBlindWrite = (operation) => model.isBlindWrite?.(this.at(operation).invocation) === true;
    this.accepts = accepts ?? ((operation, returned) => allows(returned, this.at(operation).result));
    this.invocations = history.map(({ invocation }) => this.model.invocation(invocation));
    const events = eventsOf(history);
    this.list = new EventList(events.filter(({ operation }) => this.at(operation).returnedAt !== undefined));
    this.unplaced = this.list.size / 2;
    this.pending = this.groupPending(events);
    this.isPendingBlind = this.pending.every(({ isBlindWrite }) => isBlindWrite);
    this.used = this.pending.map(() => 0);
    this.entry = this.list.follower(head);
  }

  run(): SearchResult {
    while (this.unplaced > 0) {
      if (!this.placeOne() && !this.goBack()) {
        return { order: undefined, stuck: this.list.operationOf(this.furthest) };
      }
    }
    return { order: this.placed.map(({ operation }) => operation), stuck: -1 };
  }

  private groupPending(events: readonly HistoryEvent[]): PendingKind[] {
    const kinds = new Map<number, PendingKind>();
    for (const { operation } of events) {
      if (this.at(operation).returnedAt !== undefined || this.isRead(operation)) continue;
      const invocation = this.invocationOf(operation);
      const isBlindWrite = this.isBlindWrite(operation);
      const group = kinds.get(invocation) ?? { invocation, isBlindWrite, operations: [] };
      kinds.set(invocation, group);
      group.operations.push(operation);
    }
    return [...kinds.values()];
  }

  /** Places an operation that may come next, the one to try or a later one; false if none fits. */
  private placeOne(): boolean {
    for (; !this.list.isReturn(this.entry); this.entry = this.list.follower(this.entry)) {
      if (this.tryCompleted(this.entry)) return true;
    }
    this.furthest = Math.max(this.furthest, this.entry);
    for (; this.kind < this.pending.length; this.kind++) {
      if (this.tryPending(this.kind)) return true;
    }
    return false;
  }

  private tryCompleted(entry: number): boolean {
    const operation = this.list.operationOf(entry);
    const outcome = this.model.apply(this.state, this.invocationOf(operation));
    if (!this.accepts(operation, outcome) || this.isLastIdle(operation, outcome)) return false;
    this.place({ operation, entry, kind: -1, isCertain: this.isRead(operation) }, outcome.state);
    return this.isNewOrBack();
  }

  private tryPending(kind: number): boolean {
    const operation = this.pending[kind]?.operations[this.used[kind] ?? 0];
    const before = this.at(this.list.operationOf(this.entry)).returnedAt ?? Infinity;
    if (operation === undefined || this.at(operation).invokedAt > before) return false;
    const outcome = this.model.apply(this.state, this.invocationOf(operation));
    if (this.isLastIdle(operation, outcome) || !this.makesDifference(outcome)) return false;
    this.place({ operation, entry: this.entry, kind, isCertain: false }, outcome.state);
    return this.isNewOrBack();
  }

  /** Whether the operation placed last is pending, and the next one would do the same without it: there it is tried, too. */
  private isLastIdle(next: number, outcome: ModelOutcome<number>): boolean {
    const last = this.placed.at(-1);
    return last !== undefined && last.kind >= 0 && this.isSame(next, outcome, last.stateBefore);
  }

  /** Whether a pending operation with this outcome makes a difference to any that could come right after it. */
  private makesDifference({ state }: ModelOutcome<number>): boolean {
    if (state === this.state) return false;
    if (!this.isPendingBlind) return true;
    for (let entry = this.list.follower(head); !this.list.isReturn(entry); entry = this.list.follower(entry)) {
      const operation = this.list.operationOf(entry);
      const outcome = this.model.apply(state, this.invocationOf(operation));
      if (this.accepts(operation, outcome) && !this.isSame(operation, outcome, this.state)) return true;
    }
    return false;
  }

  /** Whether an operation is possible in another state, too, and has the same outcome there. */
  private isSame(operation: number, { state }: ModelOutcome<number>, other: number): boolean {
    const outcome = this.model.apply(other, this.invocationOf(operation));
    return outcome.state === state && (this.at(operation).returnedAt === undefined || this.accepts(operation, outcome));
  }

  private place(placed: Pick<Placed, "operation" | "entry" | "kind" | "isCertain">, state: number): void {
    this.placed.push({ ...placed, stateBefore: this.state, lastBefore: this.last });
    this.state = state;
    if (placed.kind < 0) {
      this.list.takeOut(placed.entry);
      this.last = Math.max(this.last, placed.entry);
      this.unplaced -= 1;
    } else this.used[placed.kind] = (this.used[placed.kind] ?? 0) + 1;
    this.entry = this.list.follower(head);
    this.kind = 0;
  }

  /** Whether the search has not been here before; if it has, the operation placed last is taken back. */
  private isNewOrBack(): boolean {
    const text = this.describePlace();
    const earlier = this.tried.get(text);
    if (earlier?.some((used) => used.every((count, kind) => count <= (this.used[kind] ?? 0))) === true) {
      this.takeBack();
      return false;
    }
    if (earlier === undefined) this.tried.set(text, [this.used.slice()]);
    else earlier.push(this.used.slice());
    return true;
  }

  /** Goes back to the last operation for which something else can be tried; false if there is none. */
  private goBack(): boolean {
    for (;;) {
      const placed = this.takeBack();
      if (placed === undefined) return false;
      if (placed.isCertain) continue;
      if (placed.kind < 0) this.entry = this.list.follower(placed.entry);
      else this.kind = placed.kind + 1;
      return true;
    }
  }

  /** Takes back the operation that was placed last; the entry and kind to try are its own again. */
  private takeBack(): Placed | undefined {
    const placed = this.placed.pop();
    if (placed === undefined) return undefined;
    const { entry, kind } = placed;
    this.state = placed.stateBefore;
    this.last = placed.lastBefore;
    this.entry = entry;
    this.kind = Math.max(0, kind);
    if (kind < 0) {
      this.list.putBack(entry);
      this.unplaced += 1;
    } else this.used[kind] = (this.used[kind] ?? 0) - 1;
    return placed;
  }

  /**
   * Which completed operations are placed, and the state. All are placed up to the last one, but for those in the list
   * that were invoked before it: they overlap it, so they are few.
   */
  private describePlace(): string {
    let text = `${this.state}:${this.last}`;
    for (let entry = this.list.follower(head); entry < this.last; entry = this.list.follower(entry))
      text += `,${entry}`;
    return text;
  }

  private invocationOf(operation: number): number {
    return this.invocations[operation] as number;
  }

  private at(operation: number): Operation {
    return this.history[operation] as Operation;
  }
}
