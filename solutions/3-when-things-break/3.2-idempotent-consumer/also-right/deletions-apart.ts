/**
 * Right as well: a deleted customer has no row, and a table of its own remembers the deletion. A payment is known by the
 * total that it has led to, in a journal of numbered lines, and the machine passes over what it has seen committed.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { Event, Subscribe, TopicRecord } from "@millrace/delivery/idempotent-consumer.topic.ts";
import { type Transaction, asAnswer } from "@millrace/delivery/transaction.ts";

interface State {
  /** Keys that are in the journal for sure; to be asked for again after a crash. */
  readonly done: Set<string>;
}

export const idempotentConsumer: Machine<State, Subscribe | TopicRecord> = defineMachine({
  start(context): State {
    context.setTimer("subscribe", 5);
    return { done: new Set() };
  },

  onMessage({ done }, message, _from, context) {
    if (message.type === "subscribe" || done.has(nameOf(message))) return;
    context.call("database", transactionOf(message));
  },

  onTimer(_state, _timer, context) {
    context.send("topic", { type: "subscribe" });
  },

  onReply({ done }, reply, { request }) {
    // Committed or refused: it is there now.
    const { when } = request as Transaction;
    const [first] = when ?? [];
    if (first?.table === "journal" && asAnswer(reply).commits > 0) done.add(String(first.key));
  },
});

function transactionOf(event: Event): Transaction {
  const { type, customer } = event;
  if (type === "payment") {
    const key = nameOf(event);
    return {
      when: [{ table: "journal", key, is: "absent" }],
      write: [
        { table: "revenue", key: customer, add: { total: event.amount, payments: 1 } },
        { table: "journal", key, put: { amount: event.amount } },
        { table: "lines", append: { key } },
      ],
    };
  }
  const { version } = event;
  const place = { table: "customers", key: customer };
  const when = [
    { ...place, column: "version", below: version },
    { table: "deletions", key: customer, column: "version", below: version },
  ];
  if (type === "changed") return { when, write: [{ ...place, put: { version, name: event.name } }] };
  return {
    when,
    write: [
      { ...place, remove: true },
      { table: "deletions", key: customer, put: { version } },
    ],
  };
}

function nameOf(event: Event): string {
  return event.type === "payment" ? `payment ${event.id}` : `${event.customer} ${event.version}`;
}
