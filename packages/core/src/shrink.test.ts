/**
 * What is true of every shrunk counterexample, on random systems and laws: the same law is broken by a schedule of the
 * system, from which nothing can be left out; and what is called shortest is.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AnyMachine,
  at,
  broken,
  type Counterexample,
  defineMachine,
  defineSystem,
  encode,
  eventually,
  explore,
  follow,
  handlerLaw,
  type Law,
  monitor,
  never,
  replay,
  sample,
  type Schedule,
  shrink,
  type System,
  type TimedChoice,
  World,
} from "./mod.ts";
import { randomLaw, randomSystem } from "./testing/random-run.ts";

const strategies = ["delays", "walk"] as const;

/** A counterexample as it was found; undefined if none was. */
function find(system: System, law: Law, strategy: (typeof strategies)[number]): Counterexample | undefined {
  return sample(system, { laws: [law], runs: 6, steps: 60, strategy, shrinks: false }).counterexample;
}

const randomRun = fc.record({ system: randomSystem, law: randomLaw, strategy: fc.constantFrom(...strategies) });

/** Enough for everything to be tried. */
const budget = 10_000_000;

/** Checks something of every shrunk counterexample, and that there were enough of them. */
function forEachShrunk(
  check: (small: Counterexample, context: { readonly law: Law; readonly found: Counterexample }) => void,
  { runs = 120, seed = 1, states }: { readonly runs?: number; readonly seed?: number; readonly states?: number } = {},
): void {
  let count = 0;
  fc.assert(
    fc.property(randomRun, ({ system, law, strategy }) => {
      const found = find(system, law, strategy);
      if (found === undefined) return;
      count += 1;
      check(shrink(found, [law], { budget, ...(states === undefined ? {} : { states }) }), { law, found });
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
  expect(count).toBeGreaterThan(runs / 4);
}

/** How many choices are shown of a fair run that never ends. */
const choicesShown = 12;

/** How a counterexample breaks its law: on the way, where nothing is left to do, or in a fair run that never ends. */
function howBroken({ execution, law: name, schedule }: Counterexample, law: Law): "on the way" | "end" | "endless" {
  const { violation } = follow(execution.system, schedule, [law]);
  if (violation?.law === name) return "on the way";
  const world = new World(execution.system);
  for (const choice of schedule) world.apply(choice);
  return world.work.length === 0 ? "end" : "endless";
}

/** What of the schedule leads to where the law is broken: all of it, but for what is shown of a run that never ends. */
function wayOf(small: Counterexample, law: Law): Schedule {
  return howBroken(small, law) === "endless" ? small.schedule.slice(0, -choicesShown) : small.schedule;
}

/** By how many choices the counterexample's law is broken when a schedule is followed loosely; undefined if it is not. */
function breaks(small: Counterexample, schedule: Schedule, law: Law): number | undefined {
  const drainSteps = howBroken(small, law) === "on the way" ? 0 : 2000;
  const { violation, execution } = follow(small.execution.system, schedule, [law], { loosely: true, drainSteps });
  return violation?.law === small.law ? execution.schedule.length : undefined;
}

/** The first choice without a time that no search would try where it stands. */
function findOdd({ execution }: Counterexample): TimedChoice | undefined {
  const world = new World(execution.system);
  return execution.schedule.find((choice: TimedChoice) => {
    const isListed = world.choices.some((other) => encode(other) === encode(choice));
    world.apply(choice);
    return choice.nowMs === undefined && !isListed;
  });
}

describe("a shrunk counterexample", () => {
  test("breaks the same law, in no more choices", () => {
    forEachShrunk((small, { law, found }) => {
      expect(small.law).toBe(found.law);
      expect(small.foundLength).toBe(found.schedule.length);
      expect(small.schedule.length).toBeLessThanOrEqual(found.schedule.length);
      expect(breaks(small, wayOf(small, law), law)).toBe(small.schedule.length);
      expect(replay(small.execution.system, small.schedule).events).toEqual(small.execution.events);
    });
  });

  test("is a schedule of the system: every choice is one that a search would try", () => {
    let count = 0;
    forEachShrunk((small) => {
      expect(findOdd(small)).toBeUndefined();
      count += small.schedule.length;
    });
    expect(count).toBeGreaterThan(100);
  });

  test.each([0, undefined])(
    "is 1-minimal: without any one of its choices, that law is not broken by fewer (%s states)",
    (states) => {
      const check = (small: Counterexample, { law }: { readonly law: Law }): void => {
        expect(small.minimal).toBe(true);
        const way = wayOf(small, law);
        const lengths = [...way.keys()].map((place) => breaks(small, way.toSpliced(place, 1), law) ?? Infinity);
        expect(Math.min(...lengths, Infinity)).toBeGreaterThanOrEqual(small.schedule.length);
      };
      forEachShrunk(check, { runs: 150, ...(states === undefined ? {} : { states }) });
    },
  );

  test.each([30, 20_000])(
    "of a law on the way is no shorter than the shortest that explore finds, and as short if it is called so (%i states)",
    (states) => {
      let count = 0;
      forEachShrunk(
        (small, { law }) => {
          const isTimed = small.schedule.some((choice) => "nowMs" in choice);
          if (law.kind === "execution" || howBroken(small, law) !== "on the way" || isTimed) return;
          const { counterexample } = explore(small.execution.system, { laws: [law], limits: { states: 20_000 } });
          if (counterexample === undefined) return;
          if (small.shortest) count += 1;
          expect(small.schedule.length).toBeGreaterThanOrEqual(counterexample.schedule.length);
          expect(small.shortest ? small.schedule.length : 0).toBe(small.shortest ? counterexample.schedule.length : 0);
        },
        { states },
      );
      expect(count).toBeGreaterThan(5);
    },
  );
});

describe("a schedule of thousands of choices", () => {
  interface Parcel {
    readonly number: number;
    readonly hops: number;
  }

  const router = defineMachine<{ seen: number }, Parcel, number, number>({
    start: () => ({ seen: 0 }),
    onMessage(state, { number, hops }, _from, context) {
      state.seen += 1;
      context.output(number);
      const to = context.peers[(number + hops) % context.peers.length];
      if (hops > 0 && to !== undefined) context.send(to, { number, hops: hops - 1 });
    },
    onInput(state, number, context) {
      state.seen += 1;
      const to = context.peers[number % context.peers.length];
      if (to !== undefined) context.send(to, { number, hops: 3 });
    },
  });
  const names = ["a", "b", "c", "d", "e", "f"];
  const system = defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, router])),
    channels: "any-order",
    inputs: Array.from({ length: 400 }, (_unused, number) => at(names[number % 6] ?? "a", number, { atMs: number })),
    faults: { drops: 5, duplicates: 5, crashes: 2 },
  });
  const findIn = (law: Law): Counterexample => {
    const { counterexample } = sample(system, { laws: [law], runs: 5, steps: 3000, shrinks: false });
    if (counterexample === undefined) throw new Error("it is broken");
    return counterexample;
  };

  test("becomes what the last of them cannot do without", () => {
    const law = never("number 390 never arrives", (seen) =>
      seen.kind === "output" && seen.output === 390 ? broken("another", "390") : undefined,
    );
    const found = findIn(law);
    expect(found.schedule.length).toBeGreaterThan(1500);
    const small = shrink(found, [law]);
    expect(small).toMatchObject({ minimal: true, shortest: false, foundLength: found.schedule.length });
    // Its machine's inputs arrive in their order: 66 come before it.
    expect(small.schedule.map(({ kind }) => kind)).toEqual([...Array.from({ length: 66 }, () => "input"), "deliver"]);
  });

  test("is left as it is where nothing can go, when the budget is at its end, and says so", () => {
    const law = monitor<{ count: number }>("few parcels", {
      start: () => ({ count: 0 }),
      on: { output: (state) => (++state.count > 1000 ? broken("1000", "1001") : undefined) },
    });
    const small = shrink(findIn(law), [law], { budget: 20_000 });
    expect(small.minimal).toBe(false);
    expect(follow(small.execution.system, small.schedule, [law]).violation?.law).toBe(law.name);
  });
});

