import {
  type AnyMachine,
  type Choice,
  type Execution,
  type Input,
  type MachineId,
  type Schedule,
  type System,
  at,
  defineSystem,
  describeValue,
  simulate,
} from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  deliversEverything,
  deliversInCausalOrder,
  waitsOnlyForItsPast,
} from "@millrace/ordering/causal-order.laws.ts";
import { logIsSmall, logSaysNothingElse, logSaysWhatIsNeeded } from "@millrace/ordering/kshemkalyani-singhal.laws.ts";
import { causalMulticast } from "@millrace/ordering/kshemkalyani-singhal.machine.ts";
import { raynalSchiperToueg } from "@millrace/ordering/raynal-schiper-toueg.ts";

type Work = typeof import("./kshemkalyani-singhal.ts");

export default defineExercise<Work>({
  id: "8.4",
  title: "Kshemkalyani–Singhal",
  minutes: 25,
  source: "K&S ch. 6",
  work: "kshemkalyani-singhal.ts",
  checks: [
    check("a message is due when all that its log wants minded here is delivered", ({ work, cases }) => {
      cases(
        paper,
        ({ log, delivered, isDue }) =>
          work.isDue(log, { self: "warehouse", delivered }) === isDue
            ? undefined
            : { expected: isDue ? "due" : "not due", actual: isDue ? "not due" : "due" },
        ({ log, delivered }) => `${describeValue(log)} at warehouse, which has delivered ${describeValue(delivered)}`,
      );
    }),
    // Three machines: two have no third by way of which news could overtake.
    check("news that takes the long way comes after what it builds on", ({ work, explore }) => {
      explore(orderAndRefund(work), causal, limits);
      explore(numbered(work, ["shop > billing", "shop > billing", "shop > billing"]), causal, limits);
      explore(numbered(work, ["shop > warehouse", "shop > billing", "shop > warehouse"]), causal, limits);
    }),
    check("news of a message to several comes after it, at each of them", ({ work, explore }) => {
      explore(numbered(work, ["shop > billing warehouse", "billing > warehouse"]), causal, limits);
      explore(
        numbered(work, ["shop > billing warehouse", "billing > shop warehouse", "shop > warehouse"]),
        causal,
        limits,
      );
      explore(numbered(work, aroundAndBack), causal, limits);
    }),
    // Four machines: what shop knows reaches warehouse by way of billing. And two that know nothing of each other.
    check(
      "news that is passed on twice, or comes from two sides, comes after what it builds on",
      ({ work, explore, follow }) => {
        explore(numbered(work, passedOn), causal, limits);
        // Returns has heard of neither side, and then of one.
        for (const schedule of [
          hearsBoth,
          [...hearsBoth.slice(0, -1), hears("returns", "billing"), ...hearsBoth.slice(-1)],
        ])
          follow(numbered(work, twoSides), schedule, causal);
        explore(numbered(work, twoSides), causal, limits);
        // A dozen machines: each tells the next and the last one, which hears the newest first.
        follow(systemOf(causalMulticast(work), dozen, passedAlong), newestFirst, causal);
      },
    ),
    check("a message waits for what could have caused it, and for nothing else", ({ work, explore }) => {
      explore(numbered(work, ["shop > billing", "shop > warehouse", "billing > warehouse"]), prompt, limits);
      explore(numbered(work, ["shop > billing warehouse", "billing > warehouse", "shop > billing"]), prompt, limits);
    }),
    check("a log says of every message where it has to be minded", ({ work, explore, follow }) => {
      for (const routes of talks) explore(numbered(work, routes), [logSaysWhatIsNeeded], limits);
      for (const schedule of oldNewsComes) follow(numbered(work, oldNews), schedule, [logSaysWhatIsNeeded]);
      // Twenty messages are all to be minded, and the last one tells of them.
      follow(systemOf(causalMulticast(work), dozen, [...toEach, told]), toldOfAll, [logSaysWhatIsNeeded]);
    }),
    check("a log says nothing that is known to be settled", ({ work, explore, follow }) => {
      for (const routes of talks) explore(numbered(work, routes), [logSaysNothingElse], limits);
      for (const schedule of oldNewsComes) follow(numbered(work, oldNews), schedule, [logSaysNothingElse]);
      explore(numbered(work, oldNews), [logSaysNothingElse], limits);
      follow(systemOf(causalMulticast(work), dozen, passedAlong), newestFirst, [logSaysNothingElse]);
    }),
    check("a log is no longer than it must be", ({ work, explore }) => {
      for (const routes of [...talks, oldNews]) explore(numbered(work, routes), [logIsSmall], limits);
    }),
    // The laws on logs first: a log that doubles with each message should end the run, not the computer. And first a trace
    // that soon has five entries.
    check("forty messages are delivered as Raynal, Schiper and Toueg deliver them", ({ work, follow, equal }) => {
      const system = fortyMessages(causalMulticast(work), (to) => [to]);
      const { schedule, events } = simulate(
        fortyMessages(raynalSchiperToueg, (to) => to),
        { seed: 7 },
      );
      follow(system, [...fiveOpen, ...schedule], logLaws);
      const mine = follow(system, schedule, [...logLaws, ...causal]);
      const [theirs, ours] = [events, mine.events].map(deliveries);
      for (const machine of names) equal(ours?.[machine], theirs?.[machine], `what ${machine} delivers`);
    }),
    // First eleven to one machine, as text sorts "10" before "9". Then the eleventh of "shop-1" and the first of "shop-11",
    // which read alike when they are glued together.
    check("five machines, two dozen messages to several", ({ work, follow, sample }) => {
      const elevenTimes = numbered(
        work,
        Array.from({ length: 11 }, () => "shop > billing"),
      );
      follow(
        elevenTimes,
        elevenTimes.inputs.map((_, input) => asked("shop", input)),
        [...logLaws, ...causal],
      );
      follow(systemOf(causalMulticast(work), alike, elevenAndOne), heardInTurn, [...logLaws, ...causal]);
      sample(busy(work), [...logLaws, ...prompt], { runs: 2, steps: 300, strategy: "pos" });
    }),
  ],
});

