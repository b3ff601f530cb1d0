import { type Choice, type Faults, type Input, type System, at, defineSystem } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  deliversEverything,
  deliversEverythingFrom,
  deliversInSendingOrder,
  sendsNoControlMessage,
  waitsOnlyForItsTurn,
} from "@millrace/ordering/fifo-delivery.laws.ts";

type Work = typeof import("./fifo-delivery.ts");

export default defineExercise<Work>({
  id: "2.1",
  title: "FIFO delivery",
  minutes: 10,
  source: "K&S ch. 6",
  work: "fifo-delivery.ts",
  checks: [
    check("two messages that overtake each other are put right", ({ work, explore }) =>
      explore(pair(work, burst("shop", "warehouse", ["order", "refund"])), fifo, limits),
    ),
    // Room for one early message is enough for two messages, room for two for three. Small first: short counterexamples.
    check("all that comes early is kept until its turn comes", ({ work, explore }) => {
      explore(pair(work, burst("shop", "warehouse", numbers(3))), fifo, limits);
      explore(pair(work, burst("shop", "warehouse", numbers(5))), fifo, limits);
    }),
    // Three machines: between two, one count for all destinations (or sources) is the right one. In turn, because a
    // count that is lost when another is needed is right until its owner is written to again.
    check("a count for each destination, not one for all", ({ work, explore, follow }) => {
      const inTurn = ["warehouse", "billing", "warehouse", "billing"].flatMap((to, index) =>
        burst("shop", to, [index + 1]),
      );
      explore(trio(work, inTurn.slice(0, 2)), fifo, limits);
      explore(trio(work, inTurn), fifo, limits);
      follow(crowd(work, toEach), eachSecondFirst(toEach), fifo);
    }),
    check("a count and a hold-back store for each source, not one for all", ({ work, explore, follow }) => {
      explore(trio(work, [...burst("shop", "warehouse", [1]), ...burst("billing", "warehouse", [2])]), fifo, limits);
      explore(
        trio(work, [...burst("shop", "warehouse", [1, 3]), ...burst("billing", "warehouse", [2, 4, 6])]),
        fifo,
        limits,
      );
      follow(crowd(work, fromEach), eachSecondFirst(fromEach), fifo);
    }),
    check("what a machine sends and what it receives are counted apart", ({ work, explore }) => {
      explore(pair(work, [...burst("shop", "warehouse", [1]), ...burst("warehouse", "shop", [2])]), fifo, limits);
      explore(pair(work, [...burst("shop", "warehouse", [1, 3]), ...burst("warehouse", "shop", [2, 4])]), fifo, limits);
    }),
    check("a message that comes again is delivered once", ({ work, explore, follow }) => {
      explore(pair(work, burst("shop", "warehouse", numbers(2)), { duplicates: 1 }), fifo, limits);
      explore(pair(work, burst("shop", "warehouse", numbers(3)), { duplicates: 2 }), fifo, limits);
      // And while much waits, of two sources: a repeat of what is held back changes nothing, for either.
      const fourEach = ["shop", "billing"].flatMap((from) => burst(from, "warehouse", numbers(4)));
      follow(trio(work, fourEach, { duplicates: 8 }), twiceFromTheEnd, fifo);
    }),
    check("equal payloads are different messages, and any data is a payload", ({ work, explore }) => {
      explore(pair(work, burst("shop", "warehouse", [{ sku: 7 }, { sku: 7 }])), fifo, limits);
      explore(
        pair(work, burst("shop", "warehouse", [{ sku: 7 }, { sku: 7 }, { sku: 8 }]), { duplicates: 1 }),
        fifo,
        limits,
      );
      for (const payload of unusualPayloads)
        explore(pair(work, burst("shop", "warehouse", ["first", payload])), fifo, limits);
    }),
    // Twelve, because text sorts "10" before "9". Then a long queue, and last a repeat of the first message just when
    // its number comes round in nine bits; on the way there, it does so in every smaller power of two.
    check("hundreds of messages keep their order", ({ work, follow }) => {
      const shopSends = (count: number): System =>
        pair(work, burst("shop", "warehouse", numbers(count)), { duplicates: 1 });
      follow(shopSends(12), eachPairSwapped(12), fifo);
      follow(shopSends(140), backwardsThenAgain(140), fifo);
      follow(shopSends(518), againAfter(512), fifo);
    }),
    // What a source lacks must hold up neither what it sent earlier nor other sources, nor what its receiver sends.
    check("a payload waits for its turn, and for nothing else", ({ work, explore, follow }) => {
      explore(pair(work, burst("shop", "warehouse", numbers(3))), [waitsOnlyForItsTurn], limits);
      explore(
        trio(work, [
          ...burst("shop", "warehouse", [1, 2]),
          ...burst("billing", "warehouse", [3]),
          ...burst("warehouse", "billing", [4]),
        ]),
        [waitsOnlyForItsTurn],
        limits,
      );
      // Who uses a timer may deliver later, but not for as long as another source lacks something.
      follow(withheld(work), withhold, [deliversInSendingOrder, deliversEverythingFrom("shop")]);
    }),
    check("costs no control message", ({ work, explore }) =>
      explore(
        pair(work, [...burst("shop", "warehouse", [1, 2]), ...burst("warehouse", "shop", [3])], { duplicates: 1 }),
        [sendsNoControlMessage, deliversEverything],
        limits,
      ),
    ),
    check("two shops keep a warehouse busy", ({ work, sample }) =>
      sample(busy(work), [...prompt, sendsNoControlMessage], { runs: 5 }),
    ),
  ],
});

