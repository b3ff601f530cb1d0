/**
 * Transactional outbox: a change of the database and an event about it are published both, or neither.
 *
 * The shop writes the change and a row of the table `outbox` in one transaction, so that there is an event exactly if there
 * is a change. From there a relay takes them to the topic: it publishes the row with the lowest number, waits until that is
 * confirmed, removes the row, and goes on with the next. If it crashes in between, the row is still there and is published
 * again: so an event comes once or more often, and whoever reads the topic knows by the row's number what it has had.
 * "Exactly once" is the effect, not the delivery.
 *
 * Here the shop is its own relay. Several shops with one database relay each other's rows: the lowest row is the same for
 * all, so that none overtakes another. State: which row is under way. One transaction and one publish for each
 * event, and one transaction that removes its row, if nothing goes wrong.
 *
 * Source: beyond the book: Richardson, "Microservices Patterns" (2018), transactional outbox. Where we deviate: one event at
 * a time, where real relays keep many under way and put them in order by partition.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import {
  type Booked,
  type Look,
  type OrderEvent,
  type OrderRequest,
  asTopicReply,
  fromOf,
  mayBecome,
  recordsOf,
} from "./outbox.shop.ts";
import { type Key, type Transaction, asAnswer } from "./transaction.ts";

/** What a shop remembers, until it crashes. */
export interface ShopState {
  /** The row that was published last, unless that has failed. */
  underWay?: Key;
}

/** What billing remembers, until it crashes. */
export interface BillingState {
  /** How many records it has read since it started. */
  read: number;
}

/**
 * Carries out requests, and publishes what came of them.
 *
 * @example
 * ```ts
 * import { simulate } from "@millrace/core";
 * import { billing, shop } from "@millrace/delivery";
 * import { shopOf, steps } from "@millrace/delivery/outbox.shop.ts";
 *
 * const { events } = simulate(shopOf({ shop, billing }, { requests: steps("o1", "paid"), troubles: ["kept"] }));
 * const publishes = events.filter(({ call }) => call?.port === "topic").map(({ call }) => Object(call?.request).event.status);
 * if (publishes.join() !== "placed,placed,paid") throw new Error("it did not hear of the first, and published it again");
 * ```
 */
export const shop: Machine<ShopState, never, never, OrderRequest> = defineMachine({
  start(context): ShopState {
    context.call("database", { read: outbox });
    return {};
  },

  onTimer(_state, _timer, context) {
    context.call("database", { read: outbox });
  },

  onInput(_state, request, context) {
    const { order, status } = request;
    context.call("database", {
      when: [mayBecome(request)],
      write: [
        { table: "orders", key: order, put: { status } },
        { table: "outbox", append: { order, status } },
      ],
      read: outbox,
    } satisfies Transaction);
  },

  onReply(state, reply, { port, request }, context) {
    if (port === "database") publishFirst(state, reply, context);
    else confirm(state, { reply, request }, context);
  },
});

/**
 * Books each event of the topic once. The number of the last one stands on its disk, and gets there together with the
 * booking.
 *
 * @example
 * ```ts
 * import { World } from "@millrace/core";
 * import { billing, shop } from "@millrace/delivery";
 * import { shopOf, steps } from "@millrace/delivery/outbox.shop.ts";
 *
 * const world = new World(shopOf({ shop, billing }, { requests: steps("o1", "placed"), looks: 1, faults: { crashes: 1 } }));
 * const work = () => { for (let [next] = world.work; next !== undefined; [next] = world.work) world.apply(next); };
 * work();
 * world.apply({ kind: "crash", machine: "billing" });
 * work();
 * const booked = world.execution.events.flatMap(({ outputs }) => outputs);
 * if (booked.length !== 1) throw new Error("it reads the event again after the crash, and books it no more");
 * ```
 */
export const billing: Machine<BillingState, never, Booked, Look> = defineMachine({
  start(context): BillingState {
    context.call("topic", { type: "read", from: 0 });
    return { read: 0 };
  },

  onInput(state, _look, context) {
    context.call("topic", { type: "read", from: state.read });
  },

  onReply(state, reply, { request }, context) {
    const records = recordsOf(reply);
    for (const { id, order, status } of records) {
      if (Number(id) <= Number(context.disk.read("booked") ?? 0)) continue;
      context.disk.write("booked", id);
      context.output({ type: "booked", order, status });
    }
    state.read = Math.max(state.read, fromOf(request) + records.length);
  },
});

const outbox = [{ table: "outbox" }];

/** Publishes the lowest row of the outbox, which every reply of the database shows, unless it is under way already. */
function publishFirst(state: ShopState, reply: unknown, context: Context): void {
  const [first] = asAnswer(reply).found[0] ?? [];
  if (first === undefined || first.key === state.underWay) return;
  state.underWay = first.key;
  context.call("topic", { type: "publish", event: { id: first.key, ...first.row } });
}

/** Removes what is published, and sees what is next. If it is not known to be, looks again later. */
function confirm(
  state: ShopState,
  { reply, request }: { readonly reply: unknown; readonly request: unknown },
  context: Context,
): void {
  // It was asked by publishFirst.
  const { event } = request as { readonly event: OrderEvent };
  if (asTopicReply(reply).type !== "published") {
    if (state.underWay === event["id"]) delete state.underWay;
    context.setTimer("again", 50);
    return;
  }
  context.call("database", { write: [{ table: "outbox", key: event["id"], remove: true }], read: outbox });
}
