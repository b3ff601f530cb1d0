import { type Choice, type Faults, type Input, type MachineId, type System, at, defineSystem } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  deliversEverything,
  deliversEverythingFrom,
  deliversInCausalOrder,
  sendsNoControlMessage,
  waitsOnlyForItsPast,
} from "@millrace/ordering/causal-order.laws.ts";

type Work = typeof import("./causal-broadcast.ts");

export default defineExercise<Work>({
  id: "2.3",
  title: "Causal broadcast",
  minutes: 20,
  source: "beyond the book: Birman, Schiper and Stephenson; causal order: K&S ch. 6",
  work: "causal-broadcast.ts",
  checks: [
    // Four steps: shop asks, billing hears it and answers, warehouse hears the answer. Two machines have no third to
    // hear it from.
    check("an answer never comes before what it answers", ({ work, explore }) =>
      explore(orderAndRefund(work), causal, limits),
    ),
    // Two receivers, as a count for each message is one for each broadcast while there is only one.
    check("what one machine sends keeps its order, everywhere", ({ work, explore }) => {
      explore(trio(work, ["shop", "shop"]), causal, limits);
      explore(pair(work, ["shop", "shop", "shop", "shop"]), causal, limits);
    }),
    // Three senders: whoever remembers only the newest of what it has heard forgets one of two.
    check("an answer to two messages comes after both", ({ work, explore }) =>
      explore(trio(work, ["shop", "billing", "warehouse"]), causal, limits),
    ),
    // Two of one machine and one of another: the one may come between the two, before them or after them.
    check("a conversation keeps its order, back and forth", ({ work, explore }) => {
      explore(trio(work, ["shop", "billing", "shop"]), causal, limits);
    }),
    // Four machines: the answer to an answer reaches one that has heard neither. Every order of two messages, and one
    // order of three, as all of them are too many.
    check("an answer to an answer comes after both, on four machines", ({ work, explore, follow }) => {
      explore(four(work, ["warehouse", "returns"]), causal, limits);
      follow(four(work, ["shop", "billing", "warehouse"]), lastAnswerFirst, causal);
      // The same with a dozen: everybody answers all before, and the last hears the newest first.
      follow(systemOf(work, dozen, numbered(dozen.slice(0, -1))), newestFirst, causal);
    }),
    check("a message waits for what its sender knew, and for nothing else", ({ work, explore, follow }) => {
      explore(pair(work, ["shop", "shop", "shop"]), [waitsOnlyForItsPast], limits);
      follow(trio(work, ["shop", "billing", "shop"]), dueBesideEarly, [waitsOnlyForItsPast]);
      // Timers are let off by that law; but they must not wait for what never comes.
      follow(staysAway(work), loseTheFirst, [deliversInCausalOrder, deliversEverythingFrom("shop")]);
      explore(trio(work, ["shop", "billing", "shop"]), [waitsOnlyForItsPast], limits);
    }),
    check("equal payloads are different messages, and any data is a payload", ({ work, explore }) => {
      // The same again by one machine, of which two wait together; and by two machines.
      const equals = (...senders: MachineId[]): Input[] =>
        senders.map((machine) => at(machine, { payload: { sku: 7 } }));
      explore(systemOf(work, names.slice(0, 2), equals("shop", "shop", "shop")), causal, limits);
      explore(systemOf(work, names.slice(0, 3), equals("shop", "billing")), causal, limits);
      for (const payload of unusualPayloads) {
        const inputs = [at("shop", { payload: "first" }), at("shop", { payload })];
        explore(systemOf(work, names.slice(0, 2), inputs), causal, limits);
      }
    }),
    // Twelve, and an answer to the tenth, because text sorts "10" before "9". Then a long queue. Then so many that a count
    // in a byte comes round, with an answer each time that it does so in fewer bits.
    check("hundreds of messages keep their order", ({ work, follow }) => {
      follow(pair(work, answeredAt([], 12)), backwards(12), causal);
      follow(trio(work, answeredAt([10], 10)), everyAnswerFirst([10], 10), causal);
      follow(pair(work, answeredAt([], 130)), backwards(130), causal);
      follow(trio(work, answeredAt(answered, 257)), everyAnswerFirst(answered, 257), causal);
    }),
    // And where much waits: whoever asks for what is missing does so then.
    check("costs no control message", ({ work, explore, follow }) => {
      explore(pair(work, ["shop", "billing"]), cheap, limits);
      explore(trio(work, ["shop", "billing"]), cheap, limits);
      follow(trio(work, ["shop", "billing", "shop"]), bothWait, cheap);
      follow(pair(work, answeredAt([], 12)), backwards(12), cheap);
    }),
    // First the eleventh message of "shop-1" and then the first of "shop-11", which read alike when they are glued together;
    // each is due when it comes, and then both have to wait.
    check("five machines, two dozen messages", ({ work, follow, sample }) => {
      follow(systemOf(work, alike, elevenAndOne), heardInTurn, prompt);
      follow(systemOf(work, alike, elevenAndOne), heldTogether, prompt);
      sample(busy(work), [...prompt, sendsNoControlMessage], { runs: 3, steps: 400 });
    }),
  ],
});

