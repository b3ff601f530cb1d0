import {
  type AnyMachine,
  type Exploration,
  type Input,
  type Law,
  type MonitorLaw,
  at,
  defineMachine,
  defineSystem,
  explore,
  sample,
} from "@millrace/core";
import { expect, test } from "vitest";
import {
  type LastDeletable,
  deletesInTheEnd,
  deletesNothingUnseen,
  deletesWhatAllHaveSeen,
  judgeLongDeletable,
  putsOutDeletable,
} from "./matrix-clock.laws.ts";
import { type MatrixMessage, type Vector, matrixClock, mergeVectors, vectorClock } from "./mod.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";
import { entriesCountEvents, putsOutVectors, vectorsAreHappensBefore } from "./vector-clock.laws.ts";

const names = ["a", "b", "c"];

const vectorLaws = [putsOutVectors, vectorsAreHappensBefore, entriesCountEvents];

const deletableLaws = [putsOutDeletable, deletesNothingUnseen, deletesWhatAllHaveSeen];

const crossing = [send("a", "b"), send("b", "a"), send("a", "b"), send("b", "a")];

const round = [send("a", "b"), send("b", "c"), send("c", "a"), send("a", "b")];

const twoOfThree = [send("a", "b"), send("b", "a"), send("a", "b")];

test("what was told after 66,000 events is deletable at the answer; a number of sixteen bits is seen", () => {
  expect(judgeLongDeletable(matrixClock)).toBeUndefined();
  expect(judgeLongDeletable(clock({ deletable: (_own, least) => least % 65_536 }))?.expected).toContain(
    "66001 events of extract are deletable",
  );
});

test("row i is a vector clock, and min_k mt[k][l] ≥ t exactly if all are known to have heard of t events of l", () => {
  expect(run(matrixClock, ["a", "b"], crossing, [sendsAsTold, ...vectorLaws, ...deletableLaws]).outcome).toBe("proved");
  for (const requests of [round, twoOfThree])
    expect(run(matrixClock, names, requests, [sendsAsTold, ...vectorLaws, ...deletableLaws]).outcome).toBe("proved");
});

test("with gossip everything is deletable in the end", () => {
  const gossip = names.flatMap((name) => names.filter((other) => other !== name).map((other) => send(name, other)));
  // A round lasts longer than any message is on its way.
  const inputs = [
    ...names.map((name) => at(name, { type: "local" })),
    ...[1, 2].flatMap((turn) => gossip.map((request) => ({ ...request, atMs: turn * 10_000 }))),
  ];
  const everything = deletesInTheEnd({ a: 1, b: 1, c: 1 });
  const sampled = (machine: AnyMachine, law: MonitorLaw<LastDeletable>): Exploration =>
    sample(systemOf(machine, names, inputs), { laws: [law], runs: 20 });
  expect(sampled(matrixClock, everything).outcome).toBe("sampled");
  expect(sampled(matrixClock, deletesInTheEnd({ a: 99 })).outcome).toBe("broken");
  expect(sampled(clock({ deletable: () => 0 }), everything).counterexample?.law).toBe(everything.name);
});

test.each<[string, Variant, Law]>([
  ["deletes what it has seen", { deletable: (own) => own }, deletesNothingUnseen],
  ["asks only those that it has heard of", { asksTheSilent: false }, deletesNothingUnseen],
  ["takes its sender to know what it knows itself", { learnsForSender: true }, deletesNothingUnseen],
  ["deletes nothing", { deletable: () => 0 }, deletesWhatAllHaveSeen],
  ["sends its own row only", { sends: (rows, self) => ({ [self]: rows[self] ?? {} }) }, deletesWhatAllHaveSeen],
])("a clock that %s is seen", (_what, variant, law) => {
  const found = [round, twoOfThree].map((requests) => run(clock(variant), names, requests, [law]).counterexample?.law);
  expect(found).toContain(law.name);
});

test("with two machines it is enough to tell one's own row", () => {
  const sendsOwn = clock({ sends: (rows, self) => ({ [self]: rows[self] ?? {} }) });
  expect(run(sendsOwn, ["a", "b"], twoOfThree, deletableLaws).outcome).toBe("proved");
});

