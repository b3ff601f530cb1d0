import { type Choice, type Faults, type Input, type System, at, defineSystem } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  deliversEverything,
  deliversInSendingOrder,
  sendsNoControlMessage,
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
    // Three machines: between two, one count for all destinations (or sources) is the right one.
    check("a count for each destination, not one for all", ({ work, explore }) => {
      explore(trio(work, [...burst("shop", "warehouse", [1]), ...burst("shop", "billing", [2])]), fifo, limits);
      explore(trio(work, [...burst("shop", "warehouse", [1, 3]), ...burst("shop", "billing", [2, 4])]), fifo, limits);
    }),
    check("a count and a hold-back store for each source, not one for all", ({ work, explore }) => {
      explore(trio(work, [...burst("shop", "warehouse", [1]), ...burst("billing", "warehouse", [2])]), fifo, limits);
      explore(
        trio(work, [...burst("shop", "warehouse", [1, 3]), ...burst("billing", "warehouse", [2, 4, 6])]),
        fifo,
        limits,
      );
    }),
    check("what a machine sends and what it receives are counted apart", ({ work, explore }) => {
      explore(pair(work, [...burst("shop", "warehouse", [1]), ...burst("warehouse", "shop", [2])]), fifo, limits);
      explore(pair(work, [...burst("shop", "warehouse", [1, 3]), ...burst("warehouse", "shop", [2, 4])]), fifo, limits);
    }),
    check("a message that comes again is delivered once", ({ work, explore }) => {
      explore(pair(work, burst("shop", "warehouse", numbers(2)), { duplicates: 1 }), fifo, limits);
      explore(pair(work, burst("shop", "warehouse", numbers(3)), { duplicates: 2 }), fifo, limits);
    }),
    check("equal payloads are different messages, and any data is a payload", ({ work, explore }) => {
      explore(pair(work, burst("shop", "warehouse", [{ sku: 7 }, { sku: 7 }])), fifo, limits);
      explore(
        pair(work, burst("shop", "warehouse", [{ sku: 7 }, { sku: 7 }, { sku: 8 }]), { duplicates: 1 }),
        fifo,
        limits,
      );
      for (const payload of [0, null, "", false])
        explore(pair(work, burst("shop", "warehouse", ["first", payload])), fifo, limits);
    }),
    // Past ten, because text sorts "10" before "9".
    check("twelve messages that arrive backwards", ({ work, follow }) =>
      follow(pair(work, burst("shop", "warehouse", numbers(12))), backwards(12), fifo),
    ),
    check("costs no control message", ({ work, explore }) =>
      explore(
        pair(work, [...burst("shop", "warehouse", [1, 2]), ...burst("warehouse", "shop", [3])], { duplicates: 1 }),
        [sendsNoControlMessage, deliversEverything],
        limits,
      ),
    ),
    check("two shops keep a warehouse busy", ({ work, sample }) =>
      sample(busy(work), [...fifo, sendsNoControlMessage], { runs: 12 }),
    ),
  ],
});

const fifo = [deliversInSendingOrder, deliversEverything];

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

function trio({ fifoDelivery }: Work, inputs: readonly Input[]): System {
  return defineSystem({
    machines: { shop: fifoDelivery, billing: fifoDelivery, warehouse: fifoDelivery },
    channels: "any-order",
    inputs,
  });
}

/** Names that end in numbers, because "shop-1" and 11 read like "shop-11" and 1 when they are glued together. */
function busy({ fifoDelivery }: Work): System {
  const inputs = [
    ...burst("shop-1", "warehouse", numbers(14)),
    ...burst("shop-11", "warehouse", numbers(14)),
    ...burst("warehouse", "shop-1", numbers(3)),
  ];
  return defineSystem({
    machines: { "shop-1": fifoDelivery, "shop-11": fifoDelivery, warehouse: fifoDelivery },
    channels: "any-order",
    inputs,
    faults: { duplicates: 10 },
  });
}

function burst(from: string, to: string, payloads: readonly unknown[]): Input[] {
  return payloads.map((payload) => at(from, { to, payload }));
}

/** The shop is asked to send everything; then the newest message arrives first, the oldest last. */
function backwards(count: number): Choice[] {
  return [
    ...numbers(count).map((number): Choice => ({ kind: "input", machine: "shop", input: number - 1 })),
    ...numbers(count).map((number): Choice => ({
      kind: "deliver",
      from: "shop",
      to: "warehouse",
      nth: count - number,
    })),
  ];
}

/** 1 to `last`. */
function numbers(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
