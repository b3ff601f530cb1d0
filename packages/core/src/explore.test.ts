import { describe, expect, test } from "vitest";
import {
  type AnyMachine,
  always,
  at,
  broken,
  defineMachine,
  defineSystem,
  eventually,
  exactly,
  executionLaw,
  explore,
  follow,
  happensBefore,
  monitor,
  type MonitorLaw,
  never,
  replay,
} from "./mod.ts";

/** Sends each input on to b, which puts it out. */
const relay: AnyMachine = defineMachine<object, string, string, string>({
  start: () => ({}),
  onMessage: (_state, text, _from, context) => context.output(text),
  onInput: (_state, text, context) => context.send("b", text),
});

const twoInputs = [at("a", "1"), at("a", "2")];

const inOrder: MonitorLaw<{ last: string }> = monitor("outputs rise", {
  start: () => ({ last: "" }),
  on: {
    output(state, { output }) {
      if (String(output) < state.last) return broken(`more than ${state.last}`, String(output));
      state.last = String(output);
    },
  },
});

const outputs: MonitorLaw<{ count: number }> = monitor("outputs are counted", {
  start: () => ({ count: 0 }),
  on: { output: (state) => void state.count++ },
});

const allArrive = eventually("both are put out", {
  of: outputs,
  holds: ({ count }) => (count === 2 ? undefined : broken("2 outputs", `${count}`)),
});

describe("the channels' promise", () => {
  const system = (channels: "fifo" | "any-order") =>
    defineSystem({ machines: { a: relay, b: relay }, topology: [["a", "b"]], channels, inputs: twoInputs });

  test("fifo keeps the sending order", () => {
    expect(explore(system("fifo"), { laws: [inOrder, allArrive] })).toMatchObject({
      outcome: "proved",
      states: 6,
      searches: ["states"],
    });
  });

  test("any-order does not, and the counterexample is a shortest one", () => {
    const { outcome, counterexample } = explore(system("any-order"), { laws: [inOrder] });
    expect(outcome).toBe("broken");
    expect(counterexample).toMatchObject({ law: "outputs rise", expected: "more than 2", actual: "1", shortest: true });
    expect(counterexample?.schedule).toEqual([
      { kind: "input", machine: "a", input: 0 },
      { kind: "input", machine: "a", input: 1 },
      { kind: "deliver", from: "a", to: "b", nth: 1 },
      { kind: "deliver", from: "a", to: "b", nth: 0 },
    ]);
  });

  test("a counterexample replays to the same execution", () => {
    const { counterexample } = explore(system("any-order"), { laws: [inOrder] });
    expect(replay(system("any-order"), counterexample?.schedule ?? [])).toEqual(counterexample?.execution);
  });
});

describe("a law about every state", () => {
  const system = defineSystem({
    machines: { a: relay, b: relay, c: relay },
    topology: [["a", "b"]],
    channels: "any-order",
    inputs: [...twoInputs, at("a", "3")],
  });

  test("is asked once for each thing that it remembers, if it looks at nothing else", () => {
    let asked = 0;
    const few = always("at most three are put out", {
      start: () => ({ count: 0 }),
      on: { output: (state) => void state.count++ },
      holds: ({ count }) => (asked++, count <= 3 ? undefined : broken("3", `${count}`)),
    });
    const { outcome, states } = explore(system, { laws: [few] });
    expect({ outcome, asked }).toEqual({ outcome: "proved", asked: 4 });
    expect(states).toBeGreaterThan(10);
  });

  test("is asked in every state, if it looks at the system", () => {
    const few = always("at most two are in transit once something is put out", {
      start: () => ({ count: 0 }),
      on: { output: (state) => void (state.count = 1) },
      holds: ({ count }, { inTransit }) =>
        count === 0 || inTransit.length < 2 ? undefined : broken("at most 1", `${inTransit.length}`),
    });
    expect(explore(system, { laws: [few] }).counterexample).toMatchObject({ actual: "2", shortest: true });
  });
});

