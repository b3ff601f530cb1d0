import fc from "fast-check";
import { type AnyMachine, at, type ChannelKind, type Context, defineSystem, type System } from "../mod.ts";

/** What a handler may do, all of it allowed. */
const deeds = [
  "send a number",
  "send an object",
  "send what it holds",
  "send an object, then change it",
  "put out its place",
  "put out a random number",
  "put out the time",
  "set a timer",
  "clear a timer",
  "write",
  "put out what it wrote",
  "call",
  "keep the message",
  "change what it kept",
  "hold an object twice",
  "change an object held twice",
  "keep an object from outside",
  "change an object from outside",
  "hold a Map",
  "hold nothing",
  "put a key last",
] as const;

/** What a handler must not do. Those that end in "freeze" are strange, and allowed. */
const misdeeds = [
  "throw",
  "send a function",
  "keep a function",
  "keep a Promise",
  "change the message",
  "send to nobody",
  "send to nobody and hide it",
  "set a timer into the past",
  "hide a key",
  "keep a symbol as key",
  "send a hidden key",
  "freeze",
] as const;

type Deed = { readonly what: (typeof deeds)[number] | (typeof misdeeds)[number]; readonly n: number };

interface State {
  at: number;
  left: number;
  held?: unknown;
  one?: { n: number };
  two?: { n: number };
  outside?: { list: number[] };
  map?: Map<number, unknown>;
}

/** What all machines of a program can reach, and none may see changed. */
const outside = { list: [1] };

/** A machine that does what is listed for its place, then moves on; after 12 handlers it is tired. */
function programMachine(program: readonly (readonly Deed[])[]): AnyMachine {
  const act = (state: State, by: number, { message, context }: { message: unknown; context: Context }): void => {
    if (state.left <= 0) return;
    state.left -= 1;
    state.at = (state.at + by + 1) % program.length;
    for (const deed of program[state.at] ?? []) carryOut(deed, state, { message, context });
  };
  return {
    start: (context) => ({ at: 0, left: 12, ...(context.disk.read("last") === undefined ? {} : { held: [0] }) }),
    onMessage: (state: State, message, _from, context) => act(state, numberIn(message), { message, context }),
    onTimer: (state: State, timer, context) => act(state, timer.length, { message: timer, context }),
    onInput: (state: State, input, context) => act(state, numberIn(input), { message: input, context }),
    onReply(state: State, reply, call, context) {
      context.output([reply, call.port]);
      act(state, 1, { message: reply, context });
    },
  };
}