describe("what is called shortest", () => {
  /** Counts what it hears; after a crash it knows too much at once. */
  const slow: AnyMachine = defineMachine<{ heard: number }, string, string, string>({
    start(context) {
      if (context.disk.read("has been") === true) context.output("too much");
      return { heard: 0 };
    },
    onMessage(state, text, from, context) {
      if (++state.heard === 3) context.output("too much");
      context.disk.write("has been", true);
      if (text === "ping" && context.self === "b") context.send(from, "pong");
      if (text === "pong") context.send("b", "ping");
    },
    onInput: (_state, text, context) => (text === "begin" ? context.send("b", "ping") : undefined),
  });
  const names = ["a", "b", "c", "d", "e", "f"];
  const system = defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, slow])),
    inputs: [at("a", "begin"), ...names.slice(2).flatMap((name) => [at(name, "1"), at(name, "2")])],
    faults: { crashes: 1 },
  });
  const law = never("nobody knows too much", (seen) =>
    seen.kind === "output" ? broken("silence", String(seen.output)) : undefined,
  );
  const ping = { kind: "deliver", from: "a", to: "b", nth: 0 } as const;
  const pong = { kind: "deliver", from: "b", to: "a", nth: 0 } as const;
  const schedule: Schedule = [{ kind: "input", machine: "a", input: 0 }, ping, pong, ping, pong, ping];
  const execution = replay(system, schedule);
  const violation = { law: law.name, expected: "", actual: "", event: 0 };
  const found: Counterexample = { ...violation, schedule, execution, foundLength: schedule.length, shortest: false };

  test("is the shortest with all faults of the system, not only with those of the schedule that was found", () => {
    const small = shrink(found, [law]);
    expect(small).toMatchObject({ shortest: true, minimal: true });
    expect(small.schedule.map(({ kind }) => kind)).toEqual(["input", "deliver", "crash", "restart"]);
  });

  test("is not, if the search of the whole system did not come to its end", () => {
    const small = shrink(found, [law], { states: 50 });
    expect(small).toMatchObject({ shortest: false, minimal: true });
    expect(small.schedule).toEqual(schedule);
  });

  test("is not, if a shorter schedule breaks another law", () => {
    const noInput = never("no input arrives", (seen) =>
      seen.kind === "deliver" && seen.machine === "a" ? broken("none", "one") : undefined,
    );
    const small = shrink(found, [law, noInput]);
    expect(small).toBe(found);
    const noCrash = never("nobody crashes", (seen) => (seen.kind === "crash" ? broken("none", "one") : undefined));
    expect(shrink(found, [law, noCrash])).toMatchObject({ law: law.name, shortest: false, schedule });
  });
});

