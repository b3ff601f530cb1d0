import {
  type AnyMachine,
  type Exploration,
  type Law,
  type System,
  at,
  defineSystem,
  explore,
  sample,
  simulate,
} from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupRows, mergeGroups } from "./aggregate.ts";
import {
  type Jobs,
  answersLikeOneMachine,
  charactersMax,
  closesWithOneGoodAttempt,
  costsPartsAndEnds,
  judgeFigures,
  messagesStaySmall,
  sendsEachCustomerToOnePlace,
  spreadsTheWork,
} from "./shuffle.laws.ts";
import { type Attempt, type Order, type ShuffleOptions, hashOf } from "./shuffle.orders.ts";
import { type Message, type Totals, mapper, orderFigures, reducer } from "./shuffle.ts";

const anyOrders = fc.uniqueArray(
  fc.record({ customer: fc.constantFrom("dan", "cleo"), amount: fc.integer({ min: -9, max: 9 }), at: fc.nat(99) }),
  { selector: ({ at: moment }) => moment, minLength: 1, maxLength: 12 },
);

test("however orders are cut into splits, and in whatever order these are merged, the figures are those of one machine", () => {
  fc.assert(
    fc.property(anyOrders, fc.array(fc.nat(3), { minLength: 12, maxLength: 12 }), (orders, splits) => {
      const groups = new Map<string, Totals>();
      for (const split of [2, 0, 3, 1]) {
        const own = orders.filter((_order, place) => splits[place] === split);
        mergeGroups(groups, groupRows(own, { key: ({ customer }) => customer, aggregate: orderFigures }), orderFigures);
      }
      for (const [customer, totals] of groups) {
        const own = orders.filter((order) => order.customer === customer);
        expect(judgeFigures(orderFigures.result(totals), own)).toBeUndefined();
      }
    }),
  );
});

test("figures that are wrong, missing or too many break the law about them", () => {
  const orders = [dan(100, 5), dan(300, 2)];
  const right = { orders: 2, amount: 400, averageAmount: 200, lastAmount: 100 };
  expect(judgeFigures({ ...right, averageAmount: 200 + 1e-12 }, orders)).toBeUndefined();
  for (const wrong of [{ ...right, lastAmount: 300 }, { ...right, more: 1 }, { orders: 2 }, undefined]) {
    expect(judgeFigures(wrong, orders)).toBeDefined();
  }
});

test("hashes are whole numbers of 32 bits, the same each time, and spread names evenly", () => {
  const hashes = Array.from({ length: 1_000 }, (_, number) => hashOf(`customer ${number}`));
  expect(hashes.every((hash) => Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32)).toBe(true);
  expect(hashOf("customer 7")).toBe(hashes[7]);
  for (const places of [2, 3, 4, 10]) {
    for (let place = 0; place < places; place++) {
      const share = hashes.filter((hash) => hash % places === place).length;
      expect(Math.abs(share - 1_000 / places)).toBeLessThan(100);
    }
  }
});

describe("a shuffle makes the table of one machine", () => {
  test("for one to three splits and reducers, in every order of messages", () => {
    for (const splits of [
      [[]],
      [[dan(1, 1), cleo(2, 2)]],
      [[dan(1, 1)], [dan(5, 0), cleo(2, 2)]],
      [[dan(1, 1)], [], [dan(7, 9)]],
    ]) {
      for (const reducers of [["r0"], ["r0", "r1"], ["r2", "r0", "r1"]]) {
        const world: World = { jobs: { daily: splits }, reducers, groupsMax: 1 };
        if (splits.length * reducers.length > 5) continue;
        expect(outcomeOf(explore(systemOf(world), { laws: lawsOf(world) }))).toBe("proved");
      }
    }
  });

  test("if of each split one attempt comes through, whatever is lost of others", () => {
    const system = withFaults(systemOf(small, [attempt("daily", 0), attempt("daily", 0, 1)]), { drops: 2 });
    expect(outcomeOf(explore(system, { laws: resultLaws(small) }))).toBe("proved");
  });

  test("for two jobs at the same time, and on seeds for large ones", () => {
    const two: World = { jobs: { a: [[dan(1, 1)]], b: [[dan(2, 1)], [dan(3, 2)]] }, reducers: ["r0"], groupsMax: 9 };
    expect(outcomeOf(explore(systemOf(two), { laws: lawsOf(two) }))).toBe("proved");
    const splits = Array.from({ length: 9 }, (_, split) =>
      Array.from({ length: 40 }, (_order, place) => ({
        customer: `customer ${(place * place + split) % 60}`,
        amount: place * 7 - 40,
        at: split * 100 + place,
      })),
    );
    const large: World = { jobs: { a: splits, b: splits.slice(3) }, reducers: ["r0", "r1", "r2", "r3"], groupsMax: 4 };
    const laws = [...lawsOf(large), spreadsTheWork(large.jobs)];
    expect(sample(systemOf(large), { laws, runs: 2 }).outcome).toBe("sampled");
  });
});

