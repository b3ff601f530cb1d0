import {
  type AnyMachine,
  type Exploration,
  type Faults,
  type MonitorLaw,
  at,
  createRandom,
  defineMachine,
  defineSystem,
  explore,
  sample,
  simulate,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type LogRequest, asLogReply, withLog } from "./message-log.disk.ts";
import { officeLaws, sellsOnce, staysWithIt, writesOnce } from "./message-log.laws.ts";
import { type Topics, officeOf, randomTopics } from "./message-log.office.ts";
import { boxOffice } from "./message-log.ts";

describe("what depends on a receipt is shown when the receipt is written, and never in another way", () => {
  test.each<[string, Topics, Faults]>([
    ["no record at all", { east: [] }, { crashes: 2 }],
    ["one topic", { east: ["e1", "e2"] }, { crashes: 2 }],
    ["two topics", { east: ["e1"], west: ["w1"] }, { crashes: 1 }],
    ["two topics without a crash", { east: ["e1", "e2"], west: ["w1", "w2"] }, {}],
    ["an order that is asked for twice", { east: ["e1"], west: ["w1", "e1"] }, { crashes: 1 }],
  ])("%s, in every order", (_name, topics, faults) => {
    const laws = [...officeLaws(topics), writesOnce];
    expect(tried(boxOffice, { topics, faults, laws }).outcome).toBe("proved");
  });

  test("random topics and five crashes", () => {
    for (let seed = 0; seed < 5; seed++) {
      const topics = randomTopics(createRandom(seed), { names: ["east", "west", "north"], orders: 12 });
      const system = officeOf(boxOffice, { topics, faults: { crashes: 5 } });
      const laws = [...officeLaws(topics), writesOnce];
      for (const strategy of ["delays", "walk"] as const)
        expect(sample(system, { laws, runs: 5, strategy }).outcome).toBe("sampled");
    }
  });
});

describe("the laws see", () => {
  const topics = { east: ["e1", "e2", "e1"], west: ["w1"] };
  const [e1, e2, again, w1] = [
    { topic: "east", offset: 0, order: "e1", seat: 1, code: 11 },
    { topic: "east", offset: 1, order: "e2", seat: 2, code: 22 },
    { topic: "east", offset: 2, order: "e1", seat: 1, code: 11 },
    { topic: "west", offset: 0, order: "w1", seat: 3, code: 33 },
  ];
  const [answers = "", , , all = "", inOrder = ""] = officeLaws(topics).map(({ name }) => name);

  test.each<[string, readonly object[], string | undefined]>([
    ["nothing wrong in one order", [e1, e2, again, w1], undefined],
    ["nothing wrong in another one", [{ ...w1, seat: 2 }, { ...e2, seat: 3 }, again, e1], undefined],
    ["nothing wrong in a ticket that is shown again", [e1, e1, e2, again, w1, e2], undefined],
    ["another seat", [e1, { ...again, seat: 3 }], staysWithIt.name],
    ["another code", [e1, { ...again, code: 12 }], staysWithIt.name],
    ["a seat that is sold twice", [e1, { ...w1, seat: 1 }], sellsOnce.name],
    ["a code that is given twice", [e1, { ...w1, code: 11 }], sellsOnce.name],
    ["a ticket for another order", [{ ...e1, order: "e2" }], answers],
    ["a ticket for no record", [{ ...w1, offset: 1 }], answers],
    ["a record without a ticket", [e1, e2, w1], all],
    ["a seat that is left out", [e1, e2, again, { ...w1, seat: 4 }], inOrder],
    [
      "two orders of a topic that change places",
      [{ ...e2, seat: 1 }, { ...e1, seat: 2 }, { ...again, seat: 2 }, w1],
      inOrder,
    ],
    ["what is no ticket", [{ seat: 1 }], answers],
  ])("%s", (_name, tickets, law) => {
    const showing = defineMachine<object, never, object>({
      start: (context) => {
        for (const ticket of tickets) context.output({ type: "ticket", ...ticket });
        return {};
      },
      onMessage() {},
    });
    expect(tried(showing, { topics, laws: officeLaws(topics) }).counterexample?.law).toBe(law);
  });

  test("an office that writes twice", () => {
    const twice = defineMachine<object>({
      start: (context) => {
        for (const entry of ["a", "b"]) context.call("log", { type: "append", entry });
        return {};
      },
    });
    expect(tried(twice, { topics: { east: [] }, laws: [writesOnce] }).counterexample?.law).toBe(writesOnce.name);
  });
});

