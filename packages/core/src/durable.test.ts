import { describe, expect, test } from "vitest";
import { helloMachine } from "./hello-machine.ts";
import { answersEveryHello, answersWhoAsked, costsTwoMessages } from "./hello-machine.laws.ts";
import {
  type AnyMachine,
  type Choice,
  type Context,
  type Event,
  type Exploration,
  type Faults,
  type HandlerFailure,
  type Resource,
  type System,
  World,
  at,
  broken,
  defineMachine,
  defineSystem,
  durable,
  equal,
  eventually,
  explore,
  follow,
  monitor,
  replay,
  simulate,
} from "./mod.ts";

describe("a crash takes nothing from a durable machine", () => {
  test("its state: a sum goes on from where it was", () => {
    expect(explore(system(adder, [2, 3]), { laws: [sumsUp] }).outcome).toBe("broken");
    expect(explore(system(durable(adder), [2, 3]), { laws: [sumsUp] }).outcome).toBe("proved");
  });

  test("its timers: what it was woken for is done, once", () => {
    expect(rung(alarm).counterexample?.law).toBe(ringsForEveryCall.name);
    expect(rung(durable(alarm)).outcome).toBe("proved");
  });

  test("its timers, if it sets them again when they go off", () => {
    expect(rung(ticker).counterexample?.law).toBe(ringsForEveryCall.name);
    expect(rung(durable(ticker)).outcome).toBe("proved");
  });

  test("a run with crashes is the run without them, whatever the machine does", () => {
    let crashes = 0;
    for (let seed = 0; seed < 80; seed++) {
      const { system, schedule, events } = simulate(busySystem(durable(busy), ["two", "three"], { crashes: 5 }), {
        seed,
      });
      const calm = replay(system, schedule.filter(isNoCrash));
      expect(events.filter(isNoCrash).map(whatItDid)).toEqual(calm.events.map(whatItDid));
      crashes += schedule.filter(({ kind }) => kind === "crash").length;
    }
    expect(crashes).toBeGreaterThan(20);
  });

  test("a machine without a memory stays what it was", () => {
    const machines = { a: durable(helloMachine), b: durable(helloMachine) };
    const inputs = [at("a", { greet: "b" }), at("b", { greet: "a" })];
    const system = defineSystem({ machines, inputs, channels: "any-order", faults: { crashes: 1 } });
    const laws = [answersWhoAsked, answersEveryHello, costsTwoMessages];
    expect(explore(system, { laws }).outcome).toBe("proved");
  });
});

describe("at a restart", () => {
  test("timers are set again in the order in which they were set, in full length", () => {
    const world = new World(
      system(setter, [
        ["a", 30],
        ["b", 10],
        ["a", 20],
        ["c", 5],
        ["c", null],
      ]),
    );
    for (let input = 0; input < 5; input++) world.apply({ kind: "input", machine: "a", input });
    world.apply({ kind: "crash", machine: "a" });
    const { timers, state } = world.apply({ kind: "restart", machine: "a" });
    expect(timers).toEqual([
      { name: "b", afterMs: 10 },
      { name: "a", afterMs: 20 },
    ]);
    expect(state).toEqual({ inner: { starts: 1 }, timers });
    const gone = world.apply({ kind: "timer", machine: "a", timer: "b" });
    expect(gone.state).toEqual({ inner: { starts: 1 }, timers: [{ name: "a", afterMs: 20 }] });
  });

  test("the machine's own start does not run again, however early the crash", () => {
    const world = new World(system(setter, []));
    world.apply({ kind: "crash", machine: "a" });
    expect(world.apply({ kind: "restart", machine: "a" }).state).toEqual({ inner: { starts: 1 }, timers: [] });
  });

  test("replies to earlier calls are lost, as for any machine", () => {
    const { execution } = follow(
      busySystem(durable(busy), ["one"], { crashes: 1 }),
      [
        { kind: "input", machine: "a", input: 0 },
        { kind: "crash", machine: "a" },
        { kind: "restart", machine: "a" },
        { kind: "deliver", from: "a", to: "port:service", nth: 0 },
        { kind: "deliver", from: "port:service", to: "a", nth: 0 },
      ],
      [],
    );
    const { kind, state } = execution.events.at(-1) ?? {};
    expect({ kind, state }).toMatchObject({ kind: "reply", state: { inner: { handled: ["one"] } } });
  });
});

