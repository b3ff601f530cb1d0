import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AnyMachine,
  at,
  broken,
  type Choice,
  type Context,
  defineMachine,
  defineSystem,
  type Execution,
  explore,
  never,
  readSchedule,
  retrace,
  type Schedule,
  simulate,
  type System,
  type SystemOptions,
  World,
  writeSchedule,
} from "../mod.ts";
import { runSimulation } from "../simulate.ts";
import { randomSystem } from "../testing/random-run.ts";
import { hash } from "./tokens.ts";

/** A system of odd names, resources, timers and messages, in which anything may happen. */
const oddSystem: fc.Arbitrary<System> = fc
  .record({
    timer: fc.string({ unit: "binary", maxLength: 8 }),
    type: fc.oneof(fc.constantFrom("__proto__", "", "constructor", "a.b_c~d-e", "ü"), fc.string({ unit: "binary" })),
    channels: fc.constantFrom("fifo" as const, "any-order" as const, "duplicating" as const),
  })
  .map(({ timer, type, channels }) => {
    const odd: AnyMachine = {
      start: () => ({ count: 0 }),
      onInput(_state: object, input: unknown, context: Context) {
        for (const peer of context.peers) context.send(peer, input);
        context.setTimer(timer, 5);
        context.setTimer(`${timer}!`, 3);
        context.call("the store", { type });
      },
      onMessage(state: { count: number }, _message, from, context) {
        if (state.count++ < 2) context.send(from, { type, count: state.count });
      },
      onTimer: (_state, name, context) => context.peers.forEach((peer) => context.send(peer, [name])),
    };
    return defineSystem({
      machines: { "the shop": odd, "1": odd, "ü.~_": odd },
      resources: {
        "the store": { start: () => ({}), onCall: () => null },
        other: { start: () => ({}), onCall: () => 1 },
      },
      channels,
      inputs: [at("1", { type }), at("ü.~_", null), at("1", new Map([[type, 1]])), at("the shop", type)],
      faults: { drops: 2, duplicates: 2, crashes: 1, cuts: [[["1"], ["the shop"]]], clockSkewMs: 7 },
      timers: "untimed",
    });
  });

/** Runs by chance and by time, of odd systems and of small ones. */
const randomRun: fc.Arbitrary<Execution> = fc
  .record({
    system: fc.oneof(oddSystem, randomSystem),
    seed: fc.nat(1000),
    isTimed: fc.boolean(),
    steps: fc.nat(60),
    picks: fc.infiniteStream(fc.nat(10_000)),
  })
  .map(({ system, seed, isTimed, steps, picks }) => {
    if (isTimed) return runSimulation(system, { seed, steps }).execution;
    const world = new World(system);
    for (const pick of picks) {
      const { choices } = world;
      const choice = choices[pick % choices.length];
      if (choice === undefined || world.eventCount > steps) break;
      world.apply(choice);
    }
    return world.execution;
  });