test("with room for all customers, m splits and r reducers cost m·r parts and m·r ends", () => {
  const split = Array.from({ length: 60 }, (_, place) => ({ customer: `customer ${place}`, amount: 1, at: place }));
  const world: World = { jobs: { daily: [split, split, split] }, reducers: ["r0", "r1"], groupsMax: 60 };
  const sends = simulate(systemOf(world)).events.flatMap((event) => event.sends);
  const count = (type: string): number => sends.filter(({ message }) => (message as Message).type === type).length;
  expect([count("part"), count("end")]).toEqual([6, 6]);
});

describe("a wrong shuffle breaks", () => {
  const two: World = {
    jobs: {
      daily: [
        [dan(100, 5), cleo(300, 2)],
        [cleo(10, 1), dan(30, 9)],
      ],
    },
    reducers: ["r0", "r1"],
    groupsMax: 1,
  };
  const result = answersLikeOneMachine(two.jobs);
  const end = closesWithOneGoodAttempt(two.jobs, two);
  const sent = sendsEachCustomerToOnePlace(two.jobs, two);
  const cost = costsPartsAndEnds(two.jobs, two);
  const cases: readonly (readonly [string, Law, Flaws])[] = [
    ["the rows, if a reducer closes with the first end", result, { closesAtOnce: true }],
    ["the rows, if it closes twice", result, { repeats: true }],
    ["the rows, if they have another shape", result, { says: "done" }],
    ["the rows, if they are of another job", result, { job: "weekly" }],
    ["the rows, if there is one too many", result, { addsRow: { customer: "eve", orders: 0 } }],
    ["the rows, if a row comes twice", result, { doublesRows: true }],
    ["liveness, if a reducer keeps silent", end, { isSilent: true }],
    ["liveness, if a row is left out", end, { leavesRowsOut: true }],
    ["what is sent, if it has another shape", sent, { changes: (message) => ({ ...message, type: "other" }) }],
    ["what is sent, if it is of no attempt", sent, { changes: (message) => ({ ...message, attempt: 7 }) }],
    ["what is sent, if it has no id", sent, { changes: ({ type }) => ({ type }) }],
    ["what is sent, if groups are no map", sent, { changes: (message) => ({ ...message, groups: {} }) }],
    [
      "what is sent, if a customer is made up",
      sent,
      { changes: (message) => ({ ...message, groups: new Map([["x", 1]]) }) },
    ],
    [
      "what is sent, if a part is too large",
      sent,
      {
        changes: (message) => ({
          ...message,
          groups: new Map([
            ["dan", 1],
            ["cleo", 1],
          ]),
        }),
      },
    ],
    [
      "what is sent, if all reducers get the same",
      sent,
      { changes: (message) => ({ ...message, groups: new Map([["dan", 1]]) }) },
    ],
    ["what is sent, if it goes now here, now there", sent, { swapsInSplit: 1 }],
    ["the cost, if there is no end", cost, { keeps: "end" }],
    ["the cost, if there is no part", cost, { keeps: "part" }],
    ["the cost, if there is a second end", cost, { doubles: "end" }],
    ["the cost, if there is an empty part", cost, { addsEmptyPart: true }],
    [
      "the size, if orders travel",
      messagesStaySmall(two),
      { changes: (message) => ({ ...message, all: new Array<number>(300).fill(1) }) },
    ],
    [
      "the size, if they travel in a set of large numbers",
      messagesStaySmall(two),
      { changes: (message) => ({ ...message, all: new Set([10n ** 500n]) }) },
    ],
    ["the spread, if one reducer has all", spreadsTheWork(two.jobs), { toFirst: true }],
  ];
  test.for(cases)("%s", ([, law, flaws]) => {
    const broken = sample(systemOf(two, undefined, flawed(flaws)), { laws: [law], runs: 3, shrinks: false });
    expect(broken.counterexample?.law).toBe(law.name);
    expect(outcomeOf(explore(systemOf(two), { laws: [law] }))).toBe("proved");
  });
});

test("a message may be as long as it has room for customers", () => {
  expect(charactersMax(3)).toBe(800);
});

interface World extends ShuffleOptions {
  readonly jobs: Jobs;
}

interface Machines {
  mapper(options: ShuffleOptions): AnyMachine;
  readonly reducer: AnyMachine;
}