const fifo = [deliversInSendingOrder, deliversEverything];
const prompt = [deliversInSendingOrder, waitsOnlyForItsTurn, deliversEverything];

/** Data that looks like nothing, like several payloads, like other data, like a message. */
const unusualPayloads = [0, null, "", false, [], [1, [2]], {}, " 7 ", -1.5, { sequence: 1, payload: "order" }];

/** Right answers need hundreds of states; one that sends without end should hear so soon. */
const limits = { states: 5_000 };

function pair({ fifoDelivery }: Work, inputs: readonly Input[], faults: Faults = {}): System {
  return defineSystem({
    machines: { shop: fifoDelivery, warehouse: fifoDelivery },
    channels: "any-order",
    inputs,
    faults,
  });
}

function trio({ fifoDelivery }: Work, inputs: readonly Input[], faults: Faults = {}): System {
  return defineSystem({
    machines: { shop: fifoDelivery, billing: fifoDelivery, warehouse: fifoDelivery },
    channels: "any-order",
    inputs,
    faults,
  });
}

/** A dozen machines, whose names are easy to confuse: one writes to all others, or they to it, everybody twice. */
const dozen = ["depot", "a", "a1", "a10", "A", "10", "9", "1", "b", "b-1", "b-01", "shop"];
const toEach = [1, 2].flatMap((payload) => dozen.slice(1).flatMap((to) => burst("depot", to, [payload])));
const fromEach = [1, 2].flatMap((payload) => dozen.slice(1).flatMap((from) => burst(from, "depot", [payload])));

function crowd({ fifoDelivery }: Work, inputs: readonly Input[]): System {
  return defineSystem({
    machines: Object.fromEntries(dozen.map((name) => [name, fifoDelivery])),
    channels: "any-order",
    inputs,
  });
}

/** All second messages arrive, and then all first ones. */
function eachSecondFirst(inputs: readonly Input[]): Choice[] {
  const channels = inputs
    .slice(inputs.length / 2)
    .map(({ machine, input }) => ({ from: machine, to: (input as { readonly to: string }).to }));
  return [
    ...inputs.map(({ machine }, input): Choice => ({ kind: "input", machine, input })),
    ...[1, 0].flatMap((nth) => channels.map(({ from, to }): Choice => ({ kind: "deliver", from, to, nth }))),
  ];
}

