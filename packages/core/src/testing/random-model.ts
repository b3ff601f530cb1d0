import {
  type AnyMachine,
  at,
  type Context,
  createRandom,
  defineSystem,
  type Random,
  type System,
  type SystemOptions,
  type Visible,
} from "../mod.ts";

/** What a machine does in one of its states on one kind of event. */
interface Rule {
  readonly sends: readonly { readonly to: number; readonly text: number }[];
  readonly sets: number | undefined;
  readonly clears: number | undefined;
  readonly calls: boolean;
  readonly writes: boolean;
  readonly next: number;
}

interface TableState {
  at: number;
  left: number;
}

/** A random system, and what a law about it declares visible. */
export interface Model {
  readonly system: System;
  readonly visible: Visible | undefined;
}

/**
 * A small system that is made of a seed alone: every kind of channel, topology, timer rule and fault, and machines that
 * follow random tables and get tired.
 */
export function randomModel(seed: number): Model {
  const random = createRandom(seed);
  const names = ["a", "b", "c", "d"].slice(0, 2 + below(random, 3));
  const hasResource = chance(random, 0.15);
  const tables = names.map(() => list(3 + below(random, 4), () => makeRule(random, hasResource)));
  const topology = makeTopology(random, names);
  const channels = makeChannels(random, { names, isComplete: topology === "complete" });
  const isFaulty = chance(random, 0.55);
  const lives = from(random, [1, 2, 2]);
  const system = defineSystem({
    machines: Object.fromEntries(names.map((name, index) => [name, tableMachine(tables[index] ?? [], lives)])),
    topology,
    channels,
    inputs: list(from(random, [1, 2, 2, 3]), () => at(names[below(random, names.length)] ?? "a", below(random, 3))),
    timers: from(random, ["ordered", "ordered", "untimed", "messages-first"]),
    // A duplicating network that takes what changes nothing for a step never falls silent.
    idleDeliveries: JSON.stringify(channels).includes("duplicating") || chance(random, 0.5) ? "ignored" : "step",
    ...(isFaulty ? { faults: makeFaults(random, names) } : {}),
    ...(hasResource ? { resources: { sum: { start: () => ({ total: 0 }), onCall: add } } } : {}),
  });
  return { system, visible: chance(random, 0.2) ? makeVisible(random, names) : undefined };
}

function makeRule(random: Random, hasResource: boolean): Rule {
  const maybe = (probability: number): number | undefined =>
    chance(random, probability) ? below(random, 3) : undefined;
  return {
    sends: list(from(random, [0, 1, 1, 1, 1, 2]), () => ({ to: below(random, 4), text: below(random, 3) })),
    sets: maybe(0.35),
    clears: maybe(0.2),
    calls: hasResource && chance(random, 0.3),
    writes: chance(random, 0.2),
    next: below(random, 3),
  };
}

/** Follows its table for so many events of its life; what comes later changes nothing. */
function tableMachine(rules: readonly Rule[], lives: number): AnyMachine {
  const act = (state: TableState, event: number, context: Context): void => {
    const rule = rules[(state.at * 3 + event) % rules.length];
    if (rule === undefined || state.left === 0) return;
    state.left -= 1;
    state.at = rule.next;
    for (const { to, text } of rule.sends) {
      const peer = context.peers[to % context.peers.length];
      if (peer !== undefined) context.send(peer, text);
    }
    if (rule.sets !== undefined) context.setTimer(`t${rule.sets}`, rule.sets);
    if (rule.clears !== undefined) context.clearTimer(`t${rule.clears}`);
    if (rule.calls) context.call("sum", 1);
    if (rule.writes) context.disk.write("left", state.left);
  };
  return {
    start: (context) => ({ at: 0, left: Number(context.disk.read("left") ?? lives) }),
    onMessage: (state: TableState, message, _from, context) => act(state, Number(message), context),
    onTimer: (state: TableState, _timer, context) => act(state, 1, context),
    onInput: (state: TableState, input, context) => act(state, Number(input), context),
    onReply: (state: TableState, reply, _call, context) => act(state, Number(reply) % 3, context),
  };
}

function add(state: { total: number }, request: unknown): number {
  return (state.total += Number(request));
}

const kinds = ["fifo", "any-order", "any-order", "duplicating"] as const;

function makeChannels(
  random: Random,
  { names, isComplete }: { readonly names: readonly string[]; readonly isComplete: boolean },
): NonNullable<SystemOptions["channels"]> {
  const usual = from(random, kinds);
  if (!isComplete || chance(random, 0.7)) return usual;
  return { default: usual, pairs: [[names[0] ?? "a", names[1] ?? "b", from(random, kinds)]] };
}

function makeTopology(random: Random, names: readonly string[]): NonNullable<SystemOptions["topology"]> {
  const [first = "a", second = "b"] = names;
  const toFirst = names.slice(1).map((name): [string, string] => [name, first]);
  return from<NonNullable<SystemOptions["topology"]>>(random, [
    "complete",
    "ring",
    "tree",
    toFirst,
    [...toFirst, [first, second]],
    // A machine may write to itself.
    [...toFirst, [first, first]],
  ]);
}

/** One kind of fault, or two: with more of them, hardly a system is small enough. */
function makeFaults(random: Random, names: readonly string[]): NonNullable<SystemOptions["faults"]> {
  const one: readonly [string[], string[]] = [names.slice(0, 1), names.slice(1, 2)];
  const other: readonly [string[], string[]] = [names.slice(1), names.slice(0, 1)];
  const make = (): NonNullable<SystemOptions["faults"]> =>
    from<NonNullable<SystemOptions["faults"]>>(random, [
      { drops: 1 },
      { drops: from(random, [2, Infinity]), ...(chance(random, 0.5) ? { dropsFrom: "front" } : {}) },
      { duplicates: from(random, [1, 1, 2]) },
      { crashes: from(random, [1, 1, 2]) },
      { cuts: [one] },
      { cuts: from(random, [[other], [one, other]]) },
      { clockSkewMs: 5 },
    ]);
  return chance(random, 0.6) ? make() : { ...make(), ...make() };
}

function makeVisible(random: Random, names: readonly string[]): Visible {
  return from<Visible>(random, [
    {},
    { kinds: ["deliver"] },
    { kinds: ["deliver", "timer"], machines: names.slice(0, 2) },
    { machines: names.slice(1) },
    { kinds: ["input", "crash", "cut"] },
  ]);
}

function chance(random: Random, probability: number): boolean {
  return random() < probability;
}

function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

function from<Item>(random: Random, items: readonly [Item, ...Item[]]): Item {
  return items[below(random, items.length)] ?? items[0];
}

function list<Item>(length: number, make: () => Item): Item[] {
  return Array.from({ length }, make);
}
