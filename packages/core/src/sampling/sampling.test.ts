import { describe, expect, test } from "vitest";
import {
  type AnyMachine,
  type Choice,
  type Event,
  type Execution,
  type Law,
  type Schedule,
  type Strategy,
  type System,
  type SystemOptions,
  at,
  broken,
  defineSystem,
  encode,
  eventually,
  executionLaw,
  handlerLaw,
  monitor,
  never,
  replay,
  sample,
  World,
} from "../mod.ts";

const strategies: readonly Strategy[] = ["delays", "walk", "pct", "pos", "mutate"];
/** Those that choose as a search does. */
const byChoices = strategies.filter((strategy) => strategy !== "delays");

/** Tells everybody what it is asked to tell; who hears of it for the first time tells it on. */
const gossip: AnyMachine = {
  start: (context) => ({ heard: context.disk.read("heard") ?? [] }),
  onInput: (_state, input, context) => context.peers.forEach((peer) => context.send(peer, input)),
  onMessage(state: { heard: unknown[] }, message, _from, context) {
    if (state.heard.includes(message)) return;
    state.heard.push(message);
    context.disk.write("heard", state.heard);
    context.setTimer("tell", 5);
    context.output(message);
  },
  onTimer: (state: { heard: unknown[] }, _timer, context) =>
    context.peers.slice(0, 1).forEach((peer) => context.send(peer, state.heard.at(-1))),
};

const storm = systemOf("abc", gossip, {
  channels: { default: "any-order", pairs: [["a", "b", "fifo"]] },
  inputs: [at("a", "1"), at("b", "2"), at("a", "3")],
  faults: { drops: 2, duplicates: 2, crashes: 2, cuts: [[["a"], ["b", "c"]]], clockSkewMs: 3 },
});

/** Sends once to its first peer when asked to, and records nothing: for counting orders. */
const sender: AnyMachine = {
  start: () => ({}),
  onInput: (_state, input, context) => context.peers.slice(0, 1).forEach((peer) => context.send(peer, input)),
  onMessage: () => undefined,
};