describe("a law about the end", () => {
  test("is not broken by a run that has not come to its end yet", () => {
    const echo = defineMachine<object, string, string, string>({
      start: () => ({}),
      onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
      onMessage: (_state, text, _from, context) => context.output(text),
    });
    const system = defineSystem({
      machines: { a: echo, b: echo },
      channels: "any-order",
      inputs: Array.from({ length: 1500 }, (_unused, index) => at("a", `${index}`, { atMs: index })),
      faults: { drops: 3 },
    });
    const counted = monitor<{ count: number }>("counted", {
      start: () => ({ count: 0 }),
      on: { output: (state) => void state.count++ },
    });
    const all = eventually("all arrive", {
      of: counted,
      holds: ({ count }) => (count === 1500 ? undefined : broken("1500", `${count}`)),
    });
    const { counterexample } = sample(system, { laws: [all], runs: 9, steps: 4000, shrinks: false });
    if (counterexample === undefined) throw new Error("a drop breaks it");
    const small = shrink(counterexample, [all], { budget: 60_000 });
    expect(small.actual).toBe("1499");
    expect(small.schedule.filter(({ kind }) => kind === "drop").length).toBe(1);
  });
});

describe("a handler's own fault", () => {
  test("is shrunk to what makes it throw", () => {
    const touchy = defineMachine<{ heard: string[] }, string, never, string>({
      start: () => ({ heard: [] }),
      onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
      onMessage(state, text) {
        state.heard.push(text);
        if (state.heard.includes("no") && state.heard.includes("yes")) throw new Error("yes and no");
      },
    });
    const system = defineSystem({
      machines: { a: touchy, b: touchy, c: touchy, d: touchy },
      inputs: [..."abcd"].flatMap((name) => [
        at(name, name === "b" ? "yes" : name === "c" ? "no" : name),
        at(name, "more"),
      ]),
      faults: { drops: 2, duplicates: 2, crashes: 1 },
    });
    const { counterexample } = sample(system, { laws: [], runs: 3 });
    expect(counterexample).toMatchObject({ law: handlerLaw, actual: "yes and no", minimal: true, shortest: true });
    expect(counterexample?.schedule.map(({ kind }) => kind).toSorted()).toEqual([
      "deliver",
      "deliver",
      "input",
      "input",
    ]);
    expect(counterexample?.execution.failure?.message).toBe("yes and no");
  });

  test("that hides in what a handler remembers outside of its state is left as it was found", () => {
    let calls = 0;
    const hidden = defineMachine<object, never, number, string>({
      start: () => ({}),
      onInput: (_state, _text, context) => context.output(calls++),
    });
    const system = defineSystem({
      machines: { a: hidden, b: hidden },
      inputs: [at("b", ""), at("a", ""), at("b", "")],
    });
    const { counterexample } = sample(system, { laws: [], runs: 1 });
    expect(counterexample).toMatchObject({ law: handlerLaw, actual: expect.stringContaining("two different results") });
  });
});