const causal = [deliversInCausalOrder, deliversEverything];
const prompt = [deliversInCausalOrder, waitsOnlyForItsPast, deliversEverything];
const logLaws = [logIsSmall, logSaysWhatIsNeeded, logSaysNothingElse];

const names = ["shop", "billing", "warehouse", "returns", "audit"];

const fortyShops = Array.from({ length: 40 }, (_, place) => `shop-${place + 1}`);
const shopsAndWarehouse = fortyShops.map((from) => ({ from, clock: 1, to: ["warehouse"] }));
const allShops = Object.fromEntries(fortyShops.map((from) => [from, 1]));

const paper = [
  { log: [], delivered: {}, isDue: true },
  { log: [{ from: "shop", clock: 1, to: ["warehouse"] }], delivered: { shop: 0 }, isDue: false },
  { log: [{ from: "shop", clock: 1, to: ["warehouse"] }], delivered: { shop: 1 }, isDue: true },
  { log: [{ from: "shop", clock: 1, to: ["billing"] }], delivered: { shop: 0 }, isDue: true },
  { log: [{ from: "shop", clock: 4, to: ["billing", "warehouse"] }], delivered: { shop: 3, billing: 9 }, isDue: false },
  { log: [{ from: "shop", clock: 4, to: ["billing", "warehouse"] }], delivered: { shop: 7 }, isDue: true },
  { log: [{ from: "shop", clock: 10, to: ["warehouse"] }], delivered: { shop: 9 }, isDue: false },
  { log: [{ from: "shop", clock: 9, to: ["warehouse"] }], delivered: { shop: 10 }, isDue: true },
  { log: [{ from: "shop", clock: 3, to: [] }], delivered: { shop: 0 }, isDue: true },
  {
    log: [
      { from: "shop", clock: 1, to: ["warehouse"] },
      { from: "billing", clock: 2, to: ["warehouse"] },
    ],
    delivered: { shop: 1, billing: 1 },
    isDue: false,
  },
  // Numbers that are alike in their last digits or bits, and names that begin or sound alike.
  { log: [{ from: "shop", clock: 100, to: ["warehouse"] }], delivered: { shop: 99 }, isDue: false },
  { log: [{ from: "shop", clock: 1_000, to: ["warehouse"] }], delivered: { shop: 999 }, isDue: false },
  { log: [{ from: "shop", clock: 255, to: ["warehouse"] }], delivered: { shop: 256 }, isDue: true },
  { log: [{ from: "shop", clock: 1, to: ["warehouse-2", "Warehouse"] }], delivered: { shop: 0 }, isDue: true },
  { log: [{ from: "shop", clock: 2, to: ["warehouse"] }], delivered: { shop: 1, Shop: 2, "shop-2": 2 }, isDue: false },
  // A long log, in which the first entry alone is missing, or the last.
  { log: shopsAndWarehouse, delivered: { ...allShops, "shop-1": 0 }, isDue: false },
  { log: shopsAndWarehouse, delivered: { ...allShops, "shop-40": 0 }, isDue: false },
  { log: shopsAndWarehouse, delivered: allShops, isDue: true },
];