describe("faults happen, within their budgets", () => {
  const system = (faults: object) =>
    defineSystem({ machines: { a: relay, b: relay }, topology: [["a", "b"]], inputs: twoInputs, faults });

  test.each([
    ["a drop loses a message", { drops: 1 }, "1"],
    ["a duplicate doubles one", { duplicates: 1 }, "3"],
  ])("%s", (_name, faults, count) => {
    const { outcome, counterexample } = explore(system(faults), { laws: [allArrive] });
    expect(outcome).toBe("broken");
    expect(counterexample).toMatchObject({ law: "both are put out", actual: count });
  });

  test("no more drops than the budget allows", () => {
    const lossless = exactly("nothing is lost", {
      counts: ({ kind }) => (kind === "drop" ? 1 : 0),
      of: 0,
      unit: "drops",
    });
    const atMostOne = always("at most one is lost", {
      start: () => ({ lost: 0 }),
      on: { drop: (state) => void state.lost++ },
      holds: ({ lost }) => (lost <= 1 ? undefined : broken("1", `${lost}`)),
    });
    expect(explore(system({ drops: 1 }), { laws: [atMostOne] }).outcome).toBe("proved");
    expect(explore(system({ drops: 2 }), { laws: [atMostOne] }).outcome).toBe("broken");
    expect(explore(system({ drops: 1 }), { laws: [lossless] }).outcome).toBe("broken");
  });

  test("a cut holds messages back until it heals, one way only", () => {
    const noDeliveryWhileCut = monitor("nothing passes a cut", {
      start: () => ({ cut: false }),
      on: {
        cut: (state) => void (state.cut = true),
        heal: (state) => void (state.cut = false),
        deliver: (state, { from }) => (state.cut && from === "a" ? broken("nothing from a", "a message") : undefined),
      },
    });
    expect(explore(system({ cuts: [[["a"], ["b"]]] }), { laws: [noDeliveryWhileCut, allArrive] }).outcome).toBe(
      "proved",
    );
    expect(explore(system({ cuts: [[["b"], ["a"]]] }), { laws: [noDeliveryWhileCut] }).outcome).toBe("broken");
  });

  test("a crash takes memory and timers, and leaves disk and channels", () => {
    const counter: AnyMachine = defineMachine<{ inMemory: number }, never, [number, number], null>({
      start: () => ({ inMemory: 0 }),
      onTimer: (state, _timer, context) => context.output([state.inMemory, Number(context.disk.read("count"))]),
      onInput(state, _input, context) {
        state.inMemory += 1;
        context.disk.write("count", Number(context.disk.read("count") ?? 0) + 1);
        context.setTimer("report", 1);
      },
    });
    const crashing = defineSystem({
      machines: { a: counter },
      inputs: [at("a", null), at("a", null)],
      faults: { crashes: 1 },
    });
    const sees = (pair: string): MonitorLaw<object> =>
      never(`never ${pair}`, (seen) =>
        seen.kind === "output" && JSON.stringify(seen.output) === pair ? broken("otherwise", pair) : undefined,
      );
    expect(explore(crashing, { laws: [sees("[1,2]")] }).outcome).toBe("broken");
    for (const impossible of ["[2,1]", "[0,1]", "[0,2]"])
      expect(explore(crashing, { laws: [sees(impossible)] }).outcome).toBe("proved");
    // The timer set before the crash is gone: with no input left after it, nothing is put out.
    const reports = eventually("somebody reports", {
      of: outputs,
      holds: ({ count }) => (count > 0 ? undefined : broken("a report", "none")),
    });
    const { counterexample } = explore(crashing, { laws: [reports] });
    expect(counterexample?.schedule.map(({ kind }) => kind)).toEqual(["input", "input", "crash", "restart"]);
  });
});

