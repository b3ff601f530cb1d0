// Small systems with runs that are easy to tell, for tests that show a whole diagram.
import {
  at,
  type Choice,
  defineMachine,
  defineSystem,
  type Execution,
  type Machine,
  type Violation,
  World,
} from "@millrace/core";

interface Parcel {
  readonly to: readonly string[];
  readonly text: string;
}

/** Sends each input on, and puts out what arrives. */
const postman: Machine<object, string, string, Parcel> = defineMachine({
  start: () => ({}),
  onMessage: (_state, text, _from, context) => context.output(text),
  onInput: (_state, { to, text }, context) => {
    for (const receiver of to) context.send(receiver, text);
  },
});

/** Answers work with how much it has done; tells the outside about each reply. */
const worker: Machine<{ done: number }, { type: string; count?: number }, string, string> = defineMachine({
  start: () => ({ done: 0 }),
  onMessage(state, message, from, context) {
    if (message.type === "work") context.send(from, { type: "reply", count: ++state.done });
    else context.output("thanks");
  },
  onTimer: () => {},
  onInput: (_state, input, context) => {
    context.setTimer("retry", 10);
    for (const peer of context.peers) context.send(peer, { type: input });
  },
});

const deliver = (from: string, to: string, nth = 0): Choice => ({ kind: "deliver", from, to, nth });
const input = (machine: string, index: number): Choice => ({ kind: "input", machine, input: index });

function follow(system: ConstructorParameters<typeof World>[0], choices: readonly Choice[]): Execution {
  const world = new World(system);
  for (const choice of choices) world.apply(choice);
  return world.execution;
}

const twoLetters = defineSystem({
  machines: { a: postman, b: postman },
  channels: "any-order",
  inputs: [at("a", { to: ["b"], text: "one" }), at("a", { to: ["b"], text: "two" })],
});

/** a sends one and then two to b; two arrives first. Event 4 is its arrival. */
export function overtaking(): Execution {
  return follow(twoLetters, [input("a", 0), input("a", 1), deliver("a", "b", 1), deliver("a", "b")]);
}

/** a sends one and then two to b; they arrive in this order. */
export function inOrder(): Execution {
  return follow(twoLetters, [input("a", 0), input("a", 1), deliver("a", "b"), deliver("a", "b")]);
}

/** The law that {@link overtaking} breaks. */
export const outOfOrder: Violation = {
  law: "messages arrive in the order they were sent",
  expected: "b puts out one first",
  actual: "b put out two",
  event: 4,
};

/** a asks b and c; b crashes before it hears of it and restarts, the question to c is doubled, one copy is lost. */
export function faulty(): Execution {
  const system = defineSystem({
    machines: { a: worker, b: worker, c: worker },
    channels: "any-order",
    inputs: [at("a", "work")],
    faults: { crashes: 1, drops: 1, duplicates: 1 },
  });
  return follow(system, [
    input("a", 0),
    { kind: "crash", machine: "b" },
    { kind: "duplicate", from: "a", to: "c", nth: 0 },
    deliver("a", "c"),
    { kind: "drop", from: "a", to: "c", nth: 0 },
    { kind: "restart", machine: "b" },
    deliver("a", "b"),
    { kind: "timer", machine: "a", timer: "retry" },
    deliver("c", "a"),
    deliver("b", "a"),
  ]);
}

/** A token goes round five machines, in 60 steps, while a sixth machine, the clock, ticks. */
export function longRun(): Execution {
  const ring: Machine<object, { type: string; hops: number }, string, number> = defineMachine({
    start: () => ({}),
    onMessage(_state, { type, hops }, _from, context) {
      const [next = ""] = context.peers;
      if (hops < 36) context.send(next, { type, hops: hops + 1 });
      else context.output("home");
    },
    onInput: (_state, _input, context) => context.send(context.peers[0] ?? "", { type: "token", hops: 1 }),
    onTimer: () => {},
  });
  const clock: Machine<object, never, string, never> = defineMachine({
    start: (context) => (context.setTimer("tick", 1), {}),
    onTimer: (_state, timer, context) => context.setTimer(timer, 1),
  });
  const ids = ["a", "b", "c", "d", "e"];
  const system = defineSystem({
    machines: { ...Object.fromEntries(ids.map((id) => [id, ring])), clock },
    topology: ids.map((id, index) => [id, ids[(index + 1) % ids.length] ?? ""] as const),
    inputs: [at("a", 0)],
  });
  const world = new World(system);
  world.apply(input("a", 0));
  for (let step = 0; step < 59; step++) {
    const ticks = world.work.find(({ kind }) => kind === "timer");
    const moves = world.work.find(({ kind }) => kind === "deliver");
    const choice = step % 3 === 0 ? (ticks ?? moves) : (moves ?? ticks);
    if (choice !== undefined) world.apply(choice);
  }
  return world.execution;
}