const passedOn = ["shop > returns", "shop > billing", "billing > warehouse", "warehouse > returns"];
const twoSides = [
  "shop > returns",
  "billing > returns",
  "shop > warehouse",
  "billing > warehouse",
  "warehouse > returns",
];
/** Warehouse hears of two messages to returns that know nothing of each other, and writes there; that comes first. */
const hearsBoth: Schedule = [
  asked("shop", 0),
  asked("shop", 2),
  hears("warehouse", "shop"),
  asked("billing", 1),
  asked("billing", 3),
  hears("warehouse", "billing"),
  asked("warehouse", 4),
  hears("returns", "warehouse"),
];
const aroundAndBack = ["shop > billing warehouse returns", "billing > warehouse returns", "warehouse > returns"];
/** Warehouse hears of the first message by way of billing, and by the third one that it is settled: in either order. */
const oldNews = [
  "shop > returns",
  "shop > billing",
  "shop > warehouse returns",
  "billing > warehouse",
  "warehouse > billing",
];

const firstHalf = [asked("shop", 0), asked("shop", 1), hears("billing", "shop"), asked("billing", 3)];
const secondHalf = [[hears("warehouse", "billing")], [asked("shop", 2), hears("warehouse", "shop")]];
/** In the one order, and in the other. */
const oldNewsComes: readonly Schedule[] = [secondHalf, secondHalf.toReversed()].map((halves) => [
  ...firstHalf,
  ...halves.flat(),
  asked("warehouse", 4),
]);

/** Together, they have every rule of the log in them: what one makes no difference to, another does. */
const talks = [
  ["shop > warehouse", "shop > billing", "billing > warehouse"],
  ["shop > billing", "billing > shop", "shop > billing"],
  ["shop > billing warehouse", "warehouse > shop", "warehouse > shop"],
  ["shop > billing warehouse", "billing > shop warehouse", "shop > warehouse"],
  passedOn,
];

/** Of the forty messages, five are open when warehouse writes for the third time. */
const fiveOpen: Schedule = [
  asked("returns", 2),
  asked("shop", 0),
  asked("shop", 3),
  asked("warehouse", 4),
  asked("warehouse", 7),
  hears("warehouse", "returns"),
  hears("warehouse", "shop"),
  asked("warehouse", 10),
];