describe("the text of a schedule", () => {
  test("is read as the same schedule, and followed as the same run", () => {
    const kinds = new Set<Choice["kind"]>();
    fc.assert(
      fc.property(randomRun, (execution) => {
        const { system, schedule } = execution;
        const linked = readSchedule(writeSchedule(execution), system);
        expect(linked.schedule).toEqual(schedule);
        const again = retrace(linked, system, []);
        expect(again.fidelity).toEqual({ kind: "exact" });
        expect(again.execution.schedule).toEqual(schedule);
        for (const { kind } of schedule) kinds.add(kind);
      }),
      { numRuns: 300, seed: 1 },
    );
    expect([...kinds].toSorted()).toEqual([
      "crash",
      "cut",
      "deliver",
      "drop",
      "duplicate",
      "heal",
      "input",
      "restart",
      "skew",
      "timer",
    ]);
  });

  test("can stand in an address as it is, and takes few characters for a choice", () => {
    fc.assert(
      fc.property(randomRun, (execution) => {
        const text = writeSchedule(execution);
        expect(text).toMatch(/^[\w.~-]*$/);
        expect(encodeURIComponent(text)).toBe(text);
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  test.each([1.5, -0.25, 1e21, 1e-7, -0, Number.MAX_SAFE_INTEGER, -3])(
    "keeps the time %d that a clock showed",
    (nowMs) => {
      const machine = defineMachine<object>({ start: () => ({}) });
      const world = new World(defineSystem({ machines: { a: machine }, inputs: [at("a", 1)] }));
      world.apply({ kind: "input", machine: "a", input: 0, nowMs });
      const text = writeSchedule(world.execution);
      expect(text).toMatch(/^[\w.~-]*$/);
      expect(readSchedule(text, world.system).schedule).toEqual(world.execution.schedule);
    },
  );
});

describe("a text that is no schedule of the system", () => {
  const relay = defineMachine<object, { type: string }, never, string>({
    start: () => ({}),
    onInput: (_state, type, context) => context.peers.forEach((peer) => context.send(peer, { type })),
    onMessage: () => undefined,
  });
  const system = defineSystem({
    machines: { a: relay, b: relay },
    inputs: Array.from({ length: 6 }, (_unused, index) => at("a", `t${index}`)),
  });
  const text = writeSchedule(simulate(system));
  const sealed = (body: string): string => `${body}e0000${hash(body)}`;

  test("is found out wherever it was cut off", () => {
    for (let length = 0; length < text.length; length++)
      expect(() => readSchedule(text.slice(0, length), system)).toThrow(/^Cannot read the schedule as .*copied whole/);
  });

  test("is found out whichever character was changed", () => {
    const changed = [...text].flatMap((character, place) =>
      ["0", "_", "~", "Z", "é", "-"]
        .filter((other) => other !== character && !isInFingerprint(text, place))
        .map((other) => text.slice(0, place) + other + text.slice(place + 1)),
    );
    expect(changed.length).toBeGreaterThan(100);
    expect(changed.filter((wrong) => isRead(wrong, system))).toEqual([]);
  });

  test.each([
    "",
    "i0.0_i0.1_d0.1.1",
    "d0.1.0",
    "e",
    "💥",
    "\u0000",
    "__proto__",
    "e00000000",
    "%64_",
    "\n".repeat(1000),
    sealed("d.1_"),
    sealed("nx_d0.1_"),
    sealed("nx_d.1.0_"),
    sealed("nx_d.9_"),
    sealed("nx_d9.1_"),
    sealed("nx_d-1.1_"),
    sealed("nx_d.1.1_"),
    sealed("nx_d.1.-1_"),
    sealed("nx_d.1..-1_"),
    sealed("nx_d.1...-1_"),
    sealed("nx_d.1....1_"),
    sealed("nx_d.1.zzzzzzzzzzzzzzzz_"),
    sealed("nx.x_d.1.1_"),
    sealed("n-zz-_t_"),
    sealed("i6_"),
    sealed("i-1_"),
    sealed("i00_"),
    sealed("i1e9_"),
    sealed("iR1e400_"),
    sealed("iRNaN_"),
    sealed("i~_"),
    sealed("i~RNaN_"),
    sealed("i~1~2_"),
    sealed("q0_"),
    sealed("_"),
    sealed("constructor_"),
    sealed("__proto___"),
    sealed("k_"),
    sealed("k0_"),
    sealed("c7_"),
    sealed("c-1_"),
    sealed("f0000_"),
    sealed("i_i1_i2_i3_i4_i5_c_r_c_"),
    sealed("i_f0000_"),
    sealed("i_nx_"),
    sealed(`${"i_".repeat(50_000)}`),
    sealed("i_".repeat(600_000)),
    `n${"x".repeat(900_000)}_`,
  ])("is refused with what is wrong: %#", (wrong) => {
    expect(() => readSchedule(wrong, system)).toThrow(/^Cannot read the schedule as .{1,300}$/s);
  });

  test("is followed as far as it goes, if it is one by chance", () => {
    const { fidelity } = retrace(readSchedule(sealed("nx_d.1_c_r_"), system), system, []);
    expect(fidelity).toMatchObject({ kind: "diverged", found: 0, leftOut: 3 });
    const odd = readSchedule(sealed("nconstructor.-5f--5f-proto-5f--5f-_i_d.1_d.1.1_"), system);
    expect(retrace(odd, system, []).fidelity).toMatchObject({ kind: "diverged", found: 1, leftOut: 1 });
  });
});

function isRead(text: string, system: System): boolean {
  try {
    readSchedule(text, system);
    return true;
  } catch {
    return false;
  }
}

/** Whether a character belongs to the last fingerprint, which is compared only when the schedule is followed. */
function isInFingerprint(text: string, place: number): boolean {
  return place >= text.length - 8 && place < text.length - 4;
}

describe("a link is followed in code that has changed a little", () => {
  type Message = { readonly type: string; readonly text?: unknown };
  interface Style {
    readonly log?: boolean;
    readonly key?: string;
    readonly before?: Message;
    readonly payload?: unknown;
    readonly first?: string;
    readonly isText?: boolean;
    readonly isLoud?: boolean;
  }

  /** Orders go from the shop to the bank and the store; both confirm; the shop counts. */
  function shopOf({
    log,
    key = "confirmed",
    before,
    payload = 1,
    first = "order",
    isText,
    isLoud,
  }: Style = {}): AnyMachine {
    const order = (text: string): unknown => (isText === true ? text : { type: first, text: [text, payload] });
    return {
      start: () => ({ [key]: 0 }),
      onInput(_state: object, text: string, context: Context) {
        for (const peer of context.peers) {
          if (before !== undefined) context.send(peer, before);
          context.send(peer, order(text));
        }
        if (log === true) context.output("log: ordered");
        if (isLoud === true) context.output("too loud");
      },
      onMessage(state: Record<string, number>, message: Message, from, context) {
        if (context.self !== "shop") {
          if (message.type === "psst") return;
          context.send(from, { type: "confirmed" });
        } else if (message.type === "confirmed") {
          state[key] = (state[key] ?? 0) + 1;
          if (state[key] === 4) context.output("all confirmed");
        }
      },
    };
  }
  const systemOf = (machine: AnyMachine, more: Partial<SystemOptions> = {}): System =>
    defineSystem({
      machines: { shop: machine, bank: machine, store: machine, ...more.machines },
      inputs: [at("shop", "1"), at("shop", "2")],
      channels: more.channels ?? "fifo",
    });
  const noEnd = never("nothing is confirmed", (seen) =>
    seen.kind === "output" && seen.output !== "log: ordered" ? broken("silence", String(seen.output)) : undefined,
  );
  const allOf = (channels: "fifo" | "any-order"): { readonly text: string; readonly execution: Execution } => {
    const { counterexample } = explore(systemOf(shopOf(), { channels }), { laws: [noEnd] });
    if (counterexample === undefined) throw new Error("it is confirmed four times");
    return { text: writeSchedule(counterexample.execution), execution: counterexample.execution };
  };

  const follow = (style: Style, channels: "fifo" | "any-order", more: Partial<SystemOptions> = {}) => {
    const system = systemOf(shopOf(style), { channels, ...more });
    return retrace(readSchedule(allOf(channels).text, system), system, [noEnd]);
  };

  test("the text of such a run of ten steps is well below 150 characters", () => {
    expect(allOf("fifo").execution.schedule.length).toBe(10);
    expect(allOf("fifo").text.length).toBeLessThan(100);
  });

  describe.each(["fifo", "any-order"] as const)("in %s channels:", (channels) => {
    test.each<[string, Style]>([
      ["nothing is changed", {}],
      ["an output is added", { log: true }],
      ["a variable is renamed", { key: "count" }],
    ])("%s: the run is the same", (_name, style) => {
      const { violation, fidelity } = follow(style, channels);
      expect(violation).toMatchObject({ law: noEnd.name, actual: "all confirmed" });
      expect(fidelity).toEqual({ kind: "exact" });
    });

    test.each<[string, Style, number]>([
      ["another payload", { payload: { more: "of it" } }, 0],
      ["another message sent in between", { before: { type: "psst" } }, channels === "fifo" ? 4 : 0],
      ["a renamed type", { first: "please" }, 0],
      ["a message of another shape", { isText: true }, 0],
    ])(
      "%s: the same messages arrive in the same order, and it is said that the code has changed",
      (_name, style, added) => {
        const { violation, fidelity, execution } = follow(style, channels);
        expect(violation).toMatchObject({ law: noEnd.name, actual: "all confirmed" });
        expect(fidelity).toMatchObject({ kind: "diverged", leftOut: 0, added, notMade: 0 });
        const confirmations = ({ schedule }: Execution): Schedule =>
          schedule.filter((choice) => choice.kind === "deliver" && choice.to === "shop");
        expect(confirmations(execution).length).toBe(confirmations(allOf(channels).execution).length);
      },
    );

    test("a machine added at the end: the others do as they did", () => {
      const { violation, fidelity } = follow({}, channels, { machines: { auditor: shopOf() } });
      expect(violation).toMatchObject({ law: noEnd.name, actual: "all confirmed" });
      expect(fidelity).toMatchObject({ kind: "diverged", leftOut: 0, added: 0 });
    });

    test("messages that are no longer sent: their deliveries are left out, the others stay", () => {
      const quiet: AnyMachine = {
        ...shopOf(),
        onMessage: (_state, message: Message, from, context) => {
          if (context.self === "bank" && message.type === "order") context.send(from, { type: "confirmed" });
        },
      };
      const system = systemOf(quiet, { channels });
      const { violation, fidelity } = retrace(readSchedule(allOf(channels).text, system), system, [noEnd]);
      expect(violation).toBeUndefined();
      expect(fidelity).toMatchObject({ kind: "diverged", leftOut: 2, added: 0, notMade: 0 });
    });

    test("a law that is broken earlier: the rest is not made", () => {
      const { violation, fidelity } = follow({ isLoud: true }, channels);
      expect(violation?.actual).toBe("too loud");
      expect(fidelity).toEqual({ kind: "cut short", notMade: allOf(channels).execution.schedule.length - 1 });
    });
  });

  test("from the last fingerprint that was right", () => {
    const late: AnyMachine = {
      ...shopOf(),
      onMessage(state: { confirmed: number }, message: Message, from, context) {
        if (context.self !== "shop") return context.send(from, { type: "confirmed" });
        state.confirmed += 1;
        if (state.confirmed === 3) context.send("bank", { type: "thanks" });
        if (state.confirmed === 4) context.output("all confirmed");
      },
    };
    const system = systemOf(late);
    const { fidelity, violation } = retrace(readSchedule(allOf("fifo").text, system), system, [noEnd]);
    expect(violation?.actual).toBe("all confirmed");
    expect(fidelity).toMatchObject({ kind: "diverged", choice: 8, event: 11, found: 2, leftOut: 0 });
  });
});