const causal = [deliversInCausalOrder, deliversEverything];
const prompt = [deliversInCausalOrder, waitsOnlyForItsPast, deliversEverything];
const cheap = [sendsNoControlMessage, deliversEverything];

const names = ["shop", "billing", "warehouse", "returns"];

/** Data that looks like nothing, like several payloads, like other data, like a message. */
const unusualPayloads = [0, null, "", false, [], [1, [2]], {}, " 7 ", -1.5, { stamp: { shop: 1 }, payload: "first" }];

/** Right answers need hundreds of states; one that sends without end should hear so soon. */
const limits = { states: 10_000 };

function orderAndRefund(work: Work): System {
  const inputs = [at("shop", { payload: "order" }), at("billing", { payload: "refund" })];
  return systemOf(work, names.slice(0, 3), inputs);
}

function pair(work: Work, senders: readonly MachineId[]): System {
  return systemOf(work, names.slice(0, 2), numbered(senders));
}

function trio(work: Work, senders: readonly MachineId[]): System {
  return systemOf(work, names.slice(0, 3), numbered(senders));
}

function four(work: Work, senders: readonly MachineId[]): System {
  return systemOf(work, names, numbered(senders));
}

function systemOf(
  { causalBroadcast }: Work,
  machines: readonly MachineId[],
  inputs: readonly Input[],
  faults: Faults = {},
): System {
  return defineSystem({
    machines: Object.fromEntries(machines.map((name) => [name, causalBroadcast])),
    channels: "any-order",
    inputs,
    faults,
  });
}

function numbered(senders: readonly MachineId[]): Input[] {
  return senders.map((machine, index) => at(machine, { payload: index + 1 }));
}

/** Billing answers shop, warehouse answers billing, and returns hears the newest first. */
const lastAnswerFirst: readonly Choice[] = [
  asked("shop", 0),
  hears("billing", "shop"),
  asked("billing", 1),
  hears("warehouse", "shop"),
  hears("warehouse", "billing"),
  asked("warehouse", 2),
  hears("returns", "warehouse"),
  hears("returns", "billing"),
  hears("shop", "warehouse"),
  hears("returns", "shop"),
];

/** Names that are easy to confuse. */
const dozen = ["a", "a1", "a10", "A", "10", "9", "1", "b", "b-1", "b-01", "depot", "shop"];
const newestFirst: readonly Choice[] = [
  ...dozen
    .slice(0, -1)
    .flatMap((name, place) => [...dozen.slice(0, place).map((other) => hears(name, other)), asked(name, place)]),
  ...dozen
    .slice(0, -1)
    .toReversed()
    .map((other) => hears("shop", other)),
  // And all others, in any order.
  ...dozen.slice(0, -1).flatMap((name, place) => dozen.slice(0, place).map((other) => hears(other, name))),
];

