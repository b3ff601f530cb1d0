import { describe, expect, test } from "vitest";
import {
  type AnyMachine,
  at,
  broken,
  defineSystem,
  eventually,
  type Exploration,
  explore,
  findRace,
  monitor,
  type MonitorLaw,
  never,
  sample,
} from "./mod.ts";

/** Sends what it is told to everybody, and puts out what it hears. */
const printer: AnyMachine = {
  start: () => ({}),
  onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
  onMessage: (_state, text, _from, context) => context.output(text),
};

const rising: MonitorLaw<{ last: string }> = monitor("outputs rise", {
  start: () => ({ last: "" }),
  on: {
    output(state, { output }) {
      if (String(output) < state.last) return broken(`more than ${state.last}`, String(output));
      state.last = String(output);
    },
  },
});

const topology = [
  ["a", "b"],
  ["c", "b"],
] as const;

function tell({ counterexample }: Exploration): string | undefined {
  return counterexample?.race?.text;
}

describe("the race of a counterexample", () => {
  const machines = { a: printer, b: printer, c: printer };

  test("is of two messages that came in the wrong order", () => {
    const system = defineSystem({ machines, topology, channels: "any-order", inputs: [at("a", "1"), at("a", "2")] });
    expect(tell(explore(system, { laws: [rising] }))).toBe('b receives "1" before "2"');
  });

  test("is found in sampled runs, too", () => {
    const system = defineSystem({ machines, topology, channels: "any-order", inputs: [at("a", "1"), at("a", "2")] });
    expect(tell(sample(system, { laws: [rising], strategy: "walk" }))).toBe('b receives "1" before "2"');
  });

  test("takes along what the second message needed", () => {
    const system = defineSystem({ machines, topology, inputs: [at("a", "2"), at("c", "1")] });
    const { counterexample } = sample(system, { laws: [rising], shrinks: true, strategy: "walk" });
    expect(counterexample?.law).toBe("outputs rise");
    expect(tell(explore(system, { laws: [rising] }))).toBe('b receives "1" before "2"');
  });

  test("may be with a message that was still to come, and says who sent what if both say the same", () => {
    const aFirst = monitor<{ seen: number }>("a is heard first", {
      start: () => ({ seen: 0 }),
      on: {
        deliver(state, { from }) {
          state.seen += 1;
          return state.seen === 1 && from === "c" ? broken("a", "c") : undefined;
        },
      },
    });
    const system = defineSystem({ machines, topology, inputs: [at("a", "x"), at("c", "x")] });
    // The message of a need not even have been sent when the law is broken.
    const { counterexample } = explore(system, { laws: [aFirst] });
    expect(counterexample?.schedule.map(({ kind }) => kind)).toEqual(["input", "deliver"]);
    expect(counterexample?.race).toBeUndefined();
    const both = sample(system, { laws: [aFirst], strategy: "walk", shrinks: false }).counterexample;
    expect(both?.race?.text).toBe('b receives "x" from a before "x" from c');
    expect(both?.race?.second).toBeUndefined();
  });

  test("is not of two messages in one fifo channel, which cannot overtake", () => {
    const system = defineSystem({ machines, topology, inputs: [at("a", "2"), at("a", "1")] });
    expect(explore(system, { laws: [rising] }).counterexample?.race).toBeUndefined();
  });

  test("is not there if the other way round breaks a law as well", () => {
    const one = never("nothing is put out twice", ({ kind }) => (kind === "output" ? undefined : undefined));
    const twice = monitor<{ count: number }>("at most one output", {
      start: () => ({ count: 0 }),
      on: { output: (state) => ((state.count += 1) > 1 ? broken("1", "2") : undefined) },
    });
    const system = defineSystem({ machines, topology, channels: "any-order", inputs: [at("a", "1"), at("a", "2")] });
    expect(explore(system, { laws: [one, twice] }).counterexample?.race).toBeUndefined();
  });

  test("is not there if the other way round breaks another law, in the end", () => {
    const system = defineSystem({ machines, topology, channels: "any-order", inputs: [at("a", "1"), at("a", "2")] });
    const never3 = eventually("three are put out", {
      of: monitor<{ count: number }>("count", {
        start: () => ({ count: 0 }),
        on: { output: (state) => void (state.count += 1) },
      }),
      holds: ({ count }) => (count === 3 ? undefined : broken("3", `${count}`)),
    });
    const { counterexample } = explore(system, { laws: [rising] });
    if (counterexample === undefined) throw new Error("Nothing is broken.");
    expect(findRace(counterexample, [rising])).toBeDefined();
    expect(findRace(counterexample, [rising, never3])).toBeUndefined();
  });

  test("may be of a crash, and an input that was still to come", () => {
    const keeper: AnyMachine = { start: () => ({}), onInput() {} };
    const system = defineSystem({ machines: { a: keeper }, inputs: [at("a", "x")], faults: { crashes: 1 } });
    const toldFirst = monitor<{ told: boolean }>("a is told before it crashes", {
      start: () => ({ told: false }),
      on: {
        input: (state) => void (state.told = true),
        crash: (state) => (state.told ? undefined : broken("told", "not told")),
      },
    });
    expect(tell(explore(system, { laws: [toldFirst] }))).toBe('a takes the input "x" before it crashes');
  });

  test("never lets timers go off in an order that the system forbids", () => {
    const machine = (first: number, second: number): AnyMachine => ({
      start: (context) => (context.setTimer("first", first), context.setTimer("second", second), {}),
      onTimer: (_state, timer, context) => context.output(timer),
    });
    const secondFirst = monitor<{ seen: number }>("second comes first", {
      start: () => ({ seen: 0 }),
      on: {
        output(state, { output }) {
          state.seen += 1;
          return state.seen === 2 && output === "second" ? broken("first", "second") : undefined;
        },
      },
    });
    const run = (first: number, second: number) =>
      explore(defineSystem({ machines: { a: machine(first, second) } }), { laws: [secondFirst] });
    expect(run(10, 20)).toMatchObject({ outcome: "broken" });
    expect(tell(run(10, 20))).toBeUndefined();
    expect(tell(run(20, 10))).toBe("a sees its timer second go off before it sees its timer first go off");
  });

  test("is the same whenever it is looked for", () => {
    const system = defineSystem({ machines, topology, channels: "any-order", inputs: [at("a", "1"), at("a", "2")] });
    const [one, other] = [1, 2].map(() => explore(system, { laws: [rising] }).counterexample?.race);
    expect(one).toEqual(other);
  });
});
