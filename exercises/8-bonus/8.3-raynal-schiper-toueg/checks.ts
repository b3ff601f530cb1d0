import { type Choice, type Faults, type Input, type MachineId, type System, at, defineSystem } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  deliversEverything,
  deliversEverythingFrom,
  deliversInCausalOrder,
  sendsNoControlMessage,
  waitsOnlyForItsPast,
} from "@millrace/ordering/causal-order.laws.ts";

type Work = typeof import("./raynal-schiper-toueg.ts");

export default defineExercise<Work>({
  id: "8.3",
  title: "Raynal–Schiper–Toueg",
  minutes: 20,
  source: "K&S ch. 6",
  work: "raynal-schiper-toueg.ts",
  checks: [
    // Five steps. Three machines: two have no third by way of which news could overtake.
    check("news that takes the long way comes after what it builds on", ({ work, explore }) =>
      explore(orderAndRefund(work), causal, limits),
    ),
    check("what one machine sends to another keeps its order", ({ work, explore }) => {
      explore(named(work, ["shop > billing", "shop > billing", "shop > billing", "shop > billing"]), causal, limits);
      explore(named(work, ["shop > billing", "shop > billing", "billing > shop", "billing > shop"]), causal, limits);
    }),
    // Whoever counts what a machine sends, and not what it sends to whom, waits here for what went elsewhere.
    check("nobody waits for what was sent to others", ({ work, explore }) => {
      explore(named(work, ["shop > billing", "shop > warehouse", "billing > warehouse"]), prompt, limits);
      explore(
        named(work, ["shop > billing", "shop > warehouse", "shop > billing", "warehouse > billing"]),
        prompt,
        limits,
      );
    }),
    // Three sources for one machine: whoever remembers only the newest of what it has heard forgets one of two.
    check("news from two sides comes after what it builds on, on both", ({ work, explore }) =>
      explore(
        named(work, [
          "shop > returns",
          "billing > returns",
          "shop > warehouse",
          "billing > warehouse",
          "warehouse > returns",
        ]),
        causal,
        limits,
      ),
    ),
    // Four machines: what shop knows reaches warehouse by way of billing, which has sent nothing to returns itself.
    check("news that is passed on twice comes after what it builds on", ({ work, explore, follow }) => {
      explore(
        named(work, ["shop > returns", "shop > billing", "billing > warehouse", "warehouse > returns"]),
        causal,
        limits,
      );
      explore(
        named(work, ["returns > shop", "returns > warehouse", "warehouse > billing", "billing > shop"]),
        causal,
        limits,
      );
      // A dozen machines: each tells the last one and the next, and the last one hears the newest first.
      follow(systemOf(work, dozen, passedAlong), newestFirst, causal);
    }),
    // Twice the same way, so that some is old news already; and to and fro, so that machines learn of what they received.
    check("a conversation keeps its order, back and forth", ({ work, explore }) => {
      explore(
        named(work, [
          "shop > warehouse",
          "shop > billing",
          "billing > warehouse",
          "shop > warehouse",
          "warehouse > billing",
        ]),
        causal,
        limits,
      );
      explore(
        named(work, [
          "shop > billing",
          "billing > shop",
          "shop > warehouse",
          "warehouse > billing",
          "billing > warehouse",
        ]),
        causal,
        limits,
      );
    }),
    check("a message waits for what could have caused it, and for nothing else", ({ work, explore, follow }) => {
      explore(named(work, ["shop > billing", "shop > billing", "shop > billing"]), [waitsOnlyForItsPast], limits);
      explore(
        named(work, ["shop > warehouse", "shop > billing", "shop > billing", "billing > warehouse"]),
        [waitsOnlyForItsPast],
        limits,
      );
      follow(besides(work), dueBesideEarly, [waitsOnlyForItsPast]);
      // Timers are let off by that law; but they must not wait for what never comes.
      follow(staysAway(work), loseTheFirst, [deliversInCausalOrder, deliversEverythingFrom("shop")]);
      explore(besides(work), [waitsOnlyForItsPast], limits);
    }),
    check("equal payloads are different messages, and any data is a payload", ({ work, explore }) => {
      const sameAgain = orderAndRefundRoutes.map((route) => sending(route, { sku: 7 }));
      explore(systemOf(work, names.slice(0, 3), sameAgain), causal, limits);
      explore(
        systemOf(
          work,
          names.slice(0, 2),
          [{ sku: 7 }, { sku: 7 }, { sku: 8 }].map((payload) => sending("shop > billing", payload)),
        ),
        causal,
        limits,
      );
      for (const payload of unusualPayloads) {
        const inputs = [sending("shop > billing", "first"), sending("shop > billing", payload)];
        explore(systemOf(work, names.slice(0, 2), inputs), causal, limits);
      }
    }),
    // Twelve, because text sorts "10" before "9". Then three long queues. Then so many that a count in a byte comes round,
    // with news of them on the long way each time that it does so in fewer bits, and after the tenth.
    check("hundreds of messages keep their order", ({ work, follow }) => {
      follow(backwardsWorld(work, [12]), backwards([12]), causal);
      follow(backwardsWorld(work, [66, 37, 37]), backwards([66, 37, 37]), causal);
      follow(named(work, newsOf(noted, 257).routes), newsOf(noted, 257).schedule, causal);
    }),
    check("costs no control message", ({ work, explore }) => {
      explore(named(work, ["shop > billing", "billing > shop", "shop > billing"]), cheap, limits);
      explore(named(work, ["shop > warehouse", "shop > billing", "billing > warehouse"]), cheap, limits);
    }),
    check("five machines, sixty messages", ({ work, follow, sample }) => {
      for (const machines of [gluedNames, dashedNames])
        follow(systemOf(work, machines, chainOf(machines)), theLongWay(machines), prompt);
      follow(systemOf(work, ["shop-1", "shop-11", "billing"], elevenAndOne), heldTogether, prompt);
      sample(busy(work, dashedNames), [...prompt, sendsNoControlMessage], { runs: 2, steps: 400, strategy: "pos" });
    }),
  ],
});

