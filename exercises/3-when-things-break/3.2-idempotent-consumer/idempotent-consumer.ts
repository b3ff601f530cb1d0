/**
 * Idempotent consumer: a topic may tell everything twice and out of order, and the tables are as if it had not.
 *
 * Edit `ConsumerState`, `onMessage` and, if you need it, `onReply`. The tables `customers` and `revenue` are fixed; what other
 * tables there are is yours.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { Subscribe, TopicRecord } from "@millrace/delivery/idempotent-consumer.topic.ts";
import { type Transaction, asAnswer } from "@millrace/delivery/transaction.ts";

/** What a consumer remembers, until it crashes. Yours: plain data, in an object. */
export interface ConsumerState {}

export const idempotentConsumer: Machine<ConsumerState, Subscribe | TopicRecord> = defineMachine({
  start(context): ConsumerState {
    context.send("topic", { type: "subscribe" });
    return {};
  },

  onMessage(state, message, from, context) {
    if (message.type === "subscribe") return;
    const { customer } = message;
    // TODO(learner): this does everything again each time it comes, and believes whatever came last. What would the database
    // have to ask itself before it writes, and what would it have to remember?
    let transaction: Transaction;
    if (message.type === "payment") {
      transaction = { write: [{ table: "revenue", key: customer, add: { total: message.amount } }] };
    } else if (message.type === "changed") {
      const { version, name } = message;
      transaction = { write: [{ table: "customers", key: customer, put: { version, name } }] };
    } else {
      transaction = { write: [{ table: "customers", key: customer, remove: true }] };
    }
    context.call("database", transaction);
  },

  onReply(state, reply, call, context) {
    // TODO(learner): what the database answers. You can do without. `call.request` is what was asked, and asAnswer(reply) is
    // { type: "committed" | "refused", changed, found, commits }.
    asAnswer(reply);
  },
});
