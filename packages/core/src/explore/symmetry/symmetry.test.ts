import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AnyMachine,
  at,
  broken,
  type ChannelKind,
  defineSystem,
  eventually,
  explore,
  type Law,
  monitor,
  never,
  replay,
  type System,
  SystemError,
} from "../../mod.ts";
import { StateTable } from "../state-table.ts";
import { Space } from "../space.ts";
import { Permutation } from "./permutation.ts";

interface State {
  at: number;
  left: number;
  heard: Record<string, number>;
  order: Set<string>;
}

interface Rule {
  readonly send: "all" | "hub" | "back" | "none";
  readonly remember: boolean;
  readonly timer: boolean;
  readonly next: number;
}

/** A machine that follows a table, and tells others apart by their names alone. */
function tableMachine(rules: readonly Rule[], left: number): AnyMachine {
  type Context = Parameters<NonNullable<AnyMachine["onInput"]>>[2];
  const act = (state: State, event: number, context: Context, from = ""): void => {
    const rule = rules[(state.at * 2 + event) % rules.length];
    if (rule === undefined || state.left === 0) return;
    state.left -= 1;
    state.at = rule.next;
    if (rule.remember && from !== "") {
      state.heard[from] = (state.heard[from] ?? 0) + 1;
      state.order.add(from);
    }
    const isHub = context.self === "hub";
    if (rule.send === "all") for (const peer of context.peers) context.send(peer, { about: from, is: rule.next });
    if (rule.send === "hub" && !isHub) context.send("hub", { about: context.self, is: rule.next });
    if (rule.send === "back" && from !== "") context.send(from, { about: from, is: rule.next });
    if (rule.timer) context.setTimer(`t${rule.next}`, rule.next);
    if (rule.send === "none") context.output({ from, is: rule.next });
  };
  return {
    start: () => ({ at: 0, left, heard: {}, order: new Set() }),
    onMessage: (state: State, message: { is: number }, from, context) => act(state, message.is, context, from),
    onTimer: (state: State, _timer, context) => act(state, 1, context),
    onInput: (state: State, input, context) => act(state, Number(input), context),
  };
}

const rule = fc.record<Rule>({
  send: fc.constantFrom("all", "hub", "back", "none"),
  remember: fc.boolean(),
  timer: fc.boolean(),
  next: fc.nat(1),
});

const groupSystem = fc
  .record({
    table: fc.array(rule, { minLength: 2, maxLength: 4 }),
    hub: fc.array(rule, { minLength: 2, maxLength: 4 }),
    count: fc.integer({ min: 2, max: 3 }),
    left: fc.integer({ min: 1, max: 2 }),
    kind: fc.constantFrom<ChannelKind>("fifo", "any-order"),
    faults: fc.record({ drops: fc.nat(1), duplicates: fc.nat(1), crashes: fc.nat(1), isCut: fc.boolean() }),
    hubFirst: fc.boolean(),
    input: fc.nat(1),
  })
  .map(({ table, hub, count, left, kind, faults: { isCut, ...faults }, hubFirst, input }) => {
    const members = ["a", "b", "c"].slice(0, count);
    const member = tableMachine(table, left);
    const own = Object.fromEntries(members.map((name) => [name, member]));
    const other = { hub: tableMachine(hub, left) };
    const system = defineSystem({
      machines: hubFirst ? { ...other, ...own } : { ...own, ...other },
      channels: kind,
      inputs: members.map((name) => at(name, input)),
      faults: { ...faults, cuts: isCut ? members.map((name) => [[name], ["hub"]] as const) : [] },
    });
    return { system, members };
  });

const outputs = monitor<{ by: Record<string, number> }>("outputs are counted", {
  start: () => ({ by: {} }),
  on: { output: (state, { machine }) => void (state.by[machine] = (state.by[machine] ?? 0) + 1) },
});
const laws: readonly Law[] = [
  never("no 1 is put out", (seen) =>
    seen.kind === "output" && (seen.output as { is: number }).is === 1
      ? broken("no 1", `1 by ${seen.machine}`)
      : undefined,
  ),
  eventually("all put something out", {
    of: outputs,
    holds: ({ by }, { machines }) =>
      Object.keys(by).length === machines.length ? undefined : broken("all", Object.keys(by).sort().join()),
  }),
];