describe("what must hold in the end", () => {
  const silent: AnyMachine = { start: () => ({}), onInput() {} };
  const impatient: AnyMachine = defineMachine<{ tries: number }, string, string, null>({
    start: () => ({ tries: 0 }),
    onMessage: (_state, _message, _from, context) => context.output("got it"),
    onTimer(state, _timer, context) {
      context.send("b", "please");
      context.setTimer("again", 10);
      state.tries = Math.min(3, state.tries + 1);
    },
    onInput: (_state, _input, context) => context.setTimer("again", 10),
  });
  const once = eventually("b hears it", {
    of: outputs,
    holds: ({ count }) => (count > 0 ? undefined : broken("one output", "none")),
  });
  const capped = monitor<{ heard: boolean }>("heard or not", {
    start: () => ({ heard: false }),
    on: { output: (state) => void (state.heard = true) },
  });
  const heard = eventually("b hears it", {
    of: capped,
    holds: ({ heard }) => (heard ? undefined : broken("one output", "none")),
  });

  test("never to decide does not pass", () => {
    const system = defineSystem({ machines: { a: silent, b: silent }, inputs: [at("a", null)] });
    expect(explore(system, { laws: [once] })).toMatchObject({
      outcome: "broken",
      counterexample: { law: "b hears it", actual: "none", schedule: [{ kind: "input" }] },
    });
  });

  test("timers that never fall silent are run on fairly until it holds", () => {
    const system = defineSystem({
      machines: { a: impatient, b: silent },
      topology: [["a", "b"]],
      channels: "duplicating",
      inputs: [at("a", null)],
    });
    const deaf = explore(system, { laws: [heard], limits: { drainSteps: 50 } });
    expect(deaf).toMatchObject({
      outcome: "broken",
      counterexample: { law: "b hears it", actual: expect.stringMatching(/none, still after 50 steps/) },
    });

    const listening = defineSystem({
      machines: { a: impatient, b: impatient },
      topology: [["a", "b"]],
      channels: "duplicating",
      inputs: [at("a", null)],
    });
    expect(explore(listening, { laws: [heard] }).outcome).toBe("proved");
  });

  test("a fair run that has come round is not run on", () => {
    // Its memory tells all of its states apart, until it comes round.
    const turning: AnyMachine = defineMachine<{ turn: number }, never, never, null>({
      start: () => ({ turn: 0 }),
      onInput: (_state, _input, context) => context.setTimer("turn", 1),
      onTimer(state, timer, context) {
        state.turn = (state.turn + 1) % 7;
        context.setTimer(timer, 1);
      },
    });
    let asked = 0;
    const nobodyWaits = eventually("nobody waits for ever", {
      of: outputs,
      holds(_state, view) {
        asked += view.inputsLeft + 1;
        return undefined;
      },
    });
    const system = defineSystem({ machines: { a: turning }, inputs: [at("a", null)] });
    expect(explore(system, { laws: [nobodyWaits] })).toMatchObject({ outcome: "proved", states: 8 });
    expect(asked).toBeLessThan(60);
  });

  test("a pinned schedule whose timers never end shows where it goes round, not all of it", () => {
    const system = defineSystem({
      machines: { a: impatient, b: silent },
      topology: [["a", "b"]],
      inputs: [at("a", null)],
    });
    const { violation, execution } = follow(system, [], [heard], { drainSteps: 300 });
    expect(violation).toMatchObject({
      law: "b hears it",
      actual: expect.stringMatching(/none, still after 300 steps/),
    });
    expect(execution.schedule.length).toBe(12);
    expect(violation?.event).toBe(execution.events.length - 1);
  });

  test("what holds only before the last input does not count as reached", () => {
    const forgetful: AnyMachine = {
      start: (context) => (context.setTimer("tick", 1), {}),
      onTimer: (_state, timer, context) => context.setTimer(timer, 1),
      onInput() {},
    };
    const quiet = monitor<{ asked: number }>("requests are counted", {
      start: () => ({ asked: 0 }),
      on: { input: (state) => void state.asked++ },
    });
    const answered = eventually("every request is answered", {
      of: quiet,
      holds: ({ asked }) => (asked === 0 ? undefined : broken("no request open", `${asked}`)),
    });
    const system = defineSystem({ machines: { a: forgetful }, inputs: [at("a", null)] });
    expect(follow(system, [], [answered], { drainSteps: 100 }).violation?.law).toBe("every request is answered");
    expect(explore(system, { laws: [answered], limits: { drainSteps: 100 } }).outcome).toBe("broken");
  });

  test("two machines that talk for ever without deciding are found out, timers or not", () => {
    const talker: AnyMachine = {
      start: () => ({}),
      onInput: (_state, _input, context) => context.send("b", "?"),
      onMessage: (_state, _message, from, context) => context.send(from, "?"),
    };
    const system = defineSystem({ machines: { a: talker, b: talker }, inputs: [at("a", null)] });
    expect(explore(system, { laws: [heard], limits: { drainSteps: 50 } })).toMatchObject({
      outcome: "broken",
      counterexample: { law: "b hears it" },
    });
    expect(explore(system, { laws: [] }).outcome).toBe("proved");
  });
});

