/**
 * A simulated run is made in place, without events; `World` makes it again when somebody reads them. Random systems hold
 * the two together: the rules are written twice, and must be the same.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AnyMachine,
  at,
  defineMachine,
  defineSystem,
  encode,
  type Event,
  type Execution,
  replay,
  simulate,
  type System,
} from "./mod.ts";
import { runSimulation } from "./simulate.ts";
import { outputEffect, sendEffect } from "./simulation/effect-log.ts";
import { LeanStage } from "./simulation/lean-stage.ts";
import { kinds, type Move } from "./simulation/move.ts";
import { Scheduler } from "./simulation/scheduler.ts";
import { randomProgram } from "./testing/random-program.ts";

const steps = 200;

describe("a run in place and the same run in a World", () => {
  test("make the same choices at the same times, and fail alike", () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(randomProgram, fc.nat(1000), (system, seed) => {
        const lean = simulate(system, { seed, steps });
        const { schedule, failure } = lean;
        const world = runSimulation(system, { seed, steps }).execution;
        expect(encode(schedule)).toBe(encode(world.schedule));
        expect(withoutStack(failure)).toEqual(withoutStack(world.failure));
        expect(encode(lean.events)).toBe(encode(world.events));
        expect(withoutStack(lean.failure)).toEqual(withoutStack(world.failure));
        met.add(failure?.kind ?? "no failure");
        for (const { kind } of schedule) met.add(kind);
      }),
      { numRuns: 400, seed: 1 },
    );
    const failures = ["threw", "not-plain", "no-channel", "changed-message", "misuse", "no failure"];
    expect([...met].toSorted()).toEqual([...kinds, ...failures].toSorted());
  });

  test("send and put out the same, and leave the same state, disk and timers", () => {
    let found = 0;
    fc.assert(
      fc.property(randomProgram, fc.nat(1000), fc.boolean(), (system, seed, twice) => {
        const world = runSimulation(system, { seed, steps });
        if (world.hasFailed) return;
        const { stage, did } = runInPlace({ ...system, seed: system.seed + seed }, { seed, twice });
        if (!stage.isSound) return; // a frozen state: strange, allowed, and left to the World
        found += 1;
        const { events } = world.execution;
        expect(encode(did)).toBe(encode(events.flatMap(deedsOf)));
        for (const { node, ...local } of stage.machines) {
          const last = events.findLast(({ machine, state }) => machine === node.id && state !== undefined);
          const isUp = world.view.isUp(node.id);
          expect(local.up).toBe(isUp);
          expect(encode(local.disk)).toBe(encode(last?.disk));
          expect(local.timers).toEqual(world.view.timers(node.id));
          expect(isUp ? encode(local.state) : "down").toBe(isUp ? encode(last?.state) : "down");
        }
      }),
      { numRuns: 300, seed: 2 },
    );
    expect(found).toBeGreaterThan(150);
  });

  test("a schedule that was made in place can be followed choice by choice, to the same events", () => {
    fc.assert(
      fc.property(randomProgram, fc.nat(1000), (system, seed) => {
        const { system: seeded, schedule, events } = simulate(system, { seed, steps });
        const again = replay(seeded, schedule);
        expect(encode(again.events)).toBe(encode(events.map(({ atMs: _atMs, ...event }) => event)));
      }),
      { numRuns: 150, seed: 3 },
    );
  });
});

describe("a simulation", () => {
  /** Counts its handlers' calls, and does nothing with the count. */
  const spied = (calls: { count: number }): System =>
    defineSystem({
      machines: pair({ start: () => ({}), onMessage: bounce(() => void calls.count++), onInput: begin }),
      inputs: [at("a", 0)],
    });

  test("makes no event until somebody reads one, then all of them, once", () => {
    const calls = { count: 0 };
    const execution = simulate(spied(calls), { steps: 103 });
    const { schedule } = execution;
    expect(schedule).toHaveLength(101);
    expect(calls.count).toBe(200);
    const { events } = execution;
    expect(events).toHaveLength(103);
    expect(calls.count).toBe(300);
    expect(execution.events).toBe(events);
    expect(execution.schedule).toBe(schedule);
    expect({ ...execution }).toMatchObject({ schedule, events });
  });

  test("runs no handler twice if told so", () => {
    const calls = { count: 0 };
    simulate(spied(calls), { steps: 103, twice: false });
    expect(calls.count).toBe(100);
  });

  test("has no failure, not even an undefined one, when all is well", () => {
    expect(Object.keys(simulate(spied({ count: 0 })))).toEqual(["system", "schedule", "events"]);
  });

  test("finds hidden state at the event where it shows", () => {
    let calls = 0;
    const hidden = pair({
      start: () => ({}),
      onMessage: bounce((context) => (++calls > 21 ? context.output("tired") : undefined)),
      onInput: begin,
    });
    const { schedule, failure, events } = simulate(defineSystem({ machines: hidden, inputs: [at("a", 0)] }));
    expect(failure).toMatchObject({ kind: "non-deterministic", handler: "onMessage", choice: schedule.at(-1) });
    expect(events.length).toBe(schedule.length + 2);
  });

  test("finds hidden state that two runs in a row do not show, when it makes the events", () => {
    let calls = 0;
    // Changes its ways after every 32 calls: a handler's two runs never fall on both sides.
    const hidden = pair({
      start: () => ({}),
      onMessage: (_state, n, from, context) => {
        const isSingle = (calls++ >> 5) % 2 === 0;
        if (n < 40) context.send(from, n + 1);
        if (n < 40 && !isSingle) context.send(from, n + 1);
      },
      onInput: begin,
    });
    const execution = simulate(defineSystem({ machines: hidden, inputs: [at("a", 0)] }), { steps: 60 });
    expect(execution.failure).toBeUndefined();
    const { length } = execution.schedule;
    const { events } = execution;
    expect(execution.failure).toMatchObject({ kind: "non-deterministic", handler: "onMessage" });
    expect(events.length).toBe(execution.schedule.length + 2);
    expect(execution.schedule.length).toBeLessThan(length);
  });

  test("finds a context that was kept from an earlier event", () => {
    const kept = new Map<string, Context>();
    const keeper = pair({
      start: () => ({}),
      onMessage: bounce((context) => {
        (kept.get(context.self) ?? context).output("hello");
        kept.set(context.self, context);
      }),
      onInput: begin,
    });
    const { failure } = simulate(defineSystem({ machines: keeper, inputs: [at("a", 0)] }));
    expect(failure).toMatchObject({ machine: "b", handler: "onMessage" });
  });

  test.each(["crashes", "asks a resource"])("finds what is hidden in a state before the machine %s", (then) => {
    let found = 0;
    const machine: AnyMachine = {
      start: () => ({}),
      onInput(state, _input, context) {
        Object.defineProperty(state, "secret", { value: 1, configurable: true });
        if (then !== "crashes") context.call("clock", null);
      },
    };
    const system = defineSystem({
      machines: { a: machine },
      inputs: Array.from({ length: 5 }, (_unused, time) => at("a", null, { atMs: 1 + 100 * time })),
      faults: { crashes: 5 },
      resources: { clock: { start: () => ({}), onCall: () => 12 } },
    });
    for (let seed = 0; seed < 30; seed++) {
      const { schedule, failure } = simulate(system, { seed, steps: 100 });
      expect(failure).toMatchObject({ kind: "not-plain", handler: "onInput" });
      found += schedule.filter(({ kind }) => kind === "crash").length;
    }
    expect(found).toBeGreaterThan(0);
  });

  test("lets a handler take functions out of its context", () => {
    const machine = pair({
      start: () => ({}),
      onMessage: (_state, n, from, { send, output, random }) => {
        output(random());
        if (n < 3) send(from, n + 1);
      },
      onInput: begin,
    });
    const { events } = simulate(defineSystem({ machines: machine, inputs: [at("a", 0)] }));
    expect(events.flatMap(({ outputs }) => outputs)).toHaveLength(4);
  });

  test("keeps thousands of letters in a channel in order, through a cut, a loss and a doubling", () => {
    const machine = pair({
      start: () => ({ next: 0 }),
      onMessage(state, n) {
        if (n !== state.next && n !== (state.next ?? 0) + 1 && n + 1 !== state.next) throw new Error(`${n} is early`);
        state.next = n + 1;
      },
      onInput: (_state, count, context) => {
        for (let n = 0; n < count; n++) context.send(context.peers[0] ?? "", n);
      },
    });
    const faults = { cuts: [[["a"], ["b"]] as const], drops: 1, duplicates: 1 };
    const system = defineSystem({ machines: machine, inputs: [at("a", 5000)], faults });
    for (let seed = 0; seed < 5; seed++) {
      const { schedule, failure } = simulate(system, { seed, steps: 10_000 });
      expect(failure).toBeUndefined();
      const count = (wanted: string): number => schedule.filter(({ kind }) => kind === wanted).length;
      expect(count("deliver")).toBe(5000 - count("drop") + count("duplicate"));
    }
  });

  test("takes hundreds of letters out of a channel in any order as a World does", () => {
    const machine = pair({
      start: () => ({ next: 0 }),
      onMessage: (state, n, from, context) => (n % 10 === 0 ? context.send(from, n + 1) : void (state.next = n)),
      onInput: (_state, count, context) => {
        for (let n = 0; n < count; n++) context.send(context.peers[0] ?? "", n);
      },
    });
    const faults = { drops: 20, duplicates: 20 };
    const system = defineSystem({ machines: machine, channels: "any-order", inputs: [at("a", 200)], faults });
    for (let seed = 0; seed < 5; seed++) {
      const { schedule } = runSimulation(system, { seed, twice: false }).execution;
      expect(encode(simulate(system, { seed }).schedule)).toBe(encode(schedule));
    }
  });
});