describe("without a crash, nobody can tell a durable machine from the machine itself", () => {
  test("it sees and does the same", () => {
    for (let seed = 0; seed < 20; seed++) {
      const { schedule, events } = simulate(busySystem(busy, ["one", "two"]), { seed });
      const other = simulate(busySystem(durable(busy), ["one", "two"]), { seed });
      expect(other.schedule).toEqual(schedule);
      expect(other.events.map(whatItDid)).toEqual(events.map(whatItDid));
    }
  });

  test("a handler that the machine does not have does nothing", () => {
    const silent = durable(defineMachine<object>({ start: () => ({}) }));
    const { events } = simulate(busySystem(silent, ["one", "two"]));
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(["start", "input"]));
    for (const { sends, outputs } of events) expect({ sends, outputs }).toEqual({ sends: [], outputs: [] });
  });

  test.each<[HandlerFailure["kind"], string, AnyMachine]>([
    ["promise", "returned a Promise", taking(async () => undefined)],
    ["promise", "returned a Promise", { start: async () => ({}) }],
    ["misuse", "start of a returned number", { start: () => 1 }],
    ["misuse", "start of a returned null", { start: () => null }],
    ["not-plain", "a function", taking((state) => Object.assign(state as object, { go: () => 1 }))],
    [
      "changed-message",
      "The received input was changed at .count",
      taking((_state, input) => Object.assign(input as object, { count: 2 })),
    ],
    ["misuse", "Cannot set timer", taking((_state, _input, context) => context.setTimer("late", -1))],
    ["no-channel", "no such channel", taking((_state, _input, context) => context.send("nobody", 1))],
  ])("what is refused is refused: %s, %s", (kind, message, machine) => {
    expect(simulate(system(durable(machine), [{ count: 1 }])).failure).toMatchObject({
      kind,
      message: expect.stringContaining(message),
    });
  });
});

test("what is no machine is refused at once", () => {
  for (const machine of [undefined, {}])
    expect(() => durable(machine as AnyMachine)).toThrow("it has no start handler");
});

describe("the disk", () => {
  test("the machine's own keys are as it wrote them", () => {
    const writes = taking((_state, input, { disk }) =>
      disk.write("count", Number(disk.read("count") ?? 0) + Number(input)),
    );
    const { events } = simulate(system(durable(writes), [2, 3]));
    expect(events.at(-1)?.disk?.get("count")).toBe(5);
  });

  test.each<[string, AnyMachine]>([
    ["written", taking((_state, _input, { disk }) => disk.write("durable", 1))],
    ["read", taking((_state, _input, { disk }) => disk.read("durable"))],
    ["used twice", durable(taking(() => undefined))],
  ])("the reserved key is refused when it is %s", (_how, machine) => {
    expect(simulate(system(durable(machine), [1])).failure).toMatchObject({
      kind: "threw",
      message: 'Cannot use the key "durable" of the disk of a as its memory is kept there. Choose another key.',
    });
  });
});

/** Puts out the sum of what came in. */
const adder = defineMachine<{ sum: number }, never, number, number>({
  start: () => ({ sum: 0 }),
  onInput(state, input, context) {
    state.sum += input;
    context.output(state.sum);
  },
});

/** Puts out what it was given, a while later. */
const alarm = defineMachine<object, never, string, string>({
  start: () => ({}),
  onTimer: (_state, timer, context) => context.output(timer),
  onInput: (_state, input, context) => context.setTimer(input, 10),
});

/** The same, in three ticks of one timer. */
const ticker = defineMachine<{ left: number; due: string[] }, never, string, string>({
  start: () => ({ left: 0, due: [] }),
  onTimer(state, timer, context) {
    if (state.left > 0) {
      state.left -= 1;
      context.setTimer(timer, 10);
    } else {
      for (const name of state.due.splice(0)) context.output(name);
    }
  },
  onInput(state, input, context) {
    state.due.push(input);
    state.left = 2;
    context.setTimer("tick", 10);
  },
});

