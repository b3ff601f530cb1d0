/**
 * The engine has two forms of its rules: `World`, which keeps whole events, and the space of interned states behind
 * `explore`. Random small systems hold the two together, and the search over traces against plain enumeration.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Space } from "./explore/space.ts";
import { searchBreadthFirst } from "./explore/breadth-first.ts";
import { searchTraces } from "./explore/traces.ts";
import { type AnyMachine, at, type ChannelKind, defineSystem, encode, type Event, type System, World } from "./mod.ts";

interface TableState {
  at: number;
  left: number;
}

interface Rule {
  readonly send: number | null;
  readonly timer: boolean;
  readonly write: boolean;
  readonly next: number;
}

/** A machine of a few states that follows a random table. */
function tableMachine(rules: readonly Rule[]): AnyMachine {
  const act = (
    state: { at: number; left: number },
    event: number,
    context: Parameters<NonNullable<AnyMachine["onInput"]>>[2],
  ): void => {
    const rule = rules[(state.at * 3 + event) % rules.length];
    if (rule === undefined || state.left === 0) return;
    state.left -= 1;
    state.at = rule.next;
    const to = rule.send === null ? undefined : context.peers[rule.send % context.peers.length];
    if (to !== undefined) context.send(to, rule.send);
    if (rule.timer) context.setTimer(`t${rule.next}`, rule.next);
    if (rule.write) context.disk.write("left", state.left);
  };
  return {
    start: (context) => ({ at: 0, left: Number(context.disk.read("left") ?? 2) }),
    onMessage: (state: TableState, message, _from, context) => act(state, Number(message), context),
    onTimer: (state: TableState, _timer, context) => act(state, 1, context),
    onInput: (state: TableState, input, context) => act(state, Number(input), context),
  };
}

const rule = fc.record({ send: fc.option(fc.nat(2)), timer: fc.boolean(), write: fc.boolean(), next: fc.nat(2) });

const randomSystem = fc
  .record({
    tables: fc.array(fc.array(rule, { minLength: 3, maxLength: 6 }), { minLength: 2, maxLength: 3 }),
    kind: fc.constantFrom<ChannelKind>("fifo", "any-order"),
    inputs: fc.array(fc.record({ machine: fc.nat(1), input: fc.nat(2) }), { minLength: 1, maxLength: 2 }),
    faults: fc.record({ drops: fc.nat(1), duplicates: fc.nat(1), crashes: fc.nat(1), isCut: fc.boolean() }),
    timers: fc.constantFrom("ordered" as const, "untimed" as const, "messages-first" as const),
    idleDeliveries: fc.constantFrom("step" as const, "ignored" as const),
  })
  .map(({ tables, kind, inputs, faults: { isCut, ...faults }, ...rest }): System => {
    const names = ["a", "b", "c"].slice(0, tables.length);
    return defineSystem({
      machines: Object.fromEntries(names.map((name, index) => [name, tableMachine(tables[index] ?? [])])),
      channels: kind,
      inputs: inputs.map(({ machine, input }) => at(names[machine] ?? "a", input)),
      faults: { ...faults, cuts: isCut ? [[["a"], ["b"]]] : [] },
      ...rest,
    });
  });

test("a search over interned states sees as many states as plain enumeration of worlds", () => {
  fc.assert(
    fc.property(randomSystem, (system) => {
      const plain = countStates(system, 400);
      fc.pre(plain !== undefined);
      const { states, isComplete } = searchBreadthFirst(new Space(system, [], { clocks: false }), {
        states: 100_000,
        depth: Infinity,
        drainSteps: 1,
      });
      expect({ states, isComplete }).toEqual({ states: plain, isComplete: true });
    }),
    { numRuns: 100, seed: 1 },
  );
});

test("a search over traces visits each happens-before exactly once", () => {
  fc.assert(
    fc.property(randomSystem, (system) => {
      const plain = listTraces(system, 100);
      fc.pre(plain !== undefined);
      const seen: string[] = [];
      const law = {
        kind: "execution" as const,
        name: "every trace is noted",
        check: ({ events }: { events: readonly Event[] }) => void seen.push(traceOf(events)),
      };
      const { isComplete } = searchTraces(system, [law], { schedules: 1e6, depth: Infinity });
      expect(isComplete).toBe(true);
      expect(new Set(seen)).toEqual(plain);
    }),
    { numRuns: 100, seed: 1 },
  );
});