describe.each(strategies)("%s", (strategy) => {
  test("the same seed gives the same runs, another seed others", () => {
    const runsOf = (seed: number): string =>
      encode(executionsOf(storm, { strategy, seed, runs: 12 }).map(({ schedule }) => schedule));
    expect(runsOf(3)).toBe(runsOf(3));
    expect(new Set([0, 100, 200].map(runsOf)).size).toBe(3);
  });

  test("every schedule replays to the same execution", () => {
    for (const execution of executionsOf(storm, { strategy, runs: 40 })) {
      const { events } = replay(execution.system, execution.schedule);
      expect(events.map(withoutTime)).toEqual(execution.events.map(withoutTime));
    }
  });

  test("faults keep to their budgets, and each kind is met in some runs and left out in others", () => {
    const budgets = { drop: 2, duplicate: 2, crash: 2, cut: 1, skew: 3 };
    const counts = executionsOf(storm, { strategy, runs: 120 }).map(({ schedule }) => countKinds(schedule));
    for (const [kind, budget] of Object.entries(budgets)) {
      const ofKind = counts.map((count) => count.get(kind) ?? 0);
      const within = ofKind.filter((count) => count <= budget).length;
      const met = ofKind.filter((count) => count > 0).length;
      expect({ kind, within, isMet: met > 5, isLeftOut: met < 80 }).toEqual({
        kind,
        within: 120,
        isMet: true,
        isLeftOut: true,
      });
    }
  });

  test("runs that would never end are cut off, starve nobody, and still have a fair end", () => {
    const heart: AnyMachine = {
      start: (context) => (context.setTimer("beat", 2), { beats: 0 }),
      onTimer: (_state, _timer, context) => context.setTimer("beat", 2),
      onInput: (_state, input, context) => context.output(input),
    };
    const restless = systemOf("abc", heart, { channels: "duplicating", inputs: [at("a", 1), at("b", 2), at("c", 3)] });
    const told = monitor<{ told: number }>("told", {
      start: () => ({ told: 0 }),
      on: { output: (s) => void s.told++ },
    });
    const all = eventually("all is told", {
      of: told,
      holds: (s) => (s.told === 3 ? undefined : broken("3", `${s.told}`)),
    });
    const early: number[] = [];
    const note = executionLaw("noted", ({ events }) => {
      early.push(events.slice(0, 60).filter(({ kind }) => kind === "input").length);
      return undefined;
    });
    const { outcome, coverage } = sample(restless, { laws: [all, note], strategy, runs: 40, steps: 60 });
    expect(outcome).toBe("sampled");
    expect(coverage).toMatchObject({ cutOffRuns: 40, silentRuns: 0 });
    expect(early.filter((count) => count === 3).length).toBeGreaterThan(30);
    const none = eventually("nothing is told", {
      of: told,
      holds: (s) => (s.told < 3 ? undefined : broken("less", "3")),
    });
    const { counterexample } = sample(restless, { laws: [none], strategy, runs: 1, steps: 4, drainSteps: 50 });
    expect(counterexample?.law).toBe(none.name);
  });

  test("a handler's fault in a rare order is found and shrunk", () => {
    const fussy: AnyMachine = {
      start: () => ({ last: 0 }),
      onMessage(state: { last: number }, message) {
        if (Number(message) < state.last) throw new Error("too late");
        state.last = Number(message);
      },
      onInput: (_state, input, context) => context.peers.forEach((peer) => context.send(peer, input)),
    };
    const system = systemOf("ab", fussy, { channels: "any-order", inputs: [at("a", 1), at("a", 2)] });
    const { outcome, counterexample } = sample(system, { laws: [], strategy, runs: 60 });
    expect(outcome).toBe("broken");
    expect(counterexample).toMatchObject({ law: handlerLaw, actual: "too late" });
    expect(counterexample?.schedule.length).toBe(4);
    expect(replay(counterexample?.execution.system ?? system, counterexample?.schedule ?? []).failure?.kind).toBe(
      "threw",
    );
  });
});

test.each(byChoices)("%s moves a clock on by what its timers were set to, and by nothing else", (strategy) => {
  const clock: AnyMachine = {
    start: (context) => (context.setTimer("soon", 5), context.setTimer("later", 30), {}),
    onTimer: (_state, _timer, context) => context.output(context.now()),
    onInput: (_state, _input, context) => context.output(context.now()),
  };
  const system = systemOf("a", clock, { inputs: [at("a", 1), at("a", 2), at("a", 3, { atMs: 900 })] });
  const told = executionsOf(system, { strategy, runs: 60 }).map(({ events }) =>
    events.flatMap(({ outputs }) => outputs.map(Number)),
  );
  expect(new Set(told.flat())).toEqual(new Set([0, 5, 35]));
  expect(
    told.filter((times) => times.length !== 5 || times.some((time, place) => time < (times[place - 1] ?? 0))),
  ).toEqual([]);
});

/** Sets two timers, and sends when they go off. */
const ticker: AnyMachine = {
  start: (context) => (context.setTimer("soon", 1), context.setTimer("later", 9), { inputs: 0 }),
  onInput: (state: { inputs: number }) => void state.inputs++,
  onTimer: (_state, timer, context) => context.peers.forEach((peer) => context.send(peer, timer)),
  onMessage: () => undefined,
};

/** Inputs that keep their order, and timers that do. */
const queue = systemOf("ab", ticker, { inputs: Array.from({ length: 6 }, (_unused, place) => at("a", place)) });

const two = [at("a", 1), at("a", 2)];

