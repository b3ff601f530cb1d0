import { describe, expect, test } from "vitest";
import {
  type AnyMachine,
  at,
  broken,
  defineMachine,
  defineSystem,
  encode,
  eventually,
  explore,
  follow,
  happensBefore,
  isConcurrent,
  monitor,
  type MonitorLaw,
  replay,
  sample,
  shrink,
  simulate,
} from "./mod.ts";

/** Tells every peer what it was told, and numbers what it hears. */
const gossip: AnyMachine = defineMachine<{ heard: number }, string, string, string>({
  start: () => ({ heard: 0 }),
  onMessage(state, text, _from, context) {
    state.heard += 1;
    context.output(`${state.heard}: ${text} at ${context.now()} ${context.random()}`);
  },
  onTimer: (_state, timer, context) => context.peers.forEach((peer) => context.send(peer, timer)),
  onInput(_state, text, context) {
    context.peers.forEach((peer) => context.send(peer, text));
    context.setTimer(text, 20);
  },
});

const names = ["a", "b", "c"];
const machines = Object.fromEntries(names.map((name) => [name, gossip]));
const inputs = names.flatMap((name) => [at(name, `${name}1`), at(name, `${name}2`)]);
const faults = { drops: 2, duplicates: 2, crashes: 1, cuts: [[["a"], ["b", "c"]] as const], clockSkewMs: 20 };
const stormy = defineSystem({ machines, channels: "any-order", inputs, faults });
const seeds = Array.from({ length: 60 }, (_unused, seed) => seed);

describe("a simulation", () => {
  test("is the same for the same seed, and another for another", () => {
    const texts = seeds.map((seed) => encode(simulate(stormy, { seed }).events));
    expect(seeds.map((seed) => encode(simulate(stormy, { seed }).events))).toEqual(texts);
    expect(new Set(texts).size).toBe(seeds.length);
  });

  test("replays, clocks and chance included", () => {
    for (const seed of seeds) {
      const execution = simulate(stormy, { seed });
      const again = replay(execution.system, execution.schedule);
      expect(encode(again.events.map(({ atMs: _atMs, ...event }) => event))).toBe(
        encode(execution.events.map(({ atMs: _atMs, ...event }) => event)),
      );
    }
  });

  test("meets every fault in some seed, and stays within the budgets in all", () => {
    const met = new Set<string>();
    for (const seed of seeds) {
      const { events } = simulate(stormy, { seed });
      for (const kind of ["drop", "duplicate", "crash", "cut"] as const) {
        const count = events.filter((event) => event.kind === kind).length;
        if (count > 0) met.add(kind);
        expect(count).toBeLessThanOrEqual({ drop: 2, duplicate: 2, crash: 1, cut: 1 }[kind]);
      }
    }
    expect(met).toEqual(new Set(["drop", "duplicate", "crash", "cut"]));
  });

  test("keeps the order of fifo channels, and of each machine's inputs", () => {
    const fifo = defineSystem({ machines, channels: "fifo", inputs, faults: { crashes: 1, cuts: [[["a"], ["b"]]] } });
    for (const seed of seeds) {
      const { events } = simulate(fifo, { seed });
      for (const to of names) {
        for (const from of names) {
          const ids = events
            .filter((event) => event.kind === "deliver" && event.machine === to && event.from === from)
            .map(({ messageId }) => messageId ?? -1);
          expect(ids).toEqual(ids.toSorted((left, right) => left - right));
        }
        const taken = events
          .filter((event) => event.kind === "input" && event.machine === to)
          .map(({ input }) => String(input));
        expect(taken).toEqual(taken.toSorted());
      }
    }
  });

  test("reorders channels of any order in some seed", () => {
    const isReordered = seeds.some((seed) => {
      const ids = simulate(stormy, { seed })
        .events.filter(({ kind, machine, from }) => kind === "deliver" && machine === "b" && from === "a")
        .map(({ messageId }) => messageId ?? -1);
      return encode(ids) !== encode(ids.toSorted((left, right) => left - right));
    });
    expect(isReordered).toBe(true);
  });

  test("ends by itself when nothing is left to do, with every message delivered or lost", () => {
    const calm = defineSystem({ machines, inputs });
    const { events } = simulate(calm, { seed: 1 });
    expect(events.flatMap(({ sends }) => sends).length).toBe(events.filter(({ kind }) => kind === "deliver").length);
  });
});