const causal = [deliversInCausalOrder, deliversEverything];
const prompt = [deliversInCausalOrder, waitsOnlyForItsPast, deliversEverything];
const cheap = [sendsNoControlMessage, deliversEverything];

const names = ["shop", "billing", "warehouse", "returns"];

/** Glued together, "north" to "eastsouth" reads like "northeast" to "south"; with a dash between them, the others do. */
const gluedNames = ["north", "eastsouth", "northeast", "south", "centre"];
const dashedNames = ["north", "east-south", "north-east", "south", "centre"];

/** Names that are easy to confuse, and some with signs in them. */
const dozen = ["a", "a1", "a10", "A", "10", "9", "1", "a > b", "a:b", "a b", "a,b", "shop"];
const passedAlong = dozen.slice(0, -1).flatMap((from, place) => {
  const next = dozen[place + 1] ?? "";
  return [
    at(from, { to: "shop", payload: place }),
    ...(next === "shop" ? [] : [at(from, { to: next, payload: -place })]),
  ];
});
const newestFirst: readonly Choice[] = [
  ...passedAlong.flatMap(({ machine, input }, place): Choice[] => {
    const { to } = input as { readonly to: string };
    return to === "shop" ? [asked(machine, place)] : [asked(machine, place), hears(to, machine)];
  }),
  ...dozen
    .slice(0, -1)
    .toReversed()
    .map((from) => hears("shop", from)),
];

/** Data that looks like nothing, like several payloads, like other data, like a message. */
const unusualPayloads = [
  0,
  null,
  "",
  false,
  [],
  [1, [2]],
  {},
  " 7 ",
  -1.5,
  { sent: { shop: { billing: 1 } }, payload: "first" },
];

/** Right answers need hundreds of states; one that sends without end should hear so soon. */
const limits = { states: 10_000 };

const orderAndRefundRoutes = ["shop > warehouse", "shop > billing", "billing > warehouse"];

function orderAndRefund(work: Work): System {
  const inputs = ["order", "invoice", "refund"].map((payload, index) =>
    sending(orderAndRefundRoutes[index] ?? "", payload),
  );
  return systemOf(work, names.slice(0, 3), inputs);
}

/** The machines that the routes name, and requests numbered from 1. A route is written "from > to". */
function named(work: Work, routes: readonly string[], faults: Faults = {}): System {
  const machines = names.filter((name) => routes.some((route) => route.split(" > ").includes(name)));
  return systemOf(
    work,
    machines,
    routes.map((route, index) => sending(route, index + 1)),
    faults,
  );
}

function systemOf(
  { raynalSchiperToueg }: Work,
  machines: readonly MachineId[],
  inputs: readonly Input[],
  faults: Faults = {},
): System {
  return defineSystem({
    machines: Object.fromEntries(machines.map((name) => [name, raynalSchiperToueg])),
    channels: "any-order",
    inputs,
    faults,
  });
}

function sending(route: string, payload: unknown): Input {
  const [from = "", to = ""] = route.split(" > ");
  return at(from, { to, payload });
}

/** Billing has to do with what comes early, with what is due beside it, and with news for warehouse. */
function besides(work: Work): System {
  return named(work, [
    "shop > billing",
    "shop > billing",
    "returns > billing",
    "billing > warehouse",
    "shop > warehouse",
  ]);
}

