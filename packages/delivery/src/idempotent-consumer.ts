/**
 * Idempotent consumer: a topic may tell everything twice and out of order, and the tables are as if it had not.
 *
 * What adds up, like revenue, is kept from counting twice by the event's id: the effect and the note that it is done are
 * one transaction, and happen only if there is no such note. What replaces, like a customer's row, is kept from going back
 * by its version: only a newer one is written, and a deletion leaves a row behind that knows how new it was. In both cases
 * the database decides, at the moment of the write. The consumer itself remembers nothing, so that nothing can be lost with it.
 *
 * Tables: `customers` and `revenue`, for everybody to read, and `payments`, one row for each payment that is counted.
 * One call for each record.
 *
 * Source: beyond the book: Helland, "Life beyond Distributed Transactions" (2007). Here an event is one transaction, where
 * real consumers take hundreds in one.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { Event, Subscribe, TopicRecord } from "./idempotent-consumer.topic.ts";
import type { Transaction } from "./transaction.ts";

/** What a consumer remembers: nothing. */
export type ConsumerState = Record<string, never>;

/**
 * Applies all that the topic tells to the database, each event once in effect.
 *
 * @example
 * ```ts
 * import { simulate } from "@millrace/core";
 * import { idempotentConsumer } from "@millrace/delivery";
 * import { inOrder, paid, topicOf } from "@millrace/delivery/idempotent-consumer.topic.ts";
 *
 * const twice = inOrder(paid("p1", "ada", 5), paid("p1", "ada", 5));
 * const { events } = simulate(topicOf(idempotentConsumer, { log: twice }));
 * const replies = events.filter(({ kind }) => kind === "reply").map(({ reply }) => Object(reply).type);
 * if (replies.join() !== "committed,refused") throw new Error("the second time is refused");
 * ```
 */
export const idempotentConsumer: Machine<ConsumerState, Subscribe | TopicRecord> = defineMachine({
  start(context): ConsumerState {
    context.send("topic", { type: "subscribe" });
    return {};
  },

  onMessage(_state, message, _from, context) {
    if (message.type !== "subscribe") context.call("database", effectOf(message));
  },
});

/**
 * The transaction that has the effect of an event, whether it runs once or ten times, in order or not.
 *
 * @example
 * ```ts
 * import { effectOf, emptyDatabase, transact } from "@millrace/delivery";
 *
 * const deletion = effectOf({ type: "deleted", customer: "ada", version: 2 });
 * const late = effectOf({ type: "changed", customer: "ada", version: 1, name: "Ada" });
 * const { after } = transact(emptyDatabase, deletion);
 * if (transact(after, late).answer.type === "committed") throw new Error("what is deleted stays deleted");
 * ```
 */
export function effectOf(event: Event): Transaction {
  const { customer } = event;
  if (event.type === "payment") {
    const { id, amount } = event;
    return {
      when: [{ table: "payments", key: id, is: "absent" }],
      write: [
        { table: "payments", key: id, put: {} },
        { table: "revenue", key: customer, add: { total: amount } },
      ],
    };
  }
  const { version } = event;
  const row = event.type === "changed" ? { version, name: event.name } : { version, deleted: true };
  return {
    when: [{ table: "customers", key: customer, column: "version", below: version }],
    write: [{ table: "customers", key: customer, put: row }],
  };
}