test("the own row, and that of the machine that is asked about, are never the smallest", () => {
  for (const leftOut of ["self", "asked"] as const)
    for (const requests of [round, twoOfThree])
      expect(run(clock({ leftOut }), names, requests, deletableLaws).outcome).toBe("proved");
});

test("an output of another shape, or of a machine that is none, is seen", () => {
  const vector = { a: 1 };
  for (const output of [
    null,
    { type: "stamped", vector },
    { type: "stamped", deletable: {} },
    { type: "stamped", vector, deletable: [] },
    { type: "stamped", vector, deletable: { a: -1 } },
    { type: "stamped", vector, deletable: { z: 0 } },
  ]) {
    const machine = defineMachine<object, never, unknown, unknown>({
      start: () => ({}),
      onInput: (_state, _input, context) => context.output(output),
    });
    const { counterexample } = run(machine, names, [send("a", "b")], [deletesNothingUnseen]);
    expect(counterexample?.law).toBe(deletesNothingUnseen.name);
  }
  expect(run(vectorClock, names, [send("a", "b")], [putsOutDeletable]).outcome).toBe("broken");
});

interface Variant {
  /** What is deletable, of a count of its own vector and the smallest of the column. */
  readonly deletable?: (own: number, least: number) => number;
  readonly asksTheSilent?: boolean;
  readonly learnsForSender?: boolean;
  readonly leftOut?: "self" | "asked";
  readonly sends?: (rows: Rows, self: string) => Rows;
}

type Rows = Readonly<Record<string, Vector>>;

/** The right clock, but for what the variant does otherwise. */
function clock(variant: Variant): AnyMachine {
  const { deletable = (_own, least) => least, asksTheSilent = true, sends = (rows) => rows } = variant;
  return defineMachine<{ rows: Record<string, Vector> }, MatrixMessage, unknown, { to?: string }>({
    start: () => ({ rows: {} }),
    onMessage({ rows }, message, from, context) {
      for (const [machine, row] of Object.entries(message.rows)) rows[machine] = mergeVectors(rows[machine] ?? {}, row);
      rows[context.self] = mergeVectors(rows[context.self] ?? {}, message.rows[from] ?? {});
      stamp({ rows }, context);
      if (variant.learnsForSender === true) rows[from] = rows[context.self] ?? {};
    },
    onInput({ rows }, { to }, context) {
      stamp({ rows }, context);
      if (to !== undefined) context.send(to, { rows: sends(rows, context.self) });
    },
  });

  function stamp(
    { rows }: { rows: Record<string, Vector> },
    { self, peers, output }: { self: string; peers: readonly string[]; output: (value: unknown) => void },
  ): void {
    const own = { ...rows[self], [self]: (rows[self]?.[self] ?? 0) + 1 };
    rows[self] = own;
    const all = [self, ...peers];
    const entries = all.map((machine): [string, number] => {
      const knowers = all
        .filter((knower) => asksTheSilent || knower in rows)
        .filter((knower) => !(variant.leftOut === "self" && knower === self))
        .filter((knower) => !(variant.leftOut === "asked" && knower === machine));
      const least = Math.min(...knowers.map((knower) => rows[knower]?.[machine] ?? 0));
      return [machine, deletable(own[machine] ?? 0, least)];
    });
    output({ type: "stamped", vector: own, deletable: Object.fromEntries(entries) });
  }
}

function run(
  machine: AnyMachine,
  machines: readonly string[],
  inputs: readonly Input[],
  laws: readonly Law[],
): Exploration {
  return explore(systemOf(machine, machines, inputs), { laws });
}

function systemOf(
  machine: AnyMachine,
  machines: readonly string[],
  inputs: readonly Input[],
): ReturnType<typeof defineSystem> {
  return defineSystem({
    machines: Object.fromEntries(machines.map((name) => [name, machine])),
    channels: "any-order",
    inputs,
  });
}

function send(machine: string, to: string): Input {
  return at(machine, { type: "send", to });
}