/** Names that are easy to confuse. */
const dozen = ["a", "a1", "a10", "A", "10", "9", "1", "b", "b-1", "b-01", "depot", "shop"];
const passedAlong = dozen.slice(0, -1).map((from, place) => {
  const next = dozen[place + 1] ?? "";
  return at(from, { to: next === "shop" ? ["shop"] : [next, "shop"], payload: place });
});
const newestFirst: Schedule = [
  ...dozen.slice(0, -1).flatMap((from, place): Choice[] => {
    const next = dozen[place + 1] ?? "";
    return [asked(from, place), ...(next === "shop" ? [] : [hears(next, from)])];
  }),
  ...dozen
    .slice(0, -1)
    .toReversed()
    .map((from) => hears("shop", from)),
];
/** Two of them write to each other one, to shop last. Shop hears that, and tells a1. */
const toEach = ["a", "a10"].flatMap((from) =>
  dozen.filter((to) => to !== from).map((to) => at(from, { to: [to], payload: to })),
);
const told = at("shop", { to: ["a1"], payload: "" });
const toldOfAll: Schedule = [
  ...toEach.map(({ machine }, input) => asked(machine, input)),
  hears("shop", "a"),
  hears("shop", "a10"),
  asked("shop", toEach.length),
];

const alike = ["shop-1", "shop-11", "billing", "warehouse"];
const elevenAndOne = [
  ...Array.from({ length: 10 }, (_, place) => at("shop-1", { to: ["billing"], payload: place })),
  ...["shop-1", "shop-11"].map((from) => at(from, { to: ["billing", "warehouse"], payload: from })),
  at("billing", { to: ["warehouse"], payload: "" }),
];
/** Billing hears each at once and tells warehouse, which has heard nothing. */
const heardInTurn: Schedule = elevenAndOne.flatMap(({ machine }, place) => [
  asked(machine, place),
  hears(machine === "billing" ? "warehouse" : "billing", machine),
]);

/** Right answers need hundreds of states. */
const limits = { states: 10_000 };

function orderAndRefund(work: Work): System {
  const inputs = [
    at("shop", { to: ["warehouse"], payload: "order" }),
    at("shop", { to: ["billing"], payload: "invoice" }),
    at("billing", { to: ["warehouse"], payload: "refund" }),
  ];
  return systemOf(causalMulticast(work), names.slice(0, 3), inputs);
}

/** The machines that the routes name, and requests numbered from 1. A route is written "from > to to to". */
function numbered(work: Work, routes: readonly string[]): System {
  const inputs = routes.map((route, index) => {
    const [from = "", to = ""] = route.split(" > ");
    return at(from, { to: to.split(" "), payload: index + 1 });
  });
  const machines = names.filter((name) => routes.some((route) => route.split(" ").includes(name)));
  return systemOf(causalMulticast(work), machines, inputs);
}

function systemOf(machine: AnyMachine, machines: readonly MachineId[], inputs: readonly Input[]): System {
  return defineSystem({
    machines: Object.fromEntries(machines.map((name) => [name, machine])),
    channels: "any-order",
    inputs,
  });
}

/** Every machine writes to every other one twice, each message to one. What a request looks like is the machine's own. */
function fortyMessages(machine: AnyMachine, destinations: (to: MachineId) => unknown): System {
  const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => ({ from, to })));
  const inputs = [...pairs, ...pairs].map((_, turn) => {
    const { from, to } = pairs[(turn * 7) % pairs.length] ?? { from: "", to: "" };
    return at(from, { to: destinations(to), payload: turn }, { atMs: turn });
  });
  return systemOf(machine, names, inputs);
}

/** Each message goes to one, two, three or all four others, in turn. */
function busy(work: Work): System {
  const inputs = Array.from({ length: 24 }, (_, turn) => {
    const from = turn % 2 === 0 ? 0 : (turn * 2) % 5;
    const to = Array.from(
      { length: 1 + ((turn >> 1) % 4) },
      (_each, step) => names[(from + 1 + ((turn + step) % 4)) % 5],
    );
    return at(names[from] ?? "", { to, payload: turn });
  });
  return systemOf(causalMulticast(work), names, inputs);
}

/** By machine: what was put out, in order. */
function deliveries(events: Execution["events"]): Record<MachineId, unknown[]> {
  const all: Record<MachineId, unknown[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (const { machine, outputs } of events) all[machine]?.push(...outputs);
  return all;
}

function asked(machine: MachineId, input: number): Choice {
  return { kind: "input", machine, input };
}

/** The oldest message from there that has not arrived. */
function hears(to: MachineId, from: MachineId): Choice {
  return { kind: "deliver", from, to, nth: 0 };
}