/** Small systems of every kind of channel, fault and timer. */
const small: Readonly<Record<string, System>> = {
  "three senders": systemOf("rabc", sender, { topology: toR("abc"), inputs: [..."abc"].map((name) => at(name, 1)) }),
  "two channels of two": systemOf("rab", sender, { topology: toR("ab"), inputs: [...two, at("b", 1), at("b", 2)] }),
  "any order, and equal messages": systemOf("ra", sender, {
    topology: toR("a"),
    channels: "any-order",
    inputs: [...two, at("a", 1)],
  }),
  "a loss and a double": systemOf("ra", sender, {
    topology: toR("a"),
    inputs: [at("a", 1)],
    faults: { drops: 1, duplicates: 1 },
  }),
  "a crash": systemOf("ra", sender, { topology: toR("a"), inputs: two, faults: { crashes: 1 } }),
  "a cut": systemOf("ra", sender, { topology: toR("a"), inputs: two, faults: { cuts: [[["a"], ["r"]]], drops: 1 } }),
  timers: systemOf("ab", ticker, {}),
  "timers of any order": systemOf("ab", ticker, { timers: "untimed", topology: [["a", "b"]] }),
  "timers after messages": systemOf("ab", ticker, { timers: "messages-first" }),
};

describe.each(byChoices)("%s makes only choices that a search could make", (strategy) => {
  test.each(Object.entries({ storm, queue, ...small }))("in %s", (_name, system) => {
    for (const execution of executionsOf(system, { strategy, runs: 80 })) {
      const world = new World(execution.system, { twice: false });
      for (const choice of execution.schedule) {
        expect(world.choices).toContainEqual(choice);
        world.apply(choice);
      }
    }
  });
});

describe.each(Object.entries(small))("of %s", (name, system) => {
  const all = tracesOf(system);
  // Time has its own limits: a timer waits for what comes sooner, and a fault for something that happens.
  const isFree = ["three senders", "two channels of two", "any order, and equal messages"].includes(name);

  test.each(isFree ? strategies : byChoices)("%s meets every trace, and no other", (strategy) => {
    const met = new Set<string>();
    for (let seed = 0; seed < 20_000 && met.size < all.size; seed += 200) {
      for (const { events } of executionsOf(system, { strategy, runs: 200, seed, depth: 5 })) met.add(traceOf(events));
    }
    expect([...met].filter((trace) => !all.has(trace))).toEqual([]);
    expect([met.size, all.size > 3]).toEqual([all.size, true]);
  });
});

describe("the bound of probabilistic concurrency testing", () => {
  const burst = 5;

  /** All send to `r` at the start: `a` and `b` two bursts each, `c` one that nobody asks about. */
  const busy: AnyMachine = {
    start(context) {
      const count = { a: 2 * burst, b: 2 * burst, c: burst }[context.self] ?? 0;
      for (let left = count; left > 0; left--) context.send("r", left);
      return {};
    },
    onMessage: () => undefined,
  };
  const system = systemOf("rabc", busy, { topology: toR("abc") });
  const [chains, events] = [3, 5 * burst];

  /** With each switch between `a` and `b` that the order needs, the bug is one deeper. */
  test.each([
    [1, 100, /^a+b+$/],
    [2, 400, /^a{5,6}b+a+$/],
    [3, 2500, /^a{5,6}b{5,6}a+b+$/],
  ])("a bug of depth %i is met at least as often as it says, and by a walk less", (depth, runs, order) => {
    const bound = 1 / (chains * events ** (depth - 1));
    const isHit = (execution: Execution): boolean =>
      order.test(execution.events.flatMap(({ from }) => (from === "a" || from === "b" ? [from] : [])).join(""));
    const rateOf = (strategy: Strategy): number =>
      executionsOf(system, { strategy, runs, depth }).filter(isHit).length / runs;
    expect(rateOf("pct")).toBeGreaterThanOrEqual(bound);
    expect(rateOf("walk")).toBeLessThan(bound);
    // With fewer, one lucky hit would be enough.
    expect(runs * bound).toBeGreaterThan(1);
  });

  test("a conversation is one chain, in channels of any order too", () => {
    const { chat, isLast } = conversation(20);
    const runs = 300;
    const hits = (strategy: Strategy): number => executionsOf(chat, { strategy, runs, depth: 1 }).filter(isLast).length;
    // Four chains: two inputs, the conversation, and the message that waits for its end.
    expect(hits("pct") / runs).toBeGreaterThanOrEqual(1 / 4);
    expect(hits("walk")).toBe(0);
  });
});