/** Warehouse hears the second message of shop too early, and then one of billing that waits for nothing. */
const dueBesideEarly: readonly Choice[] = [
  asked("shop", 0),
  asked("shop", 2),
  hears("warehouse", "shop", 1),
  asked("billing", 1),
  hears("warehouse", "billing"),
];

/** Warehouse lacks the first message of shop, for which the second one waits, and the answer of billing. */
const bothWait: readonly Choice[] = [
  asked("shop", 0),
  hears("billing", "shop"),
  asked("billing", 1),
  asked("shop", 2),
  hears("warehouse", "shop", 1),
  hears("warehouse", "billing"),
];

/** The first message of billing never reaches warehouse; shop has heard nothing of billing when it sends. */
function staysAway(work: Work): System {
  return systemOf(work, names.slice(0, 3), numbered(["billing", "billing", "shop", "shop"]), { drops: 1 });
}

const loseTheFirst: readonly Choice[] = [
  asked("billing", 0),
  asked("billing", 1),
  asked("shop", 2),
  asked("shop", 3),
  { kind: "drop", from: "billing", to: "warehouse", nth: 0 },
  hears("warehouse", "billing"),
];

/** The newest message arrives first, the oldest last. */
function backwards(count: number): Choice[] {
  const places = numbers(count).map((number) => number - 1);
  return [
    ...places.map((input) => asked("shop", input)),
    ...places.toReversed().map((nth) => hears("billing", "shop", nth)),
  ];
}

const answered: readonly number[] = [1, 2, 4, 8, 10, 16, 32, 64, 100, 128, 256];

/** Shop sends so many messages, and billing answers those with these numbers. */
function answeredAt(places: readonly number[], count: number): MachineId[] {
  return numbers(count).flatMap((number) => (places.includes(number) ? ["shop", "billing"] : ["shop"]));
}

/** Warehouse hears each answer before what it answers. */
function everyAnswerFirst(places: readonly number[], count: number): Choice[] {
  let input = 0;
  return numbers(count).flatMap((number) => {
    const message = [asked("shop", input++), hears("billing", "shop")];
    if (!places.includes(number)) return [...message, hears("warehouse", "shop")];
    const answer = [asked("billing", input++), hears("warehouse", "billing"), hears("shop", "billing")];
    return [...message, ...answer, hears("warehouse", "shop")];
  });
}

const alike = ["shop-1", "shop-11", "billing"];
const elevenAndOne = numbered([...numbers(11).map(() => "shop-1"), "shop-11"]);
const heardInTurn: readonly Choice[] = elevenAndOne.flatMap(({ machine }, place) => [
  asked(machine, place),
  hears("billing", machine),
]);

/** Billing lacks the first of shop-1, which shop-11 has heard. */
const heldTogether: readonly Choice[] = [
  ...numbers(11).map((number) => asked("shop-1", number - 1)),
  hears("shop-11", "shop-1"),
  asked("shop-11", 11),
  hears("billing", "shop-1", 10),
  hears("billing", "shop-11"),
];

/** One of them sends as much as all others. */
function busy(work: Work): System {
  const machines = [...alike, "warehouse", "returns"];
  const others = machines.slice(1).flatMap((machine) => ["shop-1", machine]);
  const inputs = [others, others, others]
    .flat()
    .map((machine, turn) => at(machine, { payload: turn }, { atMs: turn * 4 }));
  return systemOf(work, machines, inputs);
}

function asked(machine: MachineId, input: number): Choice {
  return { kind: "input", machine, input };
}

function hears(to: MachineId, from: MachineId, nth = 0): Choice {
  return { kind: "deliver", from, to, nth };
}

/** 1 to `last`. */
function numbers(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
