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
      const away = Array.from({ length: 20 }, () => "not kept" as const);
      const system = shopOf(work, { requests: steps("o1", "placed"), troubles: away });
      follow(system, [], [...shopLaws, doesWhatIsAsked]);
    }),
    // The first publish of an order fails, or the first two, while its next event waits; and so with another order between.
    // Then a later one fails: who begins anew with each reply has two rows under way.
    check("an order's events stand in the topic in their order", ({ work, explore, follow }) => {
      const laws = [topicIsInOrder, topicHasWhatIsCommitted, doesWhatIsAsked];
      explore(shopOf(work, { requests: steps("o1", "shipped") }), laws, limits);
      for (const troubles of [["not kept"], ["not kept", "not kept"]] as const)
        explore(shopOf(work, { requests: steps("o1", "paid"), troubles }), laws, limits);
      const between = [...steps("o1", "placed"), ...steps("o2", "placed"), paid("o1")];
      explore(shopOf(work, { requests: between, troubles: ["not kept"] }), laws, limits);
      for (const troubles of [
        ["none", "not kept"],
        ["none", "none", "none", "not kept"],
      ] as const)
        follow(shopOf(work, { requests: steps("o1", "shipped"), troubles }), twoComeLater, laws);
    }),
    // Two relays, as one has nobody to overtake. An order may have its requests at both; and one may have nothing to do but to
    // publish what the other has left. In the last run the other was faster, and the row that is confirmed is not the lowest.
    check("two shops with one database do not overtake each other", ({ work, explore, follow }) => {
      explore(shopOf(work, { requests: steps("o1", "paid"), branch: [] }), shopLaws, limits);
      explore(shopOf(work, { requests: steps("o1", "placed"), branch: [paid("o1")] }), shopLaws, limits);
      const troubles = ["none", "none", "not kept"] as const;
      follow(shopOf(work, { requests: steps("o1", "paid"), branch: [], troubles }), branchIsFaster, shopLaws);
    }),
    // Published twice, looked at twice, and a crash between. Then four orders, and two failures: who has two rows under way
    // publishes the second of them first, and billing must not take the other for one that it has had.
    check("billing books each event once, however often it is published and read", ({ work, explore, follow }) => {
      const kept = { requests: steps("o1", "placed"), troubles: ["kept"] } as const;
      explore(shopOf(work, { ...kept, looks: 2 }), billingLaws, limits);
      explore(shopOf(work, { ...kept, looks: 1, faults: { crashes: 1 } }), billingLaws, limits);
      explore(shopOf(work, { requests: steps("o1", "paid"), troubles: ["kept"], looks: 1 }), billingLaws, limits);
      const twice = ["not kept", "not kept"] as const;
      follow(shopOf(work, { requests: apart, troubles: twice, looks: 1 }), failsTwice, billingLaws);
    }),
    // All requests come in before anything is published. Who takes numbers for texts puts the tenth event, an order's last,
    // before its ninth. Then a hundred come one by one, but for the last three: two digits are not enough. All are booked
    // before billing crashes: who remembers the last few of them books the others again.
    check("sixteen events wait at the same time", ({ work, follow }) => {
      const laws = [...shopLaws, ...billingLaws, doesWhatIsAsked];
      follow(shopOf(work, { requests: sixteen, looks: 2 }), allAtOnce, laws);
      const hundred = [...steps("o", "placed"), ...many.flatMap((order) => steps(order, "shipped"))];
      follow(shopOf(work, { requests: hundred, looks: 1, faults: { crashes: 1 } }), oneByOne(hundred), [
        topicIsInOrder,
        ...billingLaws,
      ]);
    }),
    // Two events of one order first: what is plainly wrong is found short.
    check("random requests at two shops, with crashes and failures", ({ work, follow, sample }) => {
      const two = { requests: steps("o1", "paid"), branch: [], looks: 2, troubles: ["kept", "not kept"] } as const;
      follow(shopOf(work, two), [], [...shopLaws, ...billingLaws]);
      for (const seed of [1, 2]) {
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

const apart = ["o1", "o2", "o3", "o4"].flatMap((order) => steps(order, "placed"));

/** 33 orders: with one event before them, the last one's have the numbers 98, 99 and 100. */
const many = Array.from({ length: 33 }, (_, number) => `o${number}`);

/** All requests come in, and then the database has all transactions. */
const allAtOnce: Schedule = [
  ...sixteen.map((_, input) => ({ kind: "input", machine: "shop", input }) as const),
  ...[...sixteen, ...sixteen].map(() => ({ kind: "deliver", from: "shop", to: "port:database", nth: 0 }) as const),
];

/** The first two publishes fail, and each request is another reason to look what waits; then billing looks. */
const failsTwice: Schedule = [
  ...answered("shop", "database"),
  ...apart.flatMap((_, input) => [
    ...carriedOut("shop", input),
    ...["topic", "topic", "database", "database"].flatMap((port) => answered("shop", port)),
  ]),
  { kind: "input", machine: "billing", input: apart.length },
  ...answered("billing", "topic"),
  ...answered("billing", "topic"),
];

/** The first event is on its way to the topic when the other two are put into the outbox. */
const twoComeLater: Schedule = [
  ...answered("shop", "database"),
  ...carriedOut("shop", 0),
  ...carriedOut("shop", 1),
  ...carriedOut("shop", 2),
];

/** Both shops publish the first event; the branch has removed it when the shop sees the second. */
const branchIsFaster: Schedule = [
  ...answered("shop", "database"),
  ...carriedOut("shop", 0),
  ...answered("branch", "database"),
  { kind: "deliver", from: "shop", to: "port:topic", nth: 0 },
  ...answered("branch", "topic"),
  ...answered("branch", "database"),
  ...carriedOut("shop", 1),
  { kind: "deliver", from: "shop", to: "port:topic", nth: 0 },
];

/** Each request is carried out and published before the next one comes, but for the last three; billing looks, and crashes. */
function oneByOne(requests: readonly unknown[]): Schedule {
  const published = [...answered("shop", "topic"), ...answered("shop", "database")];
  const last = requests.length - 3;
  return [
    ...answered("shop", "database"),
    ...requests.flatMap((_, input) => [...carriedOut("shop", input), ...(input < last ? published : [])]),
    ...[1, 2, 3].flatMap(() => published),
    { kind: "input", machine: "billing", input: requests.length },
    ...answered("billing", "topic"),
    ...answered("billing", "topic"),
    { kind: "crash", machine: "billing" },
    { kind: "restart", machine: "billing" },
  ];
}

function carriedOut(machine: string, input: number): Schedule {
  return [{ kind: "input", machine, input }, ...answered(machine, "database")];
}

function answered(machine: string, port: string): Schedule {
  return [
    { kind: "deliver", from: machine, to: `port:${port}`, nth: 0 },
    { kind: "deliver", from: `port:${port}`, to: machine, nth: 0 },
  ];
}

function shipped(order: string): { readonly order: string; readonly status: "shipped" } {
  return { order, status: "shipped" };
}

function paid(order: string): { readonly order: string; readonly status: "paid" } {
  return { order, status: "paid" };
}