interface Flaws {
  readonly closesAtOnce?: boolean;
  readonly repeats?: boolean;
  readonly says?: string;
  readonly job?: string;
  readonly addsRow?: object;
  readonly doublesRows?: boolean;
  readonly leavesRowsOut?: boolean;
  readonly isSilent?: boolean;
  readonly changes?: (message: Message) => object;
  readonly swapsInSplit?: number;
  readonly keeps?: string;
  readonly doubles?: string;
  readonly addsEmptyPart?: boolean;
  readonly toFirst?: boolean;
}

const small: World = { jobs: { daily: [[dan(100, 1), cleo(300, 2)]] }, reducers: ["r0"], groupsMax: 1 };

function dan(amount: number, moment: number): Order {
  return { customer: "dan", amount, at: moment };
}

function cleo(amount: number, moment: number): Order {
  return { customer: "cleo", amount, at: moment };
}

function attempt(job: string, split: number, number = 0): Pick<Attempt, "job" | "split" | "attempt"> {
  return { job, split, attempt: number };
}

function resultLaws(world: World): Law[] {
  return [answersLikeOneMachine(world.jobs), closesWithOneGoodAttempt(world.jobs, world)];
}

function lawsOf(world: World): Law[] {
  return [
    ...resultLaws(world),
    sendsEachCustomerToOnePlace(world.jobs, world),
    costsPartsAndEnds(world.jobs, world),
    messagesStaySmall(world),
  ];
}

function systemOf(
  world: World,
  attempts = Object.entries(world.jobs).flatMap(([job, splits]) => splits.map((_orders, split) => attempt(job, split))),
  machines: Machines = { mapper, reducer },
): System {
  const mappers = ["east", "west"];
  const { reducers } = world;
  return defineSystem({
    machines: {
      ...Object.fromEntries(mappers.map((name) => [name, machines.mapper(world)])),
      ...Object.fromEntries(reducers.map((name) => [name, machines.reducer])),
    },
    topology: mappers.flatMap((name) => reducers.toSorted().map((to) => [name, to] as const)),
    channels: "any-order",
    inputs: attempts.map((id, turn) => {
      const splits = world.jobs[id.job] ?? [];
      const orders = splits[id.split] ?? [];
      const input = { ...id, splits: splits.length, orders: id.attempt % 2 === 0 ? orders : orders.toReversed() };
      return at(mappers[turn % 2] ?? "", input);
    }),
  });
}

/** The outcome, and if it is not the one hoped for, why. */
function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample === undefined ? outcome : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}

/** Our machines, with what they send and put out spoilt. */
function flawed(flaws: Flaws): Machines {
  return {
    mapper: (options) => {
      const { reducers } = options;
      const inner = mapper(options);
      return {
        start: inner.start,
        onInput: (state, input, context) =>
          inner.onInput?.(state as object, input as Attempt, {
            ...context,
            send(to, message) {
              if (flaws.keeps === message.type) return;
              const isSwapped = flaws.swapsInSplit === message.split;
              const other = isSwapped ? reducers.find((name) => name !== to) : undefined;
              const target = flaws.toFirst === true && message.type === "part" ? reducers[0] : other;
              const sent = flaws.changes !== undefined && message.type === "part" ? flaws.changes(message) : message;
              context.send(target ?? to, sent);
              if (flaws.doubles === message.type) context.send(target ?? to, sent);
              if (flaws.addsEmptyPart === true && message.type === "end") {
                context.send(to, { ...message, type: "part", groups: new Map() });
              }
            },
          }),
      };
    },
    reducer: {
      start: reducer.start,
      onMessage(state, message, from, context) {
        const say = (rows: readonly object[], job = flaws.job ?? "daily"): void => {
          const doubled = flaws.doublesRows === true ? [...rows, ...rows] : rows;
          const all = flaws.addsRow === undefined ? doubled : [...doubled, flaws.addsRow];
          const left = flaws.leavesRowsOut === true ? [] : all;
          context.output({ type: flaws.says ?? "closed", job, rows: left });
          if (flaws.repeats === true) context.output({ type: "closed", job, rows: left });
        };
        const { type, groups } = message as { type: string; groups?: Map<string, Totals> };
        if (flaws.closesAtOnce === true && type === "part") {
          say([...(groups ?? [])].map(([customer, totals]) => ({ customer, ...orderFigures.result(totals) })));
          return;
        }
        reducer.onMessage?.(state as ReturnType<typeof reducer.start>, message as Message, from, {
          ...context,
          output({ rows }) {
            if (flaws.toFirst === true) say(context.self === "r0" ? [dan(1, 1), cleo(1, 1)] : []);
            else if (flaws.isSilent !== true) say(rows);
          },
        });
      },
    },
  };
}