test("partial order sampling decides a race by one draw, however long one side takes to get there", () => {
  const length = 20;
  const { chat, isLast } = conversation(length);
  const runs = 800;
  const hits = (strategy: Strategy): number => executionsOf(chat, { strategy, runs }).filter(isLast).length;
  // The waiting message, or the input before it, has to draw the lowest of all priorities.
  const chance = 1 / (length + 3);
  expect(hits("pos") / runs).toBeGreaterThan(chance);
  expect(hits("pos") / runs).toBeLessThan(chance * 3);
  expect(hits("walk")).toBe(0);
});

test("partial order sampling draws anew for a message that has lost a race", () => {
  const race: AnyMachine = {
    start(context) {
      if (context.self !== "r") for (let left = context.self === "a" ? 8 : 1; left > 0; left--) context.send("r", left);
      return {};
    },
    onMessage: () => undefined,
  };
  const runs = 600;
  const last = executionsOf(systemOf("rab", race, { topology: toR("ab") }), { strategy: "pos", runs }).filter(
    ({ events }) => events.at(-1)?.from === "b",
  ).length;
  // One draw for all eight would be 1 in 9; a draw for each is 1 in 256.
  expect(last / runs).toBeLessThan(1 / 30);
});

test("mutation climbs where a walk falls back", () => {
  const steps = 12;
  /** Each right message is a step up; a wrong one is the end. */
  const lock: AnyMachine = {
    start(context) {
      if (context.self === "a") for (let step = 0; step < steps; step++) context.send("r", step);
      return { step: 0 };
    },
    onMessage(state: { step: number }, message, _from, context) {
      if (state.step < 0) return;
      state.step = message === state.step ? state.step + 1 : -1;
      if (state.step === steps) context.output("open");
    },
  };
  const system = systemOf("ra", lock, { topology: toR("a"), channels: "any-order" });
  const shut = never("it stays shut", ({ kind }) => (kind === "output" ? broken("shut", "open") : undefined));
  expect(sample(system, { laws: [shut], strategy: "mutate", runs: 600 }).outcome).toBe("broken");
  expect(sample(system, { laws: [shut], strategy: "walk", runs: 600 }).outcome).toBe("sampled");
});

describe("coverage", () => {
  test.each(strategies)("of %s counts what an observer of all runs counts", (strategy) => {
    const runs = 30;
    const executions: Execution[] = [];
    const { coverage, schedules } = sample(storm, { laws: [keeping(executions)], strategy, runs });
    const seen = new Map<string, Set<string>>([..."abc"].map((name) => [name, new Set()]));
    let [newRuns, lastNewRun] = [0, 0];
    for (const [run, { events }] of executions.entries()) {
      const before = sizeOf(seen);
      for (const { machine, state, disk, timers } of events) {
        if (disk !== undefined) seen.get(machine)?.add(encode([state, disk, timers]));
      }
      if (sizeOf(seen) > before) [newRuns, lastNewRun] = [newRuns + 1, run + 1];
    }
    const kinds = countKinds(executions.flatMap(({ events }) => events));
    expect(schedules).toBe(runs);
    expect(coverage).toMatchObject({ newRuns, lastNewRun, silentRuns: runs, cutOffRuns: 0 });
    expect(coverage?.localStates).toEqual(Object.fromEntries([...seen].map(([name, states]) => [name, states.size])));
    const counts = Object.entries(coverage?.events ?? {});
    expect(new Map(counts.map(([kind, { count }]) => [kind, count]))).toEqual(kinds);
    expect(counts.filter(([, { count, different }]) => different > count)).toEqual([]);
    expect(coverage?.events.input?.different).toBe(3);
    expect(coverage?.events.crash?.different).toBeLessThanOrEqual(3);
  });

  test.each([0, -1, 1.5, NaN])("%s runs are no sample", (runs) => {
    expect(() => sample(storm, { laws: [], runs })).toThrow(/whole number, 1 or more/);
  });

  test("says when nothing new was found any more", () => {
    const system = systemOf("rab", sender, { topology: toR("ab"), inputs: [at("a", 1), at("b", 2)] });
    expect(sample(system, { laws: [], strategy: "walk", runs: 50 }).coverage).toMatchObject({
      localStates: { r: 1, a: 1, b: 1 },
      newRuns: 1,
      lastNewRun: 1,
    });
  });
});

