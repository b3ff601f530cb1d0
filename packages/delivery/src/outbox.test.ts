import { type AnyMachine, type MonitorLaw, createRandom, defineMachine, explore, follow, sample } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { billing, shop } from "./outbox.ts";
import {
  billingLaws,
  booksAllThatItReads,
  booksInOrder,
  booksOnce,
  doesWhatIsAsked,
  publishesNothingForEver,
  shopLaws,
  topicHasWhatIsCommitted,
  topicIsInOrder,
} from "./outbox.laws.ts";
import {
  type OrderRequest,
  asTopicReply,
  fromOf,
  mayBecome,
  randomRequests,
  recordsOf,
  shopOf,
  steps,
} from "./outbox.shop.ts";

type Options = Parameters<typeof shopOf>[1];

const placed: OrderRequest = { order: "o1", status: "placed" };
const paid: OrderRequest = { order: "o1", status: "paid" };

describe("the topic has what was committed, in order, and nothing else", () => {
  test.each<[string, Options]>([
    ["one event, two crashes", { requests: [placed], faults: { crashes: 2 } }],
    ["two events, a crash and a failure", { requests: [placed, paid], troubles: ["kept"], faults: { crashes: 1 } }],
    ["a crash between failures", { requests: [placed], troubles: ["not kept", "kept"], faults: { crashes: 1 } }],
    ["two shops, a crash", { requests: [placed], branch: [], faults: { crashes: 1 } }],
  ])("%s", (_name, options) => {
    expect(explore(shopOf({ shop, billing }, options), { laws: shopLaws }).outcome).toBe("proved");
  });

  test.each<[string, Options]>([
    ["three events of one order", { requests: steps("o1", "shipped") }],
    ["a request that is refused", { requests: [placed, placed, paid] }],
    ["three failures", { requests: [placed, paid], troubles: ["not kept", "kept", "not kept"] }],
    ["two shops", { requests: [placed], branch: steps("o2", "placed") }],
  ])("%s, and all that fits is committed", (_name, options) => {
    const laws = [...shopLaws, doesWhatIsAsked];
    expect(explore(shopOf({ shop, billing }, options), { laws }).outcome).toBe("proved");
  });
});

test("billing books each event once, however often it is published and read, and whenever it crashes", () => {
  const options = { requests: [placed, paid], troubles: ["kept"], looks: 1, faults: { crashes: 1 } } as const;
  const { outcome } = explore(shopOf({ shop, billing }, options), { laws: billingLaws });
  expect(outcome).toBe("proved");
});

test("everything together, at random", () => {
  for (let seed = 0; seed < 10; seed++) {
    const random = createRandom(seed);
    const system = shopOf(
      { shop, billing },
      {
        requests: randomRequests(random, 8),
        branch: randomRequests(random, 8),
        looks: 5,
        troubles: ["kept", "not kept"],
        faults: { crashes: 4 },
      },
    );
    expect(sample(system, { laws: [...shopLaws, ...billingLaws], runs: 5 }).outcome).toBe("sampled");
  }
});

describe("the laws see", () => {
  test.each<[string, MonitorLaw, AnyMachine, Options]>([
    [
      "a change that is told when it is heard of, and so forgotten in a crash",
      topicHasWhatIsCommitted,
      telling((request, type) => (type === "committed" ? [request] : [])),
      { requests: [placed], faults: { crashes: 1 } },
    ],
    [
      "an event of a change that was refused",
      topicHasWhatIsCommitted,
      telling((request) => [request]),
      { requests: [paid] },
    ],
    ["an event that is never told", topicHasWhatIsCommitted, telling(() => []), { requests: [placed] }],
    [
      "an event before the one that came before it",
      topicIsInOrder,
      telling(({ status }) => (status === "paid" ? [paid, placed] : [])),
      { requests: [placed, paid] },
    ],
    [
      "a relay that never ends",
      publishesNothingForEver,
      telling((request) => new Array(40).fill(request)),
      { requests: [placed] },
    ],
    ["a shop that does nothing", doesWhatIsAsked, defineMachine({ start: () => ({}) }), { requests: [placed] }],
  ])("%s", (_name, law, machine, options) => {
    const laws = [...shopLaws, doesWhatIsAsked];
    const { counterexample } = explore(shopOf({ shop: machine, billing }, options), { laws: [law] });
    expect(counterexample?.law).toBe(law.name);
    expect(laws).toContain(law);
  });

  test.each<[string, MonitorLaw, (records: readonly OrderRequest[]) => readonly OrderRequest[]]>([
    ["an event that is booked each time it is read", booksOnce, (records) => records],
    ["an event that is booked before its time", booksInOrder, (records) => records.toReversed()],
    ["an event that is made up", booksInOrder, () => [placed]],
    ["an event that is passed over", booksAllThatItReads, () => []],
  ])("%s", (_name, law, toBook) => {
    const machine = defineMachine<object, never, unknown, unknown>({
      ...billing,
      start(context) {
        context.call("topic", { type: "read", from: 0 });
        return { read: 0 };
      },
      onReply: (_state, reply, _call, context) =>
        toBook(recordsOf(reply)).forEach(({ order, status }) => context.output({ type: "booked", order, status })),
    });
    const { counterexample } = explore(shopOf({ shop, billing: machine }, { requests: [placed, paid], looks: 2 }), {
      laws: [law],
    });
    expect(counterexample?.law).toBe(law.name);
  });

  test("an output that is no booking, and what a shop puts out they do not", () => {
    const loud = defineMachine<object, never, string, unknown>({
      start(context) {
        context.output("hello");
        return {};
      },
    });
    const [asBilling, asShop] = [
      { shop, billing: loud },
      { shop: loud, billing },
    ].map((work) => follow(shopOf(work, { requests: [], looks: 0 }), [], billingLaws).violation);
    expect([asBilling?.actual, asShop]).toEqual(['"hello"', undefined]);
  });
});

test("an order is placed, then paid, then shipped", () => {
  expect(steps("o1", "shipped").map(mayBecome)).toEqual([
    { table: "orders", key: "o1", is: "absent" },
    { table: "orders", key: "o1", column: "status", equals: "placed" },
    { table: "orders", key: "o1", column: "status", equals: "paid" },
  ]);
});

test("what is no reply, no read and no publish is refused with advice", () => {
  expect(() => asTopicReply({ type: "committed" })).toThrow("Which port");
  expect(() => fromOf({ type: "publish", event: placed })).toThrow("call.request");
  expect(() => fromOf({ type: "publish", event: { order: "o1" } })).toThrow("order, status");
  expect(() => fromOf({ type: "read", from: -1 })).toThrow("from: 0");
  expect(recordsOf({ type: "failed" })).toEqual([]);
});

/** Makes the change, and publishes what `toTell` says of it, without an outbox. */
function telling(toTell: (request: OrderRequest, type: unknown) => readonly OrderRequest[]): AnyMachine {
  return defineMachine<{ readonly asked: OrderRequest[] }, never, never, OrderRequest>({
    start: () => ({ asked: [] }),
    onInput({ asked }, request, context) {
      const { order, status } = request;
      asked.push(request);
      context.call("database", {
        when: [mayBecome(request)],
        write: [{ table: "orders", key: order, put: { status } }],
      });
    },
    onReply({ asked }, reply, { port }, context) {
      const { type } = Object(reply) as { readonly type?: unknown };
      const request = port === "database" ? asked.shift() : undefined;
      if (request === undefined) return;
      for (const event of toTell(request, type)) context.call("topic", { type: "publish", event });
    },
  });
}