describe("the log", () => {
  const appending = defineMachine<{ told: string[] }, never, unknown, string>({
    start(context) {
      context.call("log", { type: "read" });
      return { told: [] };
    },
    onInput: (_state, entry, context) => context.call("log", { type: "append", entry }),
    onReply(_state, reply, { port }, context) {
      const answer = asLogReply<string>(reply);
      context.output([port, answer.type === "appended" ? answer.entry : [...answer.entries]]);
    },
  });

  test("does one thing after the other, and answers in the order of the calls", () => {
    const { events } = simulate(systemOf(appending, { inputs: ["1", "2"] }));
    expect(events.flatMap(({ outputs }) => outputs)).toEqual([
      ["log", []],
      ["log", "1"],
      ["log", "2"],
    ]);
  });

  test("what was confirmed is there after a crash; what was not may be there or not", () => {
    const seen = new Set<string>();
    const confirmedIsThere: MonitorLaw<{ confirmed: string[]; lives: number }> = {
      kind: "monitor",
      name: "what was confirmed is read",
      start: () => ({ confirmed: [], lives: 0 }),
      observe(state, observation) {
        if (observation.kind === "restart") state.lives += 1;
        if (observation.kind !== "output") return undefined;
        const [, told] = observation.output as [string, string | string[]];
        if (typeof told === "string") state.confirmed.push(told);
        else if (state.lives > 0) seen.add(`${state.confirmed.join("")}:${told.join("")}`);
        const isThere = typeof told === "string" || state.confirmed.every((entry) => told.includes(entry));
        return isThere ? undefined : { expected: state.confirmed.join(), actual: String(told) };
      },
    };
    const system = systemOf(appending, { inputs: ["1", "2"], faults: { crashes: 1 } });
    expect(explore(system, { laws: [confirmedIsThere] }).outcome).toBe("proved");
    // Before the colon, what was confirmed. The second write begins when the first is confirmed.
    expect(seen).toEqual(new Set([":", ":1", "1:1", "1:12", "12:12"]));
  });

  test("keeps a copy of what it is given", () => {
    const changing = defineMachine<object, never, unknown>({
      start(context) {
        const entry = { seat: 1 };
        context.call("log", { type: "append", entry });
        entry.seat = 2;
        return {};
      },
      onReply: (_state, reply, _call, context) => context.output(reply),
    });
    const outputs = simulate(systemOf(changing)).events.flatMap((event) => event.outputs);
    expect(outputs).toEqual([{ type: "appended", entry: { seat: 1 } }]);
  });

  test.each<[string, AnyMachine, RegExp]>([
    [
      "another request",
      asking({ type: "truncate" } as never),
      /takes \{ type: "append", entry \} and \{ type: "read" \}/,
    ],
    ["an append without an entry", asking({ type: "append" } as never), /Use one of these/],
    ["its timer", doing((context) => context.setTimer("log", 1)), /Choose another name/],
    ["its timer, to clear it", doing((context) => context.clearTimer("log")), /Choose another name/],
    ["the disk", doing((context) => context.disk.write("log", 1)), /Write with context\.call/],
    ["the disk, to read", doing((context) => void context.disk.read("log")), /has only its log/],
    ["another port", doing((context) => context.call("ledger", {})), /ledger/],
    ["no state", { start: () => undefined }, /start/],
  ])("refuses %s", (_name, machine, message) => {
    expect(simulate(systemOf(machine)).failure?.message).toMatch(message);
  });

  test("timers and calls of the machine's own pass through", () => {
    const own = doing((context) => {
      context.setTimer("one", 1);
      context.setTimer("two", 2);
      context.clearTimer("one");
      context.call("ledger", "how much?");
    });
    const machine: AnyMachine = {
      ...own,
      onTimer: (_state, timer, context) => context.output(timer),
      onReply: (_state, reply, { port }, context) => context.output([port, reply]),
    };
    const ledger = { start: () => ({}), onCall: () => 7 };
    const { events } = simulate(defineSystem({ machines: { a: withLog(machine) }, resources: { ledger } }));
    expect(events.flatMap(({ outputs }) => outputs)).toEqual(expect.arrayContaining(["two", ["ledger", 7]]));
  });

  test("what is no reply is refused", () => {
    expect(() => asLogReply({ type: "committed" })).toThrow(/^Cannot read/);
  });
});

function asking(request: LogRequest): AnyMachine {
  return doing((context) => context.call("log", request));
}

function doing(act: (context: Parameters<AnyMachine["start"]>[0]) => void): AnyMachine {
  return {
    start(context) {
      act(context);
      return {};
    },
  };
}

function systemOf(
  machine: AnyMachine,
  { inputs = [], faults = {} }: { readonly inputs?: readonly string[]; readonly faults?: Faults } = {},
): ReturnType<typeof defineSystem> {
  return defineSystem({ machines: { a: withLog(machine) }, inputs: inputs.map((input) => at("a", input)), faults });
}

function tried(
  office: AnyMachine,
  options: { readonly topics: Topics; readonly laws: readonly MonitorLaw[]; readonly faults?: Faults },
): Exploration {
  const { topics, laws, faults = {} } = options;
  return explore(officeOf(office, { topics, faults }), { laws });
}