describe("proved is said only of a space that was searched to its end", () => {
  const counting: AnyMachine = {
    start: () => ({ count: 0 }),
    onInput: (_state, _input, context) => context.setTimer("tick", 1),
    onTimer(state: { count: number }, _timer, context) {
      state.count += 1;
      context.setTimer("tick", 1);
    },
  };
  const endless = defineSystem({ machines: { a: counting }, inputs: [at("a", null)] });

  test("a budget of states that ran out is inconclusive, and says what grew", () => {
    const { outcome, reason } = explore(endless, { laws: [], limits: { states: 100 } });
    expect({ outcome, reason }).toEqual({
      outcome: "inconclusive",
      reason: expect.stringMatching(/100 states.*local states of a grew most, from \d+ to \d+.*Bound what grows/),
    });
  });

  test("where it is not a machine that grows, messages are", () => {
    const babbler: AnyMachine = {
      start: (context) => (context.setTimer("again", 1), {}),
      onTimer(_state, _timer, context) {
        context.setTimer("again", 1);
        for (const peer of context.peers) context.send(peer, "bla");
      },
      onMessage() {},
    };
    const { reason } = explore(defineSystem({ machines: { a: babbler, b: babbler } }), {
      laws: [],
      limits: { states: 100 },
    });
    expect(reason).toMatch(/messages wait in channels/);
  });

  test("a bound on the depth is part of what was proved", () => {
    expect(explore(endless, { laws: [], limits: { depth: 7 } })).toMatchObject({
      outcome: "proved",
      depth: 7,
      bound: { depth: 7 },
    });
    const finite = defineSystem({ machines: { a: relay, b: relay }, inputs: twoInputs });
    expect(explore(finite, { laws: [], limits: { depth: 100 } }).bound).toEqual({});
  });

  test("a budget of schedules that ran out is inconclusive", () => {
    const anything = executionLaw("anything goes", () => undefined);
    const machines = { a: relay, b: relay, c: relay };
    const system = defineSystem({
      machines,
      topology: [
        ["a", "b"],
        ["c", "b"],
      ],
      inputs: [...twoInputs, at("c", "3")],
    });
    expect(explore(system, { laws: [anything] })).toMatchObject({
      outcome: "proved",
      searches: ["traces"],
      schedules: 3,
    });
    expect(explore(system, { laws: [anything], limits: { schedules: 2 } }).outcome).toBe("inconclusive");
  });

  test("where some schedule never ends, traces are not all visited", () => {
    const anything = executionLaw("anything goes", () => undefined);
    expect(explore(endless, { laws: [anything] })).toMatchObject({
      outcome: "inconclusive",
      reason: expect.stringMatching(/may never end.*limits\.depth/),
    });
    expect(explore(endless, { laws: [anything], limits: { depth: 5 } })).toMatchObject({
      outcome: "proved",
      bound: { depth: 5 },
    });
  });

  test("a machine that draws lots is proved for one seed, and that is said", () => {
    const dice: AnyMachine = {
      start: () => ({}),
      onInput: (_state, _input, context) => context.output(context.random()),
    };
    expect(
      explore(defineSystem({ machines: { a: dice }, inputs: [at("a", null)], seed: 5 }), { laws: [] }).bound,
    ).toEqual({ seed: 5 });
  });
});

