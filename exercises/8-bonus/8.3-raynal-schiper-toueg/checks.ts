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
      explore(named(work, ["shop > billing", "shop > billing", "shop > billing"]), prompt, limits);
      explore(
        named(work, ["shop > warehouse", "shop > billing", "shop > billing", "billing > warehouse"]),
        prompt,
        limits,
      );
      explore(
        named(work, [
          "shop > billing",
          "shop > billing",
          "returns > billing",
          "billing > warehouse",
          "shop > warehouse",
        ]),
        prompt,
        limits,
      );
      // Timers are let off above; but they must not wait for what never comes.
      follow(staysAway(work), loseTheFirst, [deliversInCausalOrder, deliversEverythingFrom("shop")]);
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
    // Twelve, because text sorts "10" before "9". Then a long queue. Then so many that a count in a byte comes round, with
    // news of them on the long way each time that it does so in fewer bits, and after the tenth.
    check("hundreds of messages keep their order", ({ work, follow }) => {
      follow(backwardsWorld(work, 12), backwards(12), causal);
      follow(backwardsWorld(work, 140), backwards(140), causal);
      follow(named(work, newsOf(noted, 1_025).routes), newsOf(noted, 1_025).schedule, causal);
    }),
    check("costs no control message", ({ work, explore }) => {
      explore(named(work, ["shop > billing", "billing > shop", "shop > billing"]), cheap, limits);
      explore(named(work, ["shop > warehouse", "shop > billing", "billing > warehouse"]), cheap, limits);
    }),
    check("five machines, sixty messages", ({ work, sample }) => {
      const laws = [...prompt, sendsNoControlMessage];
      for (const machines of [gluedNames, dashedNames])
        sample(busy(work, machines), laws, { runs: 3, steps: 400, strategy: "pos" });
    }),
  ],
});

const causal = [deliversInCausalOrder, deliversEverything];
const prompt = [deliversInCausalOrder, waitsOnlyForItsPast, deliversEverything];
const cheap = [deliversInCausalOrder, deliversEverything, sendsNoControlMessage];

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

function backwardsWorld(work: Work, count: number): System {
  return named(
    work,
    numbers(count).map(() => "shop > billing"),
  );
}

/** The newest message arrives first, the oldest last. */
function backwards(count: number): Choice[] {
  const places = numbers(count).map((number) => number - 1);
  return [
    ...places.map((input) => asked("shop", input)),
    ...places.toReversed().map((nth) => hears("billing", "shop", nth)),
  ];
}

const noted: readonly number[] = [1, 2, 4, 8, 10, 16, 32, 64, 100, 128, 256, 512, 1_000, 1_024];

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