/** Sets and clears timers as it is told. */
const setter = durable(
  defineMachine<{ starts: number }, never, never, readonly [string, number | null]>({
    start(context) {
      const starts = Number(context.disk.read("starts") ?? 0) + 1;
      context.disk.write("starts", starts);
      return { starts };
    },
    onInput(_state, [name, afterMs], context) {
      if (afterMs === null) context.clearTimer(name);
      else context.setTimer(name, afterMs);
    },
  }),
);

/** Does everything that a machine can do. It calls the service when it is told "one". */
const busy = defineMachine<{ handled: string[] }, string, unknown, string>({
  start: () => ({ handled: [] }),
  onMessage(state, text, from, context) {
    note(state, text, context);
    if (text.length < 12) context.send(from, `${text}.`);
  },
  onTimer(state, timer, context) {
    note(state, timer, context);
    if (state.handled.length < 12) context.setTimer("again", 7);
  },
  onInput(state, text, context) {
    note(state, text, context);
    if (text === "one") context.call("service", text);
    context.setTimer("first", 5);
    context.setTimer("second", 5 + 10 * context.random());
    if (text === "two") context.clearTimer("first");
    for (const peer of context.peers) context.send(peer, text);
  },
  onReply: (state, reply, { port }, context) => note(state, `${String(reply)} of ${port}`, context),
});

function note(state: { handled: string[] }, what: string, context: Context<string, unknown>): void {
  const before = Number(context.disk.read("count") ?? 0);
  context.disk.write("count", before + 1);
  state.handled.push(what);
  context.output([context.self, what, before, state.handled.length, context.now(), context.random()]);
}

function busySystem(machine: AnyMachine, texts: readonly string[], faults: Faults = {}): System {
  const service: Resource = { start: () => ({}), onCall: () => "done" };
  return defineSystem({
    machines: { a: machine, b: machine },
    inputs: texts.map((text, turn) => at("a", text, { atMs: 20 * turn })),
    resources: { service },
    faults,
  });
}

/** A machine with this handler for inputs, and no other. */
function taking(onInput: NonNullable<AnyMachine["onInput"]>): AnyMachine {
  return { start: () => ({}), onInput };
}

function system(machine: AnyMachine, inputs: readonly unknown[]): System {
  return defineSystem({
    machines: { a: machine },
    inputs: inputs.map((input) => at("a", input)),
    faults: { crashes: 1 },
  });
}

/** Two calls, and a crash at any moment. */
function rung(machine: AnyMachine): Exploration {
  return explore(system(machine, ["tea", "bread"]), { laws: [ringsOncePerCall, ringsForEveryCall] });
}

const sumsUp = monitor<{ sum: number }, unknown, unknown, number>("what is put out is the sum of what came in", {
  start: () => ({ sum: 0 }),
  on: {
    input: (state, { input }) => void (state.sum += input),
    output: ({ sum }, { output }) => (output === sum ? undefined : broken(`${sum}`, String(output))),
  },
});

const ringsOncePerCall = monitor<{ due: string[] }, unknown, unknown, string>("it rings once for each call", {
  start: () => ({ due: [] }),
  on: {
    input: ({ due }, { input }) => void due.push(input),
    output({ due }, { output }) {
      const place = due.findIndex((name) => equal(name, output));
      if (place < 0) return broken("silence", String(output));
      due.splice(place, 1);
      return undefined;
    },
  },
});

const ringsForEveryCall = eventually("it rings for every call in the end", {
  of: ringsOncePerCall,
  holds: ({ due: [first] }) => (first === undefined ? undefined : broken(first, "silence")),
});

function isNoCrash({ kind }: Choice | Event): boolean {
  return kind !== "crash" && kind !== "restart";
}

/** An event as the machine itself has part in it. */
function whatItDid({ kind, machine, sends, outputs, state, timers, disk }: Event): object {
  const inner = typeof state === "object" && state !== null && "inner" in state ? state.inner : state;
  const own = [...(disk ?? [])].filter(([key]) => key !== "durable");
  return { kind, machine, sends, outputs, inner, timers, own };
}
