/**
 * Right as well: marks rows as sent instead of removing them, looks every 20 ms whether there is one that is not, whether
 * asked or not, and publishes it again if no answer has come. Events have texts as ids, and billing keeps all of these.
 */
import { type Machine, defineMachine } from "@millrace/core";
import {
  type Booked,
  type Look,
  type OrderEvent,
  type OrderRequest,
  asTopicReply,
  fromOf,
  mayBecome,
  recordsOf,
} from "@millrace/delivery/outbox.shop.ts";
import { asAnswer } from "@millrace/delivery/transaction.ts";

interface ShopState {
  /** The event that is under way, if any. */
  waitsFor: string | null;
}

export const shop: Machine<ShopState, never, never, OrderRequest> = defineMachine({
  start(context): ShopState {
    context.setTimer("poll", 20);
    return { waitsFor: null };
  },

  onTimer(_state, _timer, context) {
    context.call("database", { read: [{ table: "events" }] });
    context.setTimer("poll", 20);
  },

  onInput(_state, request, context) {
    const { order, status } = request;
    context.call("database", {
      when: [mayBecome(request)],
      write: [
        { table: "events", append: { order, status, isSent: false } },
        { table: "orders", key: order, put: { status } },
      ],
    });
  },

  onReply(state, reply, { port, request }, context) {
    if (port === "topic") {
      state.waitsFor = null;
      if (asTopicReply(reply).type === "failed") return;
      const { event } = request as { readonly event: OrderEvent };
      const { order, status } = event;
      const key = Number(String(event["id"]).slice("event ".length));
      context.call("database", { write: [{ table: "events", key, put: { order, status, isSent: true } }] });
      return;
    }
    const next = asAnswer(reply).found[0]?.find(({ row }) => row["isSent"] === false);
    if (next === undefined || state.waitsFor !== null) return;
    const id = `event ${next.key}`;
    state.waitsFor = id;
    context.call("topic", { type: "publish", event: { id, order: next.row["order"], status: next.row["status"] } });
  },
});

export const billing: Machine<{ read: number }, never, Booked, Look> = defineMachine({
  start(context) {
    context.call("topic", { type: "read", from: 0 });
    return { read: 0 };
  },

  onInput(_state, _look, context) {
    context.call("topic", { type: "read", from: 0 });
  },

  onReply(state, reply, { request }, context) {
    const records = recordsOf(reply);
    state.read = fromOf(request) + records.length;
    for (const { id, order, status } of records) {
      const had = (context.disk.read("had") ?? []) as readonly unknown[];
      if (had.includes(id)) continue;
      context.disk.write("had", [...had, id]);
      context.output({ type: "booked", order, status });
    }
  },
});
