/** A box office for two topics of orders, and the hall whose seats it sells. */
import {
  type AnyMachine,
  type Faults,
  type Machine,
  type MachineId,
  type System,
  defineMachine,
  defineSystem,
} from "@millrace/core";
import { withLog } from "./message-log.disk.ts";

/** Asks a topic for all of its records from an offset on. */
export interface Subscribe {
  /** Tells it from a record. */
  readonly type: "subscribe";
  /** The first offset that is wanted: 0 or more. */
  readonly from: number;
}

/** Somebody wants a seat, or has asked before and wants to see the ticket again. */
export interface OrderRecord {
  /** Tells it from a subscription. */
  readonly type: "record";
  /** Its place in its topic, from 0. */
  readonly offset: number;
  /** Two records with the same order are the same order. */
  readonly order: string;
}

/** The office's answer to a record. */
export interface Ticket extends Place {
  /** The only output there is. */
  readonly type: "ticket";
  /** The topic of the record. */
  readonly topic: MachineId;
  /** Its place there. */
  readonly offset: number;
  /** Its order. */
  readonly order: string;
}

/** What an order has got. */
export interface Place {
  /** From 1: the next one that is free. */
  readonly seat: number;
  /** The number to be said at the door, which nobody else can guess. */
  readonly code: number;
}

/** What is sold, by order. */
export type Hall = Record<string, Place>;

/**
 * The place of an order. It gets the next free seat, and this code; if it has a place already, that one, whatever the code.
 *
 * @example
 * ```ts
 * import { type Hall, sell } from "@millrace/recovery";
 *
 * const hall: Hall = {};
 * sell(hall, "e1", 1234);
 * if (sell(hall, "w1", 5678).seat !== 2) throw new Error("the second order gets the second seat");
 * if (sell(hall, "e1", 9999).code !== 1234) throw new Error("who asks again is told the same");
 * ```
 */
export function sell(hall: Hall, order: string, code: number): Place {
  return (hall[order] ??= { seat: Object.keys(hall).length + 1, code });
}

/**
 * A new code. Draws one random number.
 *
 * @example
 * ```ts
 * import { drawCode } from "@millrace/recovery";
 *
 * if (drawCode({ random: () => 0.25 }) !== 250_000) throw new Error("one of a million");
 * ```
 */
export function drawCode(context: { random(): number }): number {
  return Math.floor(context.random() * 1_000_000);
}

/** The orders of each topic, the oldest first. */
export type Topics = Readonly<Record<MachineId, readonly string[]>>;

/** The topics, and an office with a log. Each channel keeps its order; nothing is known of that between two topics. */
export function officeOf(office: AnyMachine, options: { readonly topics: Topics; readonly faults?: Faults }): System {
  const { topics, faults = {} } = options;
  return defineSystem({
    machines: {
      office: withLog(office),
      ...Object.fromEntries(Object.entries(topics).map(([name, orders]) => [name, topic(orders)])),
    },
    topology: Object.keys(topics).flatMap((name) => [
      ["office", name],
      [name, "office"],
    ]),
    faults,
  });
}

/** It remembers nothing, so that a crash does it no harm. */
function topic(orders: readonly string[]): Machine<object, OrderRecord | Subscribe> {
  return defineMachine({
    start: () => ({}),
    onMessage(_state, message, from, context) {
      if (message.type !== "subscribe") return;
      for (const [offset, order] of orders.entries())
        if (offset >= message.from) context.send(from, { type: "record", offset, order });
    },
  });
}

/**
 * Topics that are drawn: about one order in three is asked for twice. Orders are named by numbers that count down, so that
 * no order of names is that of receipts. `random` gives numbers in [0, 1).
 */
export function randomTopics(
  random: () => number,
  { names, orders }: { readonly names: readonly MachineId[]; readonly orders: number },
): Topics {
  const topics: Record<MachineId, string[]> = Object.fromEntries(names.map((name) => [name, []]));
  const put = (order: string): void => {
    const name = names[Math.floor(random() * names.length)] ?? "";
    topics[name]?.push(order);
  };
  for (let number = 0; number < orders; number++) {
    put(String(100 - number));
    if (random() < 0.35) put(String(100 - Math.floor(random() * (number + 1))));
  }
  return topics;
}
