import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orderCausally, tellCausally } from "./causal-order.ts";
import {
  at,
  broken,
  type Choice,
  defineMachine,
  defineSystem,
  describeChoice,
  encode,
  type Event,
  type Execution,
  executionLaw,
  monitor,
  replay,
  sample,
  type Schedule,
} from "./mod.ts";
import { runSimulation } from "./simulate.ts";
import { randomLaw, randomSystem } from "./testing/random-run.ts";
import { type TimedChoice, World } from "./world.ts";

const randomRun: fc.Arbitrary<Execution> = fc
  .tuple(randomSystem, fc.nat(1000), fc.boolean(), fc.infiniteStream(fc.nat(1000)))
  .map(([system, seed, isTimed, picks]) => {
    if (isTimed) return runSimulation(system, { seed, steps: 40 }).execution;
    const world = new World(system);
    for (const pick of picks) {
      const { choices } = world;
      const choice = choices[pick % choices.length];
      if (choice === undefined || world.eventCount > 30) break;
      world.apply(choice);
    }
    return world.execution;
  });

/** What stays the same when independent events change places: each machine's events, with their past, and the network's. */
function traceOf({ events }: Execution): string {
  const lines = new Map<string, unknown[]>();
  const add = (line: string, event: Event): void => {
    const { id: _id, cause: _cause, atMs: _atMs, vector, ...rest } = event;
    lines.set(line, [...(lines.get(line) ?? []), [rest, Object.entries(vector).toSorted()]]);
  };
  for (const event of events) {
    const isOfNetwork = ["drop", "duplicate", "cut", "heal"].includes(event.kind);
    if (isOfNetwork) add("network", event);
    if (event.machine !== "") add(event.machine, event);
  }
  return encode([...lines].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

const withoutPlaces = (schedule: Schedule): string[] =>
  schedule.map((choice) => JSON.stringify({ ...choice, nth: 0 })).toSorted();

describe("a schedule in causal order", () => {
  test("has the same choices, and replays to the same trace with the same end", () => {
    let changed = 0;
    fc.assert(
      fc.property(randomRun, (execution) => {
        const schedule = orderCausally(execution);
        expect(withoutPlaces(schedule)).toEqual(withoutPlaces(execution.schedule));
        const again = replay(execution.system, schedule);
        expect(traceOf(again)).toBe(traceOf(execution));
        const { id: _id, cause: _cause, atMs: _atMs, ...last } = again.events.at(-1) ?? ({} as Event);
        expect(execution.events.at(-1)).toMatchObject(last);
        expect(again.failure?.message).toBe(execution.failure?.message);
        if (encode(schedule) !== encode(execution.schedule)) changed += 1;
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(changed).toBeGreaterThan(50);
  });

  test("tells one chain of messages after the other, faults beside what they meet, and the last event last", () => {
    const relay = defineMachine<object, string, string, string>({
      start: () => ({}),
      onMessage: (_state, text, from, context) => (from === "a" ? context.send("d", text) : context.output(text)),
      onInput: (_state, text, context) => ["b", "c"].forEach((peer) => context.send(peer, text)),
    });
    const system = defineSystem({
      machines: { a: relay, b: relay, c: relay, d: relay },
      inputs: [at("a", "1"), at("a", "2")],
      faults: { drops: 1, crashes: 1 },
    });
    const deliver = (from: string, to: string): Choice => ({ kind: "deliver", from, to, nth: 0 });
    const schedule: Schedule = [
      { kind: "input", machine: "a", input: 0 },
      { kind: "crash", machine: "d" },
      { kind: "input", machine: "a", input: 1 },
      deliver("a", "c"),
      deliver("a", "b"),
      deliver("a", "c"),
      { kind: "drop", from: "c", to: "d", nth: 0 },
      { kind: "restart", machine: "d" },
      deliver("b", "d"),
      deliver("c", "d"),
    ];
    expect(orderCausally(replay(system, schedule)).map(describeChoice)).toEqual([
      "input 0 reaches a",
      "c receives message 0 of a",
      "b receives message 0 of a",
      "input 1 reaches a",
      "c receives message 0 of a",
      "d crashes",
      "message 0 from c to d is lost",
      "d restarts",
      "d receives message 0 of b",
      "d receives message 0 of c",
    ]);
  });

  test("is one of the system, where timers wait for all messages, too", () => {
    let count = 0;
    fc.assert(
      fc.property(randomRun, (execution) => {
        fc.pre(execution.system.timers === "messages-first");
        const schedule = orderCausally(execution);
        const world = new World(execution.system);
        const odd = schedule.filter((choice: TimedChoice) => {
          const isListed = world.choices.some((other) => encode(other) === encode(choice));
          world.apply(choice);
          return choice.nowMs === undefined && !isListed;
        });
        expect(odd).toEqual([]);
        count += schedule.filter(({ kind }) => kind === "timer").length;
      }),
      { numRuns: 100, seed: 1 },
    );
    expect(count).toBeGreaterThan(10);
  });
});

describe("a counterexample in causal order", () => {
  test("breaks the same law with the same schedule in another order, or is left as it was", () => {
    let count = 0;
    fc.assert(
      fc.property(randomSystem, randomLaw, (system, law) => {
        const found = sample(system, {
          laws: [law],
          runs: 6,
          steps: 60,
          strategy: "walk",
          shrinks: false,
        }).counterexample;
        if (found === undefined) return;
        count += 1;
        const told = tellCausally(found, [law]);
        expect(told.law).toBe(found.law);
        expect(withoutPlaces(told.schedule)).toEqual(withoutPlaces(found.schedule));
        expect(traceOf(told.execution)).toBe(traceOf(found.execution));
        expect(replay(system, told.schedule).events).toEqual(told.execution.events);
      }),
      { numRuns: 150, seed: 1 },
    );
    expect(count).toBeGreaterThan(50);
  });

  test("is left as it was where a law reads the order of machines that know nothing of each other", () => {
    const loud = defineMachine<object, never, string, string>({
      start: () => ({}),
      onInput: (_state, text, context) => context.output(text),
    });
    const system = defineSystem({
      machines: { a: loud, b: loud },
      inputs: [at("a", "1"), at("b", "2"), at("a", "3"), at("b", "4")],
    });
    const execution = replay(
      system,
      [0, 1, 2, 3].map((input) => ({ kind: "input", machine: input % 2 === 0 ? "a" : "b", input })),
    );
    const inTurn = executionLaw("not in turn", ({ events }) =>
      events.map(({ machine }) => machine).join("") === "ababab" ? broken("another order", "in turn") : undefined,
    );
    const { schedule } = execution;
    const found = {
      law: inTurn.name,
      expected: "",
      actual: "",
      event: 5,
      schedule,
      execution,
      foundLength: 4,
      shortest: false,
    };
    expect(orderCausally(execution)).not.toEqual(schedule);
    expect(tellCausally(found, [inTurn])).toBe(found);
    const anything = monitor("nothing is put out", {
      start: () => ({ count: 0 }),
      on: { output: (state) => (++state.count > 3 ? broken("3", "4") : undefined) },
    });
    expect(tellCausally({ ...found, law: anything.name }, [anything]).schedule).not.toEqual(schedule);
  });
});
