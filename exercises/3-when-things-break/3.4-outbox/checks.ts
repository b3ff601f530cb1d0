import { type Schedule, createRandom } from "@millrace/core";
import {
  billingLaws,
  doesWhatIsAsked,
  shopLaws,
  topicHasWhatIsCommitted,
  topicIsInOrder,
} from "@millrace/delivery/outbox.laws.ts";
import { randomRequests, shopOf, steps } from "@millrace/delivery/outbox.shop.ts";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./outbox.ts");

export default defineExercise<Work>({
  id: "3.4",
  title: "Transactional outbox",
  minutes: 20,
  source: "beyond the book: Richardson, Microservices Patterns (2018)",
  work: "outbox.ts",
  checks: [
    // The plainest run: the change is made, and the shop crashes before it hears of it.
    check("a change is published although the shop crashed right after it", ({ work, follow }) =>
      follow(shopOf(work, { requests: steps("o1", "placed"), faults: { crashes: 1 } }), crashAfterTheChange, shopLaws),
    ),
    // A request that does not fit: alone, after one that does, and before one that does.
    check("what the database refuses is never published, and what it accepts is", ({ work, explore }) => {
      for (const requests of [
        [paid("o1")],
        [...steps("o1", "placed"), ...steps("o1", "placed")],
        [...steps("o1", "placed"), shipped("o1"), paid("o1")],
      ]) {
        explore(shopOf(work, { requests }), [...shopLaws, doesWhatIsAsked], limits);
      }
    }),
    // Two crashes for one event, as the second may fall into what makes up for the first; one crash for two events.
    check("whenever the shop crashes, what is committed is published, and nothing else", ({ work, explore }) => {
      explore(shopOf(work, { requests: steps("o1", "placed"), faults: { crashes: 2 } }), shopLaws, limits);
      explore(shopOf(work, { requests: steps("o1", "paid"), faults: { crashes: 1 } }), shopLaws, limits);
      const refused = [paid("o1"), ...steps("o1", "placed")];
      explore(shopOf(work, { requests: refused, faults: { crashes: 1 } }), shopLaws, limits);
    }),
    // Once it is not in the topic, once it is, and once it is not after that. Then a topic that is away for long.
    check("a publish that failed is made again, until it is confirmed", ({ work, explore, follow }) => {
      for (const troubles of [["not kept"], ["kept"], ["not kept", "kept", "not kept"]] as const) {
        const system = shopOf(work, { requests: steps("o1", "placed"), troubles });
        explore(system, [...shopLaws, doesWhatIsAsked], limits);
      }
      const away = Array.from({ length: 12 }, () => "not kept" as const);
      const system = shopOf(work, { requests: steps("o1", "placed"), troubles: away });
      follow(system, [], [...shopLaws, doesWhatIsAsked]);
    }),
    // The first publish of an order fails, or the first two, while its next event waits; and so with another order between.
    check("an order's events stand in the topic in their order", ({ work, explore }) => {
      const laws = [topicIsInOrder, topicHasWhatIsCommitted, doesWhatIsAsked];
      explore(shopOf(work, { requests: steps("o1", "shipped") }), laws, limits);
      for (const troubles of [["not kept"], ["not kept", "not kept"]] as const)
        explore(shopOf(work, { requests: steps("o1", "paid"), troubles }), laws, limits);
      const between = [...steps("o1", "placed"), ...steps("o2", "placed"), paid("o1")];
      explore(shopOf(work, { requests: between, troubles: ["not kept"] }), laws, limits);
    }),
    // Two relays, as one has nobody to overtake. An order may have its requests at both; and one may have nothing to do but to
    // publish what the other has left.
    check("two shops with one database do not overtake each other", ({ work, explore }) => {
      explore(shopOf(work, { requests: steps("o1", "paid"), branch: [] }), shopLaws, limits);
      explore(shopOf(work, { requests: steps("o1", "placed"), branch: [paid("o1")] }), shopLaws, limits);
    }),
    // Published twice, looked at twice, and a crash between. Then sixteen events, all booked before the crash: who remembers
    // the last few of them books the others again.
    check("billing books each event once, however often it is published and read", ({ work, explore, follow }) => {
      const kept = { requests: steps("o1", "placed"), troubles: ["kept"] } as const;
      explore(shopOf(work, { ...kept, looks: 2 }), billingLaws, limits);
      explore(shopOf(work, { ...kept, looks: 1, faults: { crashes: 1 } }), billingLaws, limits);
      explore(shopOf(work, { requests: steps("o1", "paid"), troubles: ["kept"], looks: 1 }), billingLaws, limits);
      follow(shopOf(work, { requests: sixteen, looks: 1, faults: { crashes: 1 } }), crashAfterAll, billingLaws);
    }),
    // All requests come in before anything is published. Who takes numbers for texts puts the tenth event, an order's last,
    // before its ninth.
    check("sixteen events wait at the same time", ({ work, follow }) => {
      const laws = [...shopLaws, ...billingLaws, doesWhatIsAsked];
      follow(shopOf(work, { requests: sixteen, looks: 2 }), allAtOnce, laws);
    }),
    // Two events of one order first: what is plainly wrong is found short.
    check("random requests at two shops, with crashes and failures", ({ work, follow, sample }) => {
      const two = { requests: steps("o1", "paid"), branch: [], looks: 2, troubles: ["kept", "not kept"] } as const;
      follow(shopOf(work, two), [], [...shopLaws, ...billingLaws]);
      for (const seed of [1, 2, 3]) {
        const random = createRandom(seed);
        const [requests, branch] = [randomRequests(random, 8), randomRequests(random, 8)];
        const troubles = ["kept", "not kept"] as const;
        const system = shopOf(work, { requests, branch, looks: 6, troubles, faults: { crashes: 3 } });
        sample(system, [...shopLaws, ...billingLaws], { runs: 2, steps: 200 });
      }
    }),
  ],
});