/** Two sources send four messages each, and each is repeated: the newest arrives first, then again, then the one before it. */
const twiceFromTheEnd: readonly Choice[] = [
  ...numbers(8).map((number): Choice => ({
    kind: "input",
    machine: number <= 4 ? "shop" : "billing",
    input: number - 1,
  })),
  ...[3, 2, 1, 0].flatMap((nth) =>
    ["shop", "billing"].map((from): Choice => ({ kind: "duplicate", from, to: "warehouse", nth })),
  ),
  ...[7, 6, 5, 4, 3, 2, 1, 0].flatMap((nth) =>
    ["shop", "billing"].map((from): Choice => ({ kind: "deliver", from, to: "warehouse", nth })),
  ),
];

/** Warehouse gets the second message of billing; the first stays away for the whole run. */
function withheld(work: Work): System {
  const inputs = [...burst("billing", "warehouse", ["stays away", "behind it"]), ...burst("shop", "warehouse", [1, 2])];
  return trio(work, inputs, { drops: 1 });
}

const withhold: readonly Choice[] = [
  { kind: "input", machine: "billing", input: 0 },
  { kind: "input", machine: "billing", input: 1 },
  { kind: "input", machine: "shop", input: 2 },
  { kind: "input", machine: "shop", input: 3 },
  { kind: "drop", from: "billing", to: "warehouse", nth: 0 },
  { kind: "deliver", from: "billing", to: "warehouse", nth: 0 },
];

/**
 * Three sources for one warehouse, so that two places for sources are one too few. Names that end in numbers, because
 * "shop-1" and 11 read like "shop-11" and 1 when they are glued together.
 */
function busy({ fifoDelivery }: Work): System {
  const inputs = [
    ...burst("shop-1", "warehouse", numbers(12)),
    ...burst("shop-11", "warehouse", numbers(12)),
    ...burst("billing", "warehouse", numbers(3)),
    ...["shop-1", "shop-11", "billing", "shop-1"].flatMap((to) => burst("warehouse", to, [to])),
  ];
  return defineSystem({
    machines: { "shop-1": fifoDelivery, "shop-11": fifoDelivery, billing: fifoDelivery, warehouse: fifoDelivery },
    channels: "any-order",
    inputs,
    faults: { duplicates: 10 },
  });
}

function burst(from: string, to: string, payloads: readonly unknown[]): Input[] {
  return payloads.map((payload) => at(from, { to, payload }));
}

/** Each second message overtakes the one before it: 2, 1, 4, 3, … */
function eachPairSwapped(count: number): Choice[] {
  return [...shopIsAsked(count), ...numbers(count).map((number) => arrives(number < count ? number % 2 : 0))];
}

/** The newest message arrives first, the oldest last, and the oldest again. */
function backwardsThenAgain(count: number): Choice[] {
  const newestFirst = numbers(count).reverse();
  return [
    ...shopIsAsked(count),
    { kind: "duplicate", from: "shop", to: "warehouse", nth: 0 },
    ...newestFirst.map(arrives),
  ];
}

/** So many messages arrive, then the first again. */
function againAfter(count: number): Choice[] {
  const [first, ...others] = shopIsAsked(count);
  if (first === undefined) return [];
  return [
    first,
    { kind: "duplicate", from: "shop", to: "warehouse", nth: 0 },
    arrives(1),
    // In pairs that change places, as a number that comes round is first missed when the one behind it is early.
    ...others.flatMap((input, place) => {
      if (place === 0) return [input, arrives(1)];
      return place % 2 === 1 ? [input] : [input, arrives(2), arrives(1)];
    }),
    arrives(0),
  ];
}

function shopIsAsked(count: number): Choice[] {
  return numbers(count).map((number) => ({ kind: "input", machine: "shop", input: number - 1 }));
}

function arrives(nth: number): Choice {
  return { kind: "deliver", from: "shop", to: "warehouse", nth };
}

/** 1 to `last`. */
function numbers(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