function carryOut(
  { what, n }: Deed,
  state: State,
  { message, context }: { readonly message: unknown; readonly context: Context },
): void {
  const to = context.peers[n % Math.max(1, context.peers.length)];
  const send = (sent: unknown): void => (to === undefined ? undefined : context.send(to, sent));
  switch (what) {
    case "send a number":
      return send(n);
    case "send an object":
      return send({ n, text: "x" });
    case "send what it holds":
      return send({ n, held: state.held ?? [1, { at: state.at }] });
    case "send an object, then change it": {
      const message = { n, text: "x" };
      send(message);
      message.text = "changed";
      return context.output(message);
    }
    case "put out its place":
      return context.output([n, state.at]);
    case "put out a random number":
      return context.output(context.random());
    case "put out the time":
      return context.output(context.now());
    case "set a timer":
      return context.setTimer(`t${n % 2}`, n * 3);
    case "clear a timer":
      return context.clearTimer(`t${n % 2}`);
    case "write":
      context.disk.write("place", { n, at: state.at });
      context.disk.write("last", n);
      return context.output(context.disk.read("place"));
    case "put out what it wrote":
      return context.output([context.disk.read("place"), context.disk.read("last")]);
    case "call":
      return context.call("ledger", { n });
    case "keep the message":
      state.held = message;
      return;
    case "change what it kept":
      if (isObject(state.held)) state.held["n"] = numberIn(state.held) + 1;
      return;
    case "hold an object twice":
      state.one = { n: 0 };
      state.two = state.one;
      return;
    case "change an object held twice":
      if (state.one !== undefined) state.one.n += 1;
      return context.output([state.one, state.two]);
    case "keep an object from outside":
      state.outside = outside;
      return;
    case "change an object from outside":
      // In the handler that took it, it is the very object; from the next on it must be the machine's own.
      if (state.outside !== undefined && state.outside !== outside) state.outside.list.push(n);
      return context.output([state.outside, outside]);
    case "hold a Map":
      state.map = new Map([...(state.map ?? []), [n, [n]]]);
      return;
    case "hold nothing":
      for (const key of ["held", "one", "two", "outside", "map"] as const) delete state[key];
      return;
    case "put a key last": {
      const { left } = state;
      Reflect.deleteProperty(state, "left");
      state.left = left;
      return;
    }
    case "throw":
      throw new Error("a bad state");
    case "send a function":
      return send({ work: () => n });
    case "keep a function":
      state.held = () => n;
      return;
    case "keep a Promise":
      state.held = Promise.resolve();
      return;
    case "change the message":
      if (isObject(message)) message["text"] = "changed";
      return;
    case "send to nobody":
      return context.send("nobody", n);
    case "send to nobody and hide it":
      try {
        context.send("nobody", n);
      } catch {
        state.held = "nothing happened";
      }
      return;
    case "set a timer into the past":
      return context.setTimer("t", -1);
    case "hide a key":
      Object.defineProperty(state, "secret", { value: n, configurable: true });
      return;
    case "keep a symbol as key":
      Object.assign(state, { [Symbol.for("secret")]: n });
      return;
    case "send a hidden key":
      return send(Object.defineProperty({ n }, "secret", { value: n }));
    case "freeze":
      Object.freeze(state);
      return;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function numberIn(value: unknown): number {
  const number = Number(isObject(value) ? value["n"] : value);
  return Number.isSafeInteger(number) ? Math.abs(number) : 0;
}

const goodDeed = fc.record({ what: fc.constantFrom(...deeds), n: fc.nat(5) });
const badDeed = fc.record({ what: fc.constantFrom(...misdeeds), n: fc.nat(5) });

/** Systems whose machines do what a state, message, disk, timer, clock, chance and resource allow; some misbehave. */
export const randomProgram: fc.Arbitrary<System> = fc
  .boolean()
  .chain((isBad) => {
    const deed: fc.Arbitrary<Deed> = isBad
      ? fc.oneof({ weight: 9, arbitrary: goodDeed }, { weight: 1, arbitrary: badDeed })
      : goodDeed;
    return fc.array(fc.array(fc.array(deed, { maxLength: 3 }), { minLength: 3, maxLength: 6 }), {
      minLength: 2,
      maxLength: 3,
    });
  })
  .chain((programs) =>
    fc.record({
      programs: fc.constant(programs),
      channels: fc.constantFrom<ChannelKind>("fifo", "any-order", "duplicating"),
      topology: fc.constantFrom("complete" as const, "ring" as const),
      inputs: fc.array(
        fc.record({
          machine: fc.nat(1),
          input: fc.oneof(fc.nat(4), fc.record({ n: fc.nat(4), list: fc.array(fc.nat(2), { maxLength: 2 }) })),
          atMs: fc.constantFrom(0, 5, 20),
        }),
        { minLength: 1, maxLength: 6 },
      ),
      faults: fc.record({
        drops: fc.nat(2),
        duplicates: fc.nat(2),
        crashes: fc.nat(2),
        clockSkewMs: fc.constantFrom(0, 15),
        cuts: fc.subarray([[["a"], ["b"]] as const, [["b"], ["a"]] as const]),
      }),
      idleDeliveries: fc.constantFrom("step" as const, "step" as const, "ignored" as const),
      seed: fc.nat(5),
    }),
  )
  .map(({ programs, inputs, ...rest }) => {
    const names = ["a", "b", "c"].slice(0, programs.length);
    return defineSystem({
      machines: Object.fromEntries(names.map((name, index) => [name, programMachine(programs[index] ?? [])])),
      inputs: inputs.map(({ machine, input, atMs }) => at(names[machine] ?? "a", input, { atMs })),
      resources: {
        ledger: {
          start: () => ({ asked: 0 }),
          onCall: (state: { asked: number }, request) => ({ nth: ++state.asked, request }),
        },
      },
      ...rest,
    });
  });
