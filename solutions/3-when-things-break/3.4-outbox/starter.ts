/**
 * Transactional outbox: a change of the database and an event about it are published both, or neither.
 *
 * Edit `ShopState`, all handlers of `shop`, and in `billing` what is marked. What goes in, what comes out and the table `orders`
 * are fixed; what other tables there are is yours.
 */
import { type Machine, defineMachine } from "@millrace/core";
import {
  type Booked,
  type Look,
  type OrderRequest,
  asTopicReply,
  fromOf,
  mayBecome,
  recordsOf,
} from "@millrace/delivery/outbox.shop.ts";
import { asAnswer } from "@millrace/delivery/transaction.ts";

/** What a shop remembers, until it crashes. Yours: plain data, in an object. */
export interface ShopState {
  /** Requests that the database has not answered. */
  asked: OrderRequest[];
}

/** What billing remembers, until it crashes. */
export interface BillingState {
  /** How many records it has read since it started. */
  read: number;
}

export const shop: Machine<ShopState, never, never, OrderRequest> = defineMachine({
  start(context): ShopState {
    // TODO(learner): what may be left to do from before a crash, and where does it stand?
    return { asked: [] };
  },

  onTimer(state, timer, context) {
    // TODO(learner): a publish may fail. When do you try again?
  },

  onInput(state, request, context) {
    const { order, status } = request;
    state.asked.push(request);
    // TODO(learner): this changes the order. What else must be written, in the same transaction?
    context.call("database", {
      when: [mayBecome(request)],
      write: [{ table: "orders", key: order, put: { status } }],
    });
  },

  onReply(state, reply, { port, request }, context) {
    // TODO(learner): this publishes when it hears that the change is made. Who publishes if it never hears?
    if (port === "database") {
      const event = state.asked.shift();
      if (event !== undefined && asAnswer(reply).type === "committed")
        context.call("topic", { type: "publish", event });
    } else if (asTopicReply(reply).type === "failed") {
      // TODO(learner): it may be in the topic, or not.
    }
  },
});

export const billing: Machine<BillingState, never, Booked, Look> = defineMachine({
  start(context): BillingState {
    context.call("topic", { type: "read", from: 0 });
    return { read: 0 };
  },

  onInput(state, look, context) {
    context.call("topic", { type: "read", from: state.read });
  },

  onReply(state, reply, { request }, context) {
    const records = recordsOf(reply);
    for (const { order, status } of records) {
      // TODO(learner): this books whatever comes, as often as it comes. How does it know what it has had, even after a crash?
      context.output({ type: "booked", order, status });
    }
    state.read = Math.max(state.read, fromOf(request) + records.length);
  },
});