/** How many orbits there are: every state is exchanged in every way. */
function countOrbits(system: System, members: readonly string[], most: number): number | undefined {
  const space = new Space(system, [], { clocks: false, symmetry: [members] });
  const table = new StateTable(space.width);
  table.add(space.initial().state);
  for (let index = 0; index < table.size; index++) {
    if (table.size > most) return undefined;
    space.expand(table.row(index).slice(), (next) => void table.add(next));
  }
  const places = members.map((name) => system.nodes.findIndex(({ id }) => id === name));
  const permutations = listOrders(places).map((order) => {
    const nodes = system.nodes.map(({ index }) => index);
    for (const [place, node] of places.entries()) nodes[node] = order[place] ?? node;
    return new Permutation(space, nodes, places);
  });
  const exchanged = new Int32Array(space.width);
  const orbits = new Set<string>();
  for (const row of table.all()) {
    const all = permutations.map((permutation) => (permutation.apply(row, exchanged), exchanged.join()));
    orbits.add(all.toSorted()[0] ?? "");
  }
  return orbits.size;
}

function listOrders(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, place) => listOrders(items.toSpliced(place, 1)).map((rest) => [item, ...rest]));
}

test("one state of every orbit is searched", () => {
  fc.assert(
    fc.property(groupSystem, ({ system, members }) => {
      const orbits = countOrbits(system, members, 1500);
      fc.pre(orbits !== undefined);
      expect(explore(system, { laws: [], symmetry: [members] }).states).toBe(orbits);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("the same laws are broken as without symmetry, in as few steps, and the counterexample is of the system as it is", () => {
  let brokenRuns = 0;
  fc.assert(
    fc.property(groupSystem, ({ system, members }) => {
      const limits = { states: 2000 };
      const plain = explore(system, { laws, limits });
      fc.pre(plain.outcome !== "inconclusive");
      const merged = explore(system, { laws, limits, symmetry: [members] });
      expect(merged.outcome).toBe(plain.outcome);
      expect(merged.counterexample?.schedule.length).toBe(plain.counterexample?.schedule.length);
      if (merged.counterexample === undefined) return;
      brokenRuns += 1;
      const { schedule, execution } = merged.counterexample;
      expect(replay(system, schedule).events.map(({ state }) => state)).toEqual(
        execution.events.map(({ state }) => state),
      );
      const alone = laws.filter(({ name }) => name === merged.counterexample?.law);
      expect(explore(system, { laws: alone, limits }).outcome).toBe("broken");
    }),
    { numRuns: 60, seed: 2 },
  );
  expect(brokenRuns).toBeGreaterThan(15);
});

const dice: AnyMachine = {
  start: () => ({}),
  onInput: (_state, _input, context) => context.output(context.random()),
};

describe("machines that cannot be exchanged are refused:", () => {
  const member: AnyMachine = tableMachine([{ send: "hub", remember: true, timer: false, next: 1 }], 2);
  const hub: AnyMachine = {
    start: () => ({ seen: [false, false] }),
    onMessage(state: { seen: boolean[] }, _message, from) {
      state.seen[from === "a" ? 0 : 1] = true;
    },
  };
  const machines = { a: member, b: member, hub: member };
  const inputs = [at("a", 0), at("b", 0)];
  const system = defineSystem({ machines, inputs });
  const first = never("a sends nothing", (seen) =>
    seen.kind === "send" && seen.machine === "a" ? broken("nothing", "something") : undefined,
  );

  test.each<[string, System, string[], RegExp, Law[]?]>([
    ["a name that no machine has", system, ["a", "z"], /no machine is called "z"/],
    ["one alone", system, ["a"], /at least two/],
    ["one listed twice", system, ["a", "a"], /listed twice/],
    ["different handlers", defineSystem({ machines: { ...machines, b: hub } }), ["a", "b"], /different handlers/],
    ["different inputs", defineSystem({ machines, inputs: [at("a", 0)] }), ["a", "b"], /different inputs/],
    [
      "different channels",
      defineSystem({
        machines,
        topology: [
          ["a", "hub"],
          ["hub", "b"],
        ],
      }),
      ["a", "b"],
      /different channels/,
    ],
    [
      "a cut for one alone",
      defineSystem({ machines, faults: { cuts: [[["a"], ["hub"]]] } }),
      ["a", "b"],
      /a cut tells/,
    ],
    [
      "a handler that goes by places",
      defineSystem({ machines: { ...machines, hub }, inputs }),
      ["a", "b"],
      /a handler or a law/,
    ],
    ["a law that asks for one of them", system, ["a", "b"], /a handler or a law/, [first]],
    [
      "random numbers",
      defineSystem({
        machines: { a: dice, b: dice },
        inputs,
      }),
      ["a", "b"],
      /draw random numbers|a handler or a law/,
    ],
  ])("%s", (_what, refused, group, message, some = []) => {
    const run = (): unknown => explore(refused, { laws: some, symmetry: [group] });
    expect(run).toThrow(SystemError);
    expect(run).toThrow(message);
  });
});
