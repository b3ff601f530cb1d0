/**
 * Right as well, without an outbox: an order's status says which events there must be, and a table counts, for each order,
 * how many of them are known to be published. One order after the other. Billing keeps a status for each order.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import {
  type Booked,
  type Look,
  type OrderRequest,
  asTopicReply,
  fromOf,
  mayBecome,
  recordsOf,
  statuses,
} from "@millrace/delivery/outbox.shop.ts";
import { type Answer, type Read, asAnswer } from "@millrace/delivery/transaction.ts";

interface ShopState {
  busy: boolean;
}

const both: readonly Read[] = [{ table: "orders" }, { table: "told" }];

export const shop: Machine<ShopState, never, never, OrderRequest> = defineMachine({
  start(context): ShopState {
    context.call("database", { read: both });
    return { busy: false };
  },

  onTimer(_state, _timer, context) {
    context.call("database", { read: both });
  },

  onInput(_state, request, context) {
    const { order, status } = request;
    const write = [{ table: "orders", key: order, put: { status } }];
    context.call("database", { when: [mayBecome(request)], write, read: both });
  },

  onReply(state, reply, { port, request }, context) {
    if (port === "database") {
      tellNext(state, asAnswer(reply), context);
      return;
    }
    state.busy = false;
    if (asTopicReply(reply).type === "failed") {
      context.setTimer("again", 10);
      return;
    }
    const { event } = request as { readonly event: OrderRequest };
    const steps = statuses.indexOf(event.status) + 1;
    const told = { table: "told", key: event.order };
    context.call("database", {
      when: [{ ...told, column: "steps", below: steps }],
      write: [{ ...told, put: { steps } }],
      read: both,
    });
  },
});

function tellNext(state: ShopState, { found }: Answer, context: Context): void {
  const [orders = [], told = []] = found;
  if (state.busy) return;
  for (const { key: order, row } of orders) {
    const steps = Number(told.find(({ key }) => key === order)?.row["steps"] ?? 0);
    const last = statuses.findIndex((status) => status === row["status"]);
    if (steps > last) continue;
    state.busy = true;
    context.call("topic", { type: "publish", event: { order, status: statuses[steps] } });
    return;
  }
}

export const billing: Machine<{ read: number }, never, Booked, Look> = defineMachine({
  start(context) {
    context.call("topic", { type: "read", from: 0 });
    return { read: 0 };
  },

  onInput({ read }, _look, context) {
    context.call("topic", { type: "read", from: read });
  },

  onReply(state, reply, { request }, context) {
    const records = recordsOf(reply);
    for (const { order, status } of records) {
      const steps = statuses.indexOf(status) + 1;
      if (steps <= Number(context.disk.read(order) ?? 0)) continue;
      context.disk.write(order, steps);
      context.output({ type: "booked", order, status });
    }
    state.read = Math.max(state.read, fromOf(request) + records.length);
  },
});