describe("time", () => {
  const clock: AnyMachine = {
    start: (context) => (context.setTimer("tick", 10), { ticks: 0 }),
    onTimer(state: { ticks: number }, _timer, context) {
      state.ticks += 1;
      if (state.ticks < 3) context.setTimer("tick", 10);
      context.output(context.now());
    },
  };
  const rising = monitor<{ last: number }>("a clock never goes back", {
    start: () => ({ last: -Infinity }),
    on: {
      output(state, { output }) {
        if (Number(output) < state.last) return broken(`${state.last} or more`, String(output));
        state.last = Number(output);
      },
    },
  });

  test("a clock that is asked moves on with its timers", () => {
    expect(explore(defineSystem({ machines: { a: clock } }), { laws: [rising] }).outcome).toBe("proved");
  });

  test("a clock may jump where skew is allowed", () => {
    const system = defineSystem({ machines: { a: clock }, faults: { clockSkewMs: 50 } });
    expect(explore(system, { laws: [rising] })).toMatchObject({
      outcome: "broken",
      counterexample: { law: "a clock never goes back" },
    });
  });

  test("a shorter timer set later may go off first, a longer one may not", () => {
    const two = (first: number, second: number): AnyMachine => ({
      start(context) {
        context.setTimer("first", first);
        context.setTimer("second", second);
        return {};
      },
      onTimer: (_state, timer, context) => context.output(timer),
    });
    const secondLast = monitor<{ seen: string[] }>("first comes first", {
      start: () => ({ seen: [] }),
      on: {
        output: (state, { output }) => (
          state.seen.push(String(output)),
          state.seen[0] === "second" ? broken("first", "second") : undefined
        ),
      },
    });
    expect(explore(defineSystem({ machines: { a: two(10, 20) } }), { laws: [secondLast] }).outcome).toBe("proved");
    expect(explore(defineSystem({ machines: { a: two(10, 10) } }), { laws: [secondLast] }).outcome).toBe("proved");
    expect(explore(defineSystem({ machines: { a: two(20, 10) } }), { laws: [secondLast] }).outcome).toBe("broken");
    expect(
      explore(defineSystem({ machines: { a: two(10, 20) }, timers: "untimed" }), { laws: [secondLast] }).outcome,
    ).toBe("broken");
  });
});

describe("a resource", () => {
  const ledger = {
    start: () => ({ total: 0 }),
    onCall: (state: { total: number }, request: unknown) => (state.total += Number(request)),
  };
  const payer: AnyMachine = {
    start: () => ({}),
    onInput: (_state, input, context) => context.call("ledger", input),
    onReply: (_state, reply, call, context) => context.output({ reply, request: call.request }),
  };
  const system = (crashes: number) =>
    defineSystem({
      machines: { a: payer, b: payer },
      inputs: [at("a", 1), at("b", 2)],
      resources: { ledger },
      faults: { crashes },
    });

  test("answers each call once, one at a time", () => {
    const sums = monitor<{ replies: number[] }>("replies are running totals", {
      start: () => ({ replies: [] }),
      on: {
        reply(state, { reply }) {
          state.replies.push(Number(reply));
          return state.replies.length === 2 && !state.replies.includes(3)
            ? broken("a total of 3", `${state.replies}`)
            : undefined;
        },
      },
    });
    expect(explore(system(0), { laws: [sums, allArrive] }).outcome).toBe("proved");
  });

  test("has done what was asked even if the asker crashed before the reply", () => {
    const { counterexample } = explore(system(1), { laws: [allArrive] });
    expect(counterexample).toMatchObject({ law: "both are put out", actual: "1" });
  });
});

test("an execution law is checked on every happens-before, and its counterexample is shrunk", () => {
  const machines = { a: relay, b: relay, c: relay };
  const system = defineSystem({
    machines,
    topology: [
      ["a", "b"],
      ["c", "b"],
    ],
    channels: "any-order",
    inputs: [at("a", "a1"), at("a", "a2"), at("c", "c1")],
  });
  const firstSentFirst = executionLaw("what a sends first is put out first", ({ events }) => {
    const first = events.find(({ outputs: [output] }) => output === "a1");
    const second = events.find(({ outputs: [output] }) => output === "a2");
    if (first === undefined || second === undefined || happensBefore(first, second)) return undefined;
    return { expected: "a1, then a2", actual: "a2, then a1", event: first.id };
  });
  const { outcome, counterexample, searches } = explore(system, { laws: [firstSentFirst] });
  expect({ outcome, searches, length: counterexample?.schedule.length }).toEqual({
    outcome: "broken",
    searches: ["traces"],
    length: 4,
  });
});
