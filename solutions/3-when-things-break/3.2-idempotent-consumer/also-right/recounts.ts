/**
 * Right as well: keeps every payment as a row of its own, which may be put as often as it comes, and counts them all anew
 * each time. How many there are is the version of the total: payments are never removed, so more of them are newer.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { Subscribe, TopicRecord } from "@millrace/delivery/idempotent-consumer.topic.ts";
import { type Write, asAnswer } from "@millrace/delivery/transaction.ts";

export const idempotentConsumer: Machine<object, Subscribe | TopicRecord> = defineMachine({
  start(context) {
    context.send("topic", { type: "subscribe" });
    return {};
  },

  onMessage(_state, message, _from, context) {
    if (message.type === "subscribe") return;
    const { type, customer } = message;
    if (type === "payment") {
      const { id, amount } = message;
      context.call("database", {
        write: [{ table: "payments", key: id, put: { customer, amount } }],
        read: [{ table: "payments" }, { table: "customers", key: customer }],
      });
      return;
    }
    const { version } = message;
    const put = type === "changed" ? { name: message.name, version } : { deleted: true, version };
    const write: Write = { table: "customers", key: customer, put };
    context.call("database", {
      when: [{ table: "customers", key: customer, column: "version", below: version }],
      write: [write],
    });
  },

  onReply(_state, reply, { request }, context) {
    const [payments] = asAnswer(reply).found;
    if (payments === undefined) return;
    // What was put has the customer in it.
    const [{ put }] = (request as { write: [{ put: { customer: string } }] }).write;
    const { customer } = put;
    const own = payments.filter(({ row }) => row["customer"] === customer);
    const total = own.reduce((sum, { row }) => sum + Number(row["amount"]), 0);
    context.call("database", {
      when: [{ table: "revenue", key: customer, column: "counted", below: own.length }],
      write: [{ table: "revenue", key: customer, put: { counted: own.length, total } }],
    });
  },
});