test.each([2, 3, 4, 5])("%i senders to one receiver make n! traces", (n) => {
  const sender: AnyMachine = {
    start: () => ({}),
    onInput: (_state, _input, context) => context.send("r", 1),
    onMessage() {},
  };
  const names = Array.from({ length: n }, (_unused, index) => `s${index}`);
  const system = defineSystem({
    machines: Object.fromEntries(["r", ...names].map((name) => [name, sender])),
    topology: names.map((name) => [name, "r"] as const),
    inputs: names.map((name) => at(name, null)),
  });
  const factorial = names.reduce((product, _name, index) => product * (index + 1), 1);
  expect(searchTraces(system, [], { schedules: 1e6, depth: Infinity })).toMatchObject({
    schedules: factorial,
    isComplete: true,
  });
});

/** How many different states there are; undefined if there are more than `most`. */
function countStates(system: System, most: number): number | undefined {
  const start = new World(system, { twice: false });
  const seen = new Set([stateOf(start)]);
  const open = [start];
  for (let world = open.pop(); world !== undefined; world = open.pop()) {
    for (const choice of world.choices) {
      const next = world.fork();
      next.apply(choice);
      const state = stateOf(next);
      if (seen.has(state)) continue;
      if (seen.add(state).size > most) return undefined;
      open.push(next);
    }
  }
  return seen.size;
}

/** Everything that decides what can happen next, read from outside. */
function stateOf(world: World): string {
  const { execution, view } = world;
  const last = new Map(
    execution.events.filter(({ state }) => state !== undefined).map((event) => [event.machine, event]),
  );
  const count = (kind: string): number => execution.schedule.filter((choice) => choice.kind === kind).length;
  const machines = view.machines.map((machine) => {
    const isUp = view.isUp(machine);
    const crashes = execution.events.filter((event) => event.kind === "crash" && event.machine === machine).length;
    return [
      isUp,
      isUp ? last.get(machine)?.state : null,
      last.get(machine)?.disk,
      view.timers(machine).map(({ name, afterMs }) => [name, afterMs]),
      crashes,
    ];
  });
  const letters = view.inTransit.map(({ from, to, message }) => encode([from, to, message]));
  const isFifo = world.system.channels[0]?.kind === "fifo";
  const inputs = view.machines.map(
    (machine) => execution.schedule.filter((choice) => choice.kind === "input" && choice.machine === machine).length,
  );
  return encode([
    machines,
    isFifo ? letters : letters.toSorted(),
    inputs,
    ["drop", "duplicate", "crash", "cut", "heal"].map(count),
  ]);
}

/** The traces of all complete executions, by enumeration of every schedule; undefined if there are more than `most`. */
function listTraces(system: System, most: number): Set<string> | undefined {
  const traces = new Set<string>();
  let schedules = 0;
  const visit = (world: World): boolean => {
    if (world.work.length === 0) traces.add(traceOf(world.execution.events));
    if (world.work.length === 0 && ++schedules > most) return false;
    return world.choices.every((choice) => {
      const next = world.fork();
      next.apply(choice);
      return visit(next);
    });
  };
  return visit(new World(system, { twice: false })) ? traces : undefined;
}

/** What stays the same when independent events change places: each machine's events, and the network's in their order. */
function traceOf(events: readonly Event[]): string {
  const lines = new Map<string, unknown[]>();
  for (const event of events) {
    const isOfNetwork = ["drop", "duplicate", "cut", "heal"].includes(event.kind);
    const line = isOfNetwork ? "network" : event.machine;
    const { kind, machine, messageId, input, timer, vector } = event;
    lines.set(line, [
      ...(lines.get(line) ?? []),
      [kind, machine, messageId, input, timer, Object.entries(vector).toSorted()],
    ]);
  }
  return encode([...lines].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