type Numbers = Parameters<typeof defineMachine<{ next?: number }, number, unknown, number>>[0];
type Context = Parameters<Numbers["start"]>[0];

function pair(machine: Numbers): Record<string, AnyMachine> {
  const both: AnyMachine = defineMachine<{ next?: number }, number, unknown, number>(machine);
  return { a: both, b: both };
}

function begin(_state: object, n: number, context: Context): void {
  context.send("b", n);
}

/** Sends a number back, one greater, after something else. */
function bounce(first: (context: Context) => void): NonNullable<Numbers["onMessage"]> {
  return (_state, n, from, context) => {
    first(context);
    context.send(from, n + 1);
  };
}

/** Runs in place, and notes what machines' own handlers did. */
function runInPlace(
  system: System,
  { seed, twice }: { readonly seed: number; readonly twice: boolean },
): { stage: LeanStage; did: unknown[] } {
  const scheduler = new Scheduler(system, { seed, latencyMs: [1, 10] });
  const stage = new LeanStage(system, { planner: scheduler, twice });
  const did: unknown[] = [];
  const make = stage.make.bind(stage);
  stage.make = (move) => {
    const isMade = make(move);
    const machine = isMade ? actorOf(system, move) : undefined;
    if (machine === undefined) return isMade;
    // Sends and outputs stand in one line in the log, and apart in an event.
    for (const wanted of [sendEffect, outputEffect]) {
      const { length = 0, kinds = [], values = [] } = stage.machines[machine]?.log ?? {};
      for (let index = 0; index < length; index++)
        if (kinds[index] === wanted) did.push([machine, wanted, encode(values[index])]);
    }
    return isMade;
  };
  scheduler.run(stage, steps);
  return { stage, did };

  function actorOf({ nodes, channels }: System, { kind, subject }: Readonly<Move>): number | undefined {
    const name = kinds[kind] ?? "";
    if (name === "deliver") return nodes.findIndex(({ id }) => id === channels[subject]?.to);
    return ["input", "timer", "restart"].includes(name) ? subject : undefined;
  }
}

/** The same of an event in which a handler ran after the start. */
function deedsOf(this: void, event: Event, _index: number, events: readonly Event[]): unknown[] {
  if (event.kind === "start") return [];
  const machine = events.findIndex(({ kind, machine }) => kind === "start" && machine === event.machine);
  return [
    ...event.sends.map(({ message }) => [machine, sendEffect, encode(message)]),
    ...event.outputs.map((output) => [machine, outputEffect, encode(output)]),
  ];
}

function withoutStack(failure: Execution["failure"]): unknown {
  return failure === undefined ? undefined : { ...failure, stack: undefined };
}