/** Billing hears the second message of shop too early, and then one of returns that waits for nothing. */
const dueBesideEarly: readonly Choice[] = [
  asked("shop", 0),
  asked("shop", 1),
  hears("billing", "shop", 1),
  asked("returns", 2),
  hears("billing", "returns"),
];

/** The first message of billing never reaches warehouse; shop has heard nothing of billing when it sends. */
function staysAway(work: Work): System {
  return named(work, ["billing > warehouse", "billing > warehouse", "shop > warehouse", "shop > warehouse"], {
    drops: 1,
  });
}

const loseTheFirst: readonly Choice[] = [
  asked("billing", 0),
  asked("billing", 1),
  asked("shop", 2),
  asked("shop", 3),
  { kind: "drop", from: "billing", to: "warehouse", nth: 0 },
  hears("warehouse", "billing"),
];

/** So many messages to warehouse, of shop, billing and returns. */
function backwardsRoutes(counts: readonly number[]): string[] {
  const sources = ["shop", "billing", "returns"];
  return counts.flatMap((count, place) => numbers(count).map(() => `${sources[place] ?? ""} > warehouse`));
}

function backwardsWorld(work: Work, counts: readonly number[]): System {
  return named(work, backwardsRoutes(counts));
}

/** The newest messages arrive first, the oldest last, so that all but one of them wait together. */
function backwards(counts: readonly number[]): Choice[] {
  const sources = backwardsRoutes(counts).map((route) => route.split(" > ")[0] ?? "");
  const arrivals = sources.map((from, place) => ({ from, nth: place - sources.indexOf(from) })).toReversed();
  return [
    ...sources.map((from, input) => asked(from, input)),
    ...arrivals.filter(({ nth }) => nth > 0).map(({ from, nth }) => hears("warehouse", from, nth)),
    ...arrivals.filter(({ nth }) => nth === 0).map(({ from }) => hears("warehouse", from)),
  ];
}

const noted: readonly number[] = [1, 2, 4, 8, 10, 16, 32, 64, 100, 128, 256];

/** Shop sends warehouse so many messages. After those with these numbers, news goes by way of billing and is faster. */
function newsOf(places: readonly number[], count: number): { routes: string[]; schedule: Choice[] } {
  const routes: string[] = [];
  const schedule: Choice[] = [];
  const send = (route: string): void => {
    schedule.push(asked(route.split(" > ")[0] ?? "", routes.length));
    routes.push(route);
  };
  for (const number of numbers(count)) {
    send("shop > warehouse");
    if (places.includes(number)) {
      send("shop > billing");
      schedule.push(hears("billing", "shop"));
      send("billing > warehouse");
      schedule.push(hears("warehouse", "billing"));
    }
    schedule.push(hears("warehouse", "shop"));
  }
  return { routes, schedule };
}

/** The first writes to the fourth and to the second, that to the third, and that to the fourth. */
function chainOf([first = "", second = "", third = "", fourth = ""]: readonly MachineId[]): Input[] {
  const routes = [`${first} > ${fourth}`, `${first} > ${second}`, `${second} > ${third}`, `${third} > ${fourth}`];
  return routes.map((route, place) => sending(route, place));
}

/** The fourth hears the first last. */
function theLongWay([first = "", second = "", third = "", fourth = ""]: readonly MachineId[]): Choice[] {
  return [
    asked(first, 0),
    asked(first, 1),
    hears(second, first),
    asked(second, 2),
    hears(third, second),
    asked(third, 3),
    hears(fourth, third),
    hears(fourth, first),
  ];
}

/** The eleventh message of "shop-1" and the first of "shop-11" to billing read alike when name and number are glued together. */
const elevenAndOne = [
  ...numbers(11).map((number) => sending("shop-1 > billing", number)),
  sending("shop-1 > shop-11", ""),
  sending("shop-11 > billing", 1),
];

/** Both wait at billing for the first of shop-1, of which shop-11 has heard. */
const heldTogether: readonly Choice[] = [
  ...numbers(12).map((number) => asked("shop-1", number - 1)),
  hears("shop-11", "shop-1"),
  asked("shop-11", 12),
  hears("billing", "shop-1", 10),
  hears("billing", "shop-11"),
];

/** Each machine writes to each other one, three times, in an order that mixes them. */
function busy(work: Work, machines: readonly MachineId[]): System {
  const pairs = machines.flatMap((from) => machines.filter((to) => to !== from).map((to) => ({ from, to })));
  const inputs = numbers(60).flatMap((number) => {
    const pair = pairs[(number * 7) % pairs.length];
    return pair === undefined ? [] : [at(pair.from, { to: pair.to, payload: number })];
  });
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
