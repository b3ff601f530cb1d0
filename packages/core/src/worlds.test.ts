/**
 * The engine has three forms of its rules: `World`, which keeps whole events, the space of interned states, and that of
 * traces. Random small systems hold them together, and all searches (testing/differential.ts).
 */
import { expect, test } from "vitest";
import { type AnyMachine, at, defineSystem, type SystemOptions } from "./mod.ts";
import { checkModel } from "./testing/differential.ts";
import { sameTraces } from "./testing/same-traces.ts";

const models = 1000;

/** Most models are left out if they have more schedules than this, every fortieth only if it has many more. */
const mostSchedules = { usual: 30, sometimes: 300 };

test(`${models} random models: worlds, states and traces agree, whichever way they are searched`, async () => {
  let checked = 0;
  for (let seed = 0; checked < models; seed++) {
    const most = seed % 40 === 0 ? mostSchedules.sometimes : mostSchedules.usual;
    if ((await checkModel(seed, most)) === "checked") checked += 1;
  }
  expect(checked).toBe(models);
});

/** Sends what it is told to everybody, and remembers how much it was told and has heard. */
const gossip: AnyMachine = {
  start: () => ({ heard: 0 }),
  onInput: (_state, input, context) => context.peers.forEach((peer) => context.send(peer, input)),
  onMessage: (state: { heard: number }, _message, _from, context) =>
    void ((state.heard += 1), context.output(state.heard)),
};

/** Hears only the first message. */
const deaf: AnyMachine = {
  start: () => ({ heard: 0 }),
  onInput: (_state, input, context) => context.peers.forEach((peer) => context.send(peer, input)),
  onMessage: (state: { heard: unknown }, message) => void (state.heard ||= message),
};

/** Counts down, and stops the other timer. */
const ticker: AnyMachine = {
  start: (context) => (context.setTimer("one", 1), context.setTimer("two", 0), { left: 2 }),
  onTimer(state: { left: number }, timer, context) {
    context.clearTimer(timer === "one" ? "two" : "one");
    state.left -= 1;
    if (state.left > 0) context.setTimer(timer, 1);
    context.peers.forEach((peer) => context.send(peer, timer));
  },
  onMessage() {},
};

/** Says what time it is. */
const clock: AnyMachine = {
  start: (context) => (context.setTimer("one", 1), context.setTimer("two", 2), {}),
  onTimer(_state, timer, context) {
    context.output(context.now());
    if (timer === "one") context.peers.forEach((peer) => context.send(peer, context.now()));
  },
  onMessage: (_state, message, _from, context) => context.output([message, context.now()]),
};

const toB = [
  ["a", "b"],
  ["c", "b"],
] as const;

/** Small systems for each thing that orders steps: random ones that are small enough are rare. */
const special: readonly [name: string, options: Omit<SystemOptions, "machines">, machine: AnyMachine][] = [
  ["two crashes share a budget", { faults: { crashes: 2 }, topology: [["a", "b"]] }, { start: () => ({}) }],
  ["one crash keeps the other from happening", { faults: { crashes: 1 }, inputs: [at("a", 1)] }, gossip],
  ["two drops share a budget", { faults: { drops: 2 }, inputs: [at("a", 1), at("b", 2)] }, gossip],
  ["any number of drops", { faults: { drops: Infinity }, inputs: [at("a", 1), at("a", 2)] }, gossip],
  ["drops from the front", { faults: { drops: 1, dropsFrom: "front" }, inputs: [at("a", 1), at("a", 2)] }, gossip],
  ["two duplicates share a budget", { faults: { duplicates: 2 }, inputs: [at("a", 1)] }, gossip],
  ["a cut holds back and heals", { faults: { cuts: [[["a"], ["b"]]] }, inputs: [at("a", 1), at("b", 2)] }, gossip],
  ["equal messages in any order", { channels: "any-order", inputs: [at("a", 1), at("a", 1), at("b", 1)] }, gossip],
  [
    "a message that is ignored after another",
    { channels: "any-order", idleDeliveries: "ignored", inputs: [at("a", 1), at("a", 2), at("b", 3)] },
    deaf,
  ],
  [
    "the same where a message may be lost",
    { channels: "any-order", idleDeliveries: "ignored", faults: { drops: 2 }, inputs: [at("a", 1), at("a", 2)] },
    deaf,
  ],
  [
    "the same where a channel may be cut",
    {
      channels: "any-order",
      idleDeliveries: "ignored",
      faults: { cuts: [[["a"], ["b"]]] },
      inputs: [at("a", 1), at("a", 2), at("b", 1)],
    },
    deaf,
  ],
  [
    "a message that is ignored once its channel has healed",
    {
      topology: toB,
      channels: "any-order",
      idleDeliveries: "ignored",
      faults: { cuts: [[["a"], ["b"]]] },
      inputs: [at("a", 1), at("c", 1)],
    },
    deaf,
  ],
  [
    "messages that stay",
    { channels: "duplicating", idleDeliveries: "ignored", inputs: [at("a", 1), at("a", 2)] },
    deaf,
  ],
  ["timers in their order", {}, ticker],
  ["timers without an order", { timers: "untimed" }, ticker],
  ["timers that wait for silence", { timers: "messages-first", topology: [["a", "b"]] }, ticker],
  ["clocks that are read", {}, clock],
  ["clocks that are read, and jump", { faults: { clockSkewMs: 5 }, topology: [["a", "b"]] }, clock],
  ["clocks that jump", { faults: { clockSkewMs: 5 }, inputs: [at("a", 1)] }, gossip],
];

test.each(special)("%s: naive, sleep and source sets meet the same traces", (_name, options, machine) => {
  const names = options.topology === toB ? ["a", "b", "c"] : ["a", "b"];
  const system = defineSystem({ machines: Object.fromEntries(names.map((id) => [id, machine])), ...options });
  expect(sameTraces({ system, visible: undefined }, Infinity)).toBe("checked");
  expect(sameTraces({ system, visible: { machines: ["a"] } }, Infinity)).toBe("checked");
});
