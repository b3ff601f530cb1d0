/** A topic to consume from, the events in it, and the database that a consumer writes to. */
import {
  type AnyMachine,
  type Faults,
  type Machine,
  type Schedule,
  type System,
  defineMachine,
  defineSystem,
} from "@millrace/core";
import { database } from "./database.ts";

/** What has happened in the shop. Two records with the same event are the same event told twice. */
export type Event = Payment | CustomerChanged | CustomerDeleted;

/** Somebody has paid. */
export interface Payment {
  /** Tells it from other events. */
  readonly type: "payment";
  /** No other payment has it, whoever paid. */
  readonly id: string;
  /** Who paid. */
  readonly customer: string;
  /** A whole number; below 0, money goes back. */
  readonly amount: number;
}

/** The row of a customer is new, or different now. */
export interface CustomerChanged {
  /** Tells it from other events. */
  readonly type: "changed";
  /** Whose row it is. */
  readonly customer: string;
  /** A whole number from 0: each change of this customer has a higher one than the change before it. */
  readonly version: number;
  /** What the row says now. */
  readonly name: string;
}

/** The row of a customer is gone. A later change may bring it back. */
export interface CustomerDeleted {
  /** Tells it from other events. */
  readonly type: "deleted";
  /** Whose row it was. */
  readonly customer: string;
  /** As for {@link CustomerChanged}. */
  readonly version: number;
}

/** An event, and where in the topic it stands. */
export type TopicRecord = Event & {
  /** A number from 0. */
  readonly partition: number;
  /** Its place in the partition, from 0. */
  readonly offset: number;
};

/** Asks the topic for all of its records. */
export interface Subscribe {
  /** Tells it from a record. */
  readonly type: "subscribe";
}

/** A record as {@link topicOf} takes it: partition, offset, event. */
export type Line = readonly [partition: number, offset: number, event: Event];

/** A payment, in short. */
export function paid(id: string, customer: string, amount: number): Payment {
  return { type: "payment", id, customer, amount };
}

/** A change of a customer, in short. */
export function changed(customer: string, version: number, name: string): CustomerChanged {
  return { type: "changed", customer, version, name };
}

/** The end of a customer, in short. */
export function deleted(customer: string, version: number): CustomerDeleted {
  return { type: "deleted", customer, version };
}

/** The records of a log whose events all stand in partition 0. */
export function inOrder(...events: readonly Event[]): Line[] {
  return events.map((event, offset) => [0, offset, event]);
}

/**
 * A topic with these records, a database, and consumers named "first", "second", …: one unless said otherwise. The topic
 * gives everybody who subscribes all records from the beginning, as often as they subscribe.
 *
 * Records overtake each other, unless `isOrdered`.
 */
export function topicOf(
  consumer: AnyMachine,
  options: {
    readonly log: readonly Line[];
    readonly consumers?: 1 | 2;
    readonly isOrdered?: boolean;
    readonly faults?: Faults;
  },
): System {
  const { log, consumers = 1, isOrdered = false, faults = {} } = options;
  const names = ["first", "second"].slice(0, consumers);
  return defineSystem({
    machines: { topic: topic(log), ...Object.fromEntries(names.map((name) => [name, consumer])) },
    topology: names.flatMap((name) => [
      ["topic", name],
      [name, "topic"],
    ]),
    channels: isOrdered ? "fifo" : "any-order",
    resources: { database: database() },
    faults,
  });
}

/**
 * One consumer takes the log record by record, each with two transactions if it asks for so many, and crashes; and so on, so
 * often. What comes after the last crash is left to be done.
 */
export function replays(log: readonly Line[], times: number): Schedule {
  const subscribe: Schedule = [{ kind: "deliver", from: "first", to: "topic", nth: 0 }];
  const transaction: Schedule = [
    { kind: "deliver", from: "first", to: "port:database", nth: 0 },
    { kind: "deliver", from: "port:database", to: "first", nth: 0 },
  ];
  const record: Schedule = [{ kind: "deliver", from: "topic", to: "first", nth: 0 }, ...transaction, ...transaction];
  const crash: Schedule = [
    { kind: "crash", machine: "first" },
    { kind: "restart", machine: "first" },
  ];
  const replay = [...subscribe, ...log.flatMap(() => record), ...crash];
  return Array.from({ length: times }, () => replay).flat();
}

/** It remembers nothing, so that a crash does it no harm. */
function topic(log: readonly Line[]): Machine<object, TopicRecord | Subscribe> {
  return defineMachine({
    start: () => ({}),
    onMessage(_state, { type }, from, context) {
      if (type !== "subscribe") return;
      for (const [partition, offset, event] of log) context.send(from, { ...event, partition, offset });
    },
  });
}

/**
 * A log that is drawn: payments and changes of a few customers in three partitions. About one event in three is told again
 * somewhere later, and versions stand in any order. `random` gives numbers in [0, 1).
 */
export function randomLog(random: () => number, options: { readonly events: number }): Line[] {
  const events = Array.from({ length: options.events }, (_, number): Event => {
    // Put together, "a" and 12 look like "a1" and 2.
    const customer = pick(random, ["ada", "a", "a1"]);
    const kind = random();
    if (kind < 0.6) return paid(String(number), customer, pick(random, [5, 5, 7, -5]));
    return kind < 0.75 ? deleted(customer, number) : changed(customer, number, pick(random, ["Ada", "Eve"]));
  });
  const told = [...events, ...events.filter(() => random() < 0.35)];
  const shuffled = told
    .map((event) => ({ event, place: random() }))
    .toSorted((left, right) => left.place - right.place);
  const ends = [0, 0, 0];
  return shuffled.map(({ event }) => {
    const partition = Math.floor(random() * ends.length);
    const offset = ends[partition] ?? 0;
    ends[partition] = offset + 1;
    return [partition, offset, event];
  });
}

function pick<Item>(random: () => number, items: readonly [Item, ...Item[]]): Item {
  return items[Math.floor(random() * items.length)] ?? items[0];
}
