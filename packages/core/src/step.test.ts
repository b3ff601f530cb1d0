/* oxlint-disable no-restricted-globals, no-restricted-properties -- what learners may try */
import { describe, expect, test } from "vitest";
import { type AnyMachine, at, defineSystem, type Execution, explore, handlerLaw, World } from "./mod.ts";

/** The first input makes one handler run; what is wrong with it ends the execution. */
function failureOf(machine: AnyMachine): Execution["failure"] {
  const world = new World(defineSystem({ machines: { a: machine, b: machine }, inputs: [at("a", { list: [1] })] }));
  if (!world.hasFailed) world.apply({ kind: "input", machine: "a", input: 0 });
  return world.execution.failure;
}

let hidden = 0;

describe("a handler that breaks the rules is reported, with what and where", () => {
  test.each<[string, AnyMachine, string, RegExp]>([
    [
      "throws",
      {
        start: () => ({}),
        onInput: () => {
          throw new RangeError("off by one");
        },
      },
      "threw",
      /RangeError: off by one/,
    ],
    [
      "throws what is no Error",
      {
        start: () => ({}),
        onInput: () => {
          throw "text";
        },
      },
      "threw",
      /"text", which is no Error/,
    ],
    ["is asynchronous", { start: () => ({}), onInput: async () => {} }, "promise", /synchronous/],
    [
      "keeps a function",
      {
        start: () => ({ held: {} }),
        onInput: (state: { held: object }) => {
          state.held = { later: () => 1 };
        },
      },
      "not-plain",
      /the state, at \.held\.later, is a function/,
    ],
    [
      "sends a Date",
      { start: () => ({}), onInput: (_s, _i, context) => context.send("b", { when: new Date(0) }) },
      "not-plain",
      /message to b, at \.when, is an instance of Date/,
    ],
    [
      "sends to nobody",
      { start: () => ({}), onInput: (_s, _i, context) => context.send("c", 1) },
      "no-channel",
      /from a to "c".*From here lead: b/,
    ],
    [
      "catches our error and goes on",
      {
        start: () => ({}),
        onInput: (_s, _i, context) => {
          try {
            context.send("c", 1);
          } catch {
            /* as if nothing had happened */
          }
        },
      },
      "no-channel",
      /no such channel/,
    ],
    [
      "changes what it received",
      {
        start: () => ({}),
        onInput: (_s, input: { list: number[] }) => {
          input.list.push(2);
        },
      },
      "changed-message",
      /received input was changed at \.list\[1\]/,
    ],
    [
      "remembers outside its state",
      { start: () => ({}), onInput: (_s, _i, context) => context.output(hidden++) },
      "non-deterministic",
      /put out \d+, then put out \d+/,
    ],
    [
      "rolls its own dice",
      {
        start: () => ({ dice: 0 }),
        onInput: (state: { dice: number }) => {
          state.dice = Math.random();
        },
      },
      "non-deterministic",
      /state\.dice became/,
    ],
    ["has a number for a state", { start: () => 1 }, "misuse", /start of a returned number/],
    [
      "sets a timer to no time",
      { start: () => ({}), onInput: (_s, _i, context) => context.setTimer("late", Number.NaN) },
      "misuse",
      /timer "late"/,
    ],
  ])("one that %s", (_name, machine, kind, message) => {
    expect(failureOf(machine)).toMatchObject({ kind, machine: "a", message: expect.stringMatching(message) });
  });

  test("one that remembers for another, outside both their states, when its turn comes again", () => {
    let lastHeard = "";
    const leaky: AnyMachine = {
      start: () => ({}),
      onMessage: (_state, message) => void (lastHeard = String(message)),
      onInput: (_state, input, context) => (context.send(context.peers[0] ?? "", input), context.output(lastHeard)),
    };
    const system = defineSystem({ machines: { a: leaky, b: leaky }, inputs: [at("a", "1"), at("b", "2")] });
    expect(explore(system, { laws: [] })).toMatchObject({
      outcome: "broken",
      counterexample: { law: handlerLaw, actual: expect.stringMatching(/put out "[12]?", then put out "[12]"/) },
    });
  });

  test("a context is of no use after its handler", () => {
    let kept: { send(to: string, message: unknown): void } | undefined;
    failureOf({ start: () => ({}), onInput: (_s, _i, context) => void (kept = context) });
    expect(() => kept?.send("b", 1)).toThrow(/handler has returned/);
  });

  test("it is a broken law with the schedule that led there", () => {
    const touchy: AnyMachine = {
      start: () => ({ seen: 0 }),
      onInput: (_state, input, context) => context.send("b", input),
      onMessage(state: { seen: number }) {
        if (++state.seen === 2) throw new Error("two is too many");
      },
    };
    const system = defineSystem({ machines: { a: touchy, b: touchy }, inputs: [at("a", 1), at("a", 2)] });
    const { outcome, counterexample } = explore(system, { laws: [] });
    expect({
      outcome,
      law: counterexample?.law,
      actual: counterexample?.actual,
      length: counterexample?.schedule.length,
    }).toEqual({
      outcome: "broken",
      law: handlerLaw,
      actual: "two is too many",
      length: 4,
    });
  });
});

describe("a step", () => {
  test("that throws leaves state, disk and channels as they were", () => {
    const clumsy: AnyMachine = {
      start: () => ({ count: 0 }),
      onInput(state: { count: number }, _input, context) {
        state.count = 1;
        context.disk.write("count", 1);
        context.send("b", 1);
        throw new Error("too late");
      },
    };
    const world = new World(defineSystem({ machines: { a: clumsy, b: clumsy }, inputs: [at("a", 0)] }));
    const event = world.apply({ kind: "input", machine: "a", input: 0 });
    expect({ state: event.state, disk: event.disk, sends: event.sends }).toEqual({
      state: { count: 0 },
      disk: new Map(),
      sends: [],
    });
    expect(world.view.inTransit).toEqual([]);
  });

  test("a message is what it was when it was sent", () => {
    const sender: AnyMachine = {
      start: () => ({ list: [1] }),
      onInput(state: { list: number[] }, _input, context) {
        context.send("b", state.list);
        state.list.push(2);
      },
    };
    const world = new World(defineSystem({ machines: { a: sender, b: sender }, inputs: [at("a", 0)] }));
    world.apply({ kind: "input", machine: "a", input: 0 });
    expect(world.view.inTransit).toEqual([{ from: "a", to: "b", message: [1] }]);
  });
});
