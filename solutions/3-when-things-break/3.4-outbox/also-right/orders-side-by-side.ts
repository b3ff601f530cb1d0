/**
 * Right as well: publishes the first event of every order at the same time, as only the events of one order have to wait
 * for each other. The outbox has a table for each order. Billing is told the number in the order, and waits for its turn.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import {
  type Booked,
  type Look,
  type OrderEvent,
  type OrderRequest,
  type Status,
  asTopicReply,
  fromOf,
  mayBecome,
  recordsOf,
} from "@millrace/delivery/outbox.shop.ts";
import { type Transaction, asAnswer } from "@millrace/delivery/transaction.ts";

interface ShopState {
  /** The orders that have a publish under way. */
  readonly underWay: Set<string>;
}

export const shop: Machine<ShopState, never, never, OrderRequest> = defineMachine({
  start(context): ShopState {
    context.call("database", { read: [{ table: "names" }] });
    return { underWay: new Set() };
  },

  onTimer(_state, order, context) {
    context.call("database", { read: [{ table: `outbox of ${order}` }] });
  },

  onInput(_state, request, context) {
    const { order, status } = request;
    const outbox = `outbox of ${order}`;
    context.call("database", {
      when: [mayBecome(request)],
      write: [
        { table: "names", key: order, put: {} },
        { table: outbox, append: { status } },
        { table: "orders", key: order, put: { status } },
      ],
      read: [{ table: outbox }],
    });
  },

  onReply(state, reply, { port, request }, context) {
    if (port === "topic") {
      settle(state, { reply, event: (request as { readonly event: OrderEvent }).event }, context);
      return;
    }
    const [entries = []] = asAnswer(reply).found;
    const table = (request as Transaction).read?.[0]?.table ?? "";
    if (table === "names") {
      for (const { key } of entries) context.call("database", { read: [{ table: `outbox of ${key}` }] });
      return;
    }
    const order = table.slice("outbox of ".length);
    const [first] = entries;
    if (first === undefined || state.underWay.has(order)) return;
    state.underWay.add(order);
    const { status } = first.row as { readonly status: Status };
    context.call("topic", { type: "publish", event: { order, status, number: first.key } });
  },
});

function settle(
  { underWay }: ShopState,
  { reply, event }: { readonly reply: unknown; readonly event: OrderEvent },
  context: Context,
): void {
  const { order } = event;
  underWay.delete(order);
  if (asTopicReply(reply).type === "failed") {
    context.setTimer(order, 30);
    return;
  }
  const table = `outbox of ${order}`;
  context.call("database", { write: [{ table, key: Number(event["number"]), remove: true }], read: [{ table }] });
}

export const billing: Machine<{ read: number }, never, Booked, Look> = defineMachine({
  start(context) {
    context.call("topic", { type: "read", from: 0 });
    return { read: 0 };
  },

  onInput(state, _look, context) {
    context.call("topic", { type: "read", from: state.read });
  },

  onReply(state, reply, { request }, context) {
    const records = recordsOf(reply);
    const next = (context.disk.read("next") ?? new Map<string, number>()) as Map<string, number>;
    for (const { order, status, number } of records) {
      if (number !== (next.get(order) ?? 1)) continue;
      next.set(order, Number(number) + 1);
      context.output({ type: "booked", order, status });
    }
    context.disk.write("next", next);
    state.read = Math.max(state.read, fromOf(request) + records.length);
  },
});