describe("the hidden vector clocks", () => {
  test("a send happens before its delivery, and a machine's events are in a line", () => {
    for (const seed of seeds) {
      const { events } = simulate(stormy, { seed });
      const deliveries = events.filter(({ kind }) => kind === "deliver");
      const own = events.filter(({ machine, kind }) => machine === "a" && kind !== "drop" && kind !== "duplicate");
      const pairs = [
        ...deliveries.map((event) => [events[event.cause ?? -1], event] as const),
        ...own.slice(1).map((event, index) => [own[index], event] as const),
      ];
      for (const [first, second] of pairs) {
        expect(first && [happensBefore(first, second), happensBefore(second, first)]).toEqual([true, false]);
      }
      for (const event of events) expect(happensBefore(event, event)).toBe(false);
    }
  });

  test("happens-before is what messages and machines' own orders make it, and nothing more", () => {
    const { events } = simulate(stormy, { seed: 3 });
    const steps = events.filter(({ machine, kind }) => machine !== "" && kind !== "drop" && kind !== "duplicate");
    const before = new Map<number, Set<number>>();
    for (const event of steps) {
      const previous = steps.filter(({ id, machine }) => id < event.id && machine === event.machine).at(-1);
      const direct = [previous?.id, event.kind === "deliver" ? event.cause : undefined].filter(
        (id) => id !== undefined,
      );
      before.set(event.id, new Set(direct.flatMap((id) => [id, ...(before.get(id) ?? [])])));
    }
    for (const left of steps) {
      for (const right of steps) {
        expect(happensBefore(left, right)).toBe(before.get(right.id)?.has(left.id) ?? false);
        expect(isConcurrent(left, right)).toBe(
          left.id !== right.id && !happensBefore(left, right) && !happensBefore(right, left),
        );
      }
    }
  });
});

describe("a sample", () => {
  const counts: MonitorLaw<{ delivered: number }> = monitor("deliveries are counted", {
    start: () => ({ delivered: 0 }),
    on: { deliver: (state) => void state.delivered++ },
  });
  const all = eventually("every message is delivered", {
    of: counts,
    holds: ({ delivered }) => (delivered === 24 ? undefined : broken("24 deliveries", `${delivered}`)),
  });

  test("is never proved", () => {
    expect(sample(defineSystem({ machines, inputs }), { laws: [all], runs: 20 })).toMatchObject({
      outcome: "sampled",
      schedules: 20,
      searches: ["runs"],
    });
  });

  test("finds a rare fault, and shrinks it to what matters", () => {
    const lossy = defineSystem({ machines, inputs, faults: { drops: 1, crashes: 1, clockSkewMs: 5 } });
    const { outcome, counterexample } = sample(lossy, { laws: [all], runs: 50 });
    expect(outcome).toBe("broken");
    expect(counterexample?.law).toBe("every message is delivered");
    expect(counterexample?.schedule.length).toBeLessThanOrEqual(counterexample?.foundLength ?? 0);
  });

  test("shrinking keeps the broken law, and nothing that is left can go", () => {
    const lossy = defineSystem({
      machines: { a: gossip, b: gossip },
      inputs: [at("a", "1"), at("b", "2")],
      faults: { drops: 1, duplicates: 1, crashes: 1 },
    });
    const few: MonitorLaw<{ delivered: number }> = monitor("at most 4 deliveries", {
      start: () => ({ delivered: 0 }),
      on: { deliver: (state) => (++state.delivered > 4 ? broken("at most 4", `${state.delivered}`) : undefined) },
    });
    const { counterexample } = sample(lossy, { laws: [few], runs: 200, shrinks: false });
    if (counterexample === undefined) throw new Error("a duplicate breaks it");
    const small = shrink(counterexample, [few]);
    expect(small.law).toBe(few.name);
    expect(small.schedule.length).toBeLessThanOrEqual(counterexample.schedule.length);
    for (const index of small.schedule.keys()) {
      const without = small.schedule.filter((_choice, place) => place !== index);
      expect(follow(small.execution.system, without, [few], { loosely: true }).violation).toBeUndefined();
    }
    const shortest = explore(lossy, { laws: [few] }).counterexample?.schedule.length ?? Infinity;
    expect(shortest).toBeLessThanOrEqual(small.schedule.length);
  });
});

describe("following a schedule", () => {
  test("that does not fit says which choice, and what to think of", () => {
    expect(() => replay(stormy, [{ kind: "deliver", from: "a", to: "b", nth: 0 }])).toThrow(
      /b receives message 0 of a.*has changed/s,
    );
  });
});