/** Right answers need some thousand states at most; one that publishes for ever should hear so soon. */
const limits = { states: 20_000 };

const crashAfterTheChange: Schedule = [
  { kind: "deliver", from: "shop", to: "port:database", nth: 0 },
  { kind: "deliver", from: "port:database", to: "shop", nth: 0 },
  { kind: "input", machine: "shop", input: 0 },
  { kind: "deliver", from: "shop", to: "port:database", nth: 0 },
  { kind: "crash", machine: "shop" },
  { kind: "restart", machine: "shop" },
];

const sixteen = [
  ...steps("o0", "placed"),
  ...["o1", "o2", "o3", "o4", "o5"].flatMap((order) => steps(order, "shipped")),
];

/** All requests come in, and then the database has all transactions. */
const allAtOnce: Schedule = [
  ...sixteen.map((_, input) => ({ kind: "input", machine: "shop", input }) as const),
  ...[...sixteen, ...sixteen].map(() => ({ kind: "deliver", from: "shop", to: "port:database", nth: 0 }) as const),
];

/** The shop goes on until it has nothing left to do, whatever it asks first; billing looks, and crashes. */
const crashAfterAll: Schedule = [
  ...allAtOnce,
  ...Array.from({ length: 100 }, () =>
    ["database", "topic"].flatMap((port) => [
      { kind: "deliver", from: "shop", to: `port:${port}`, nth: 0 } as const,
      { kind: "deliver", from: `port:${port}`, to: "shop", nth: 0 } as const,
    ]),
  ).flat(),
  { kind: "input", machine: "billing", input: sixteen.length },
  ...[0, 1].flatMap(() => [
    { kind: "deliver", from: "billing", to: "port:topic", nth: 0 } as const,
    { kind: "deliver", from: "port:topic", to: "billing", nth: 0 } as const,
  ]),
  { kind: "crash", machine: "billing" },
  { kind: "restart", machine: "billing" },
];

function shipped(order: string): { readonly order: string; readonly status: "shipped" } {
  return { order, status: "shipped" };
}

function paid(order: string): { readonly order: string; readonly status: "paid" } {
  return { order, status: "paid" };
}