test("a strategy that does not exist, and a depth that is none, are refused with what to use", () => {
  const strategy = "chaos" as Strategy;
  expect(() => sample(storm, { laws: [], strategy })).toThrow(/no such strategy: delays, walk, pct, pos, mutate/);
  for (const depth of [0, -1, 1.5, Number.NaN, Infinity])
    expect(() => sample(storm, { laws: [], strategy: "pct", depth })).toThrow(/whole number, 1 or more/);
  expect(sample(storm, { laws: [], strategy: "pct", depth: 1000, runs: 3 }).outcome).toBe("sampled");
});

function systemOf(names: string, machine: AnyMachine, options: Omit<SystemOptions, "machines">): System {
  return defineSystem({ machines: Object.fromEntries([...names].map((name) => [name, machine])), ...options });
}

function toR(names: string): (readonly [string, string])[] {
  return [...names].map((name) => [name, "r"]);
}

/** Two machines talk for a while; a third sends one message to one who is not part of it. Last: it comes after all. */
function conversation(length: number): { chat: System; isLast: (execution: Execution) => boolean } {
  const talker: AnyMachine = {
    start: () => ({}),
    onInput: (_state, input, context) =>
      input === "late" ? context.send("r", "late") : context.send(context.self === "a" ? "b" : "a", 1),
    onMessage(_state, message, from, context) {
      if (context.self === "r") return;
      if (Number(message) < length) context.send(from, Number(message) + 1);
      else context.send("r", "done");
    },
  };
  const chat = systemOf("abcr", talker, { channels: "any-order", inputs: [at("a", "talk"), at("c", "late")] });
  return {
    chat,
    isLast: ({ schedule }) => encode(schedule.at(-1)) === encode({ kind: "deliver", from: "c", to: "r", nth: 0 }),
  };
}

function keeping(executions: Execution[]): Law {
  return executionLaw("every execution is kept", (execution) => {
    executions.push(execution);
    return undefined;
  });
}

function executionsOf(
  system: System,
  options: { strategy: Strategy; runs: number; seed?: number; depth?: number },
): readonly Execution[] {
  const executions: Execution[] = [];
  sample(system, { laws: [keeping(executions)], ...options });
  return executions;
}

function countKinds(items: Schedule | readonly Event[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind } of items as readonly Choice[]) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function sizeOf(seen: ReadonlyMap<string, ReadonlySet<string>>): number {
  return [...seen.values()].reduce((sum, states) => sum + states.size, 0);
}

function withoutTime(event: Event): object {
  return { ...event, atMs: undefined };
}

/** The traces of all schedules that end where nothing is left to do, by trying every one. */
function tracesOf(system: System): Set<string> {
  const traces = new Set<string>();
  const visit = (world: World): void => {
    if (world.work.length === 0) traces.add(traceOf(world.execution.events));
    for (const choice of world.choices) {
      const next = world.fork();
      next.apply(choice);
      visit(next);
    }
  };
  visit(new World(system, { twice: false }));
  return traces;
}

/** What stays the same when independent events change places: each machine's events, and the network's in their order. */
function traceOf(events: readonly Event[]): string {
  const lines = new Map<string, unknown[]>();
  for (const { kind, machine, messageId, input, timer, cut, vector } of events) {
    const isOfNetwork = ["drop", "duplicate", "cut", "heal"].includes(kind);
    const line = isOfNetwork ? "network" : machine;
    const event = [kind, machine, messageId, input, timer, cut, isOfNetwork ? [] : Object.entries(vector).toSorted()];
    lines.set(line, [...(lines.get(line) ?? []), event]);
  }
  return encode([...lines].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
