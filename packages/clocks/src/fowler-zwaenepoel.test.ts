import {
  type AnyMachine,
  type Exploration,
  type Input,
  type Law,
  at,
  defineMachine,
  defineSystem,
  explore,
  sample,
} from "@millrace/core";
import { expect, test } from "vitest";
import {
  type VectorTimeOf,
  closuresAreVectorTime,
  dependenciesAreDirect,
  judgeClosure,
  logsEveryEvent,
  messagesAreOneNumber,
} from "./fowler-zwaenepoel.laws.ts";
import { guardLogs } from "./guarded-logs.ts";
import { type DependencyLogs, fowlerZwaenepoel, vectorClock, vectorTimeOf } from "./mod.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";
import { casesOf } from "./written-logs.ts";

const laws = [sendsAsTold, logsEveryEvent, messagesAreOneNumber, dependenciesAreDirect];

const relay = [send("a", "b"), send("b", "c"), local("c"), send("c", "a")];

const passing = [send("a", "b"), send("a", "b"), local("b"), send("b", "c")];

/** Of stage, report hears before stage hears of extract. */
const hearsLater = "stage!1 extract!2 stage?2 stage report?1 report report!3 chart?3";

test("with one number in a message, closure(e) = v(e)", () => {
  for (const requests of [relay, passing])
    expect(run(fowlerZwaenepoel, requests, [...laws, closuresAreVectorTime(vectorTimeOf)]).outcome).toBe("proved");
  const names = ["a", "b", "c"];
  const requests = names.flatMap((name, place) =>
    [1, 2, 1, 2].map((step, turn) => at(name, { type: "send", to: names[(place + step) % 3] }, { atMs: turn * 4 })),
  );
  const closure = closuresAreVectorTime(vectorTimeOf);
  expect(sample(systemOf(fowlerZwaenepoel, requests), { laws: [...laws, closure], runs: 20 }).outcome).toBe("sampled");
});

test("an entry is no vector: of three in a row, the last does not know of the first", () => {
  const closure = closuresAreVectorTime((logs, { machine, count }) => logs[machine]?.[count - 1]);
  expect(run(fowlerZwaenepoel, relay, [closure]).counterexample).toMatchObject({
    law: closure.name,
    expected: expect.stringContaining("a: 1"),
  });
});

test.each<[string, Variant, Law]>([
  ["does not note whom it hears from", { note: () => {} }, dependenciesAreDirect],
  ["takes over what comes", { note: (own, from, count) => void (own[from] = count) }, dependenciesAreDirect],
  ["counts messages", { note: (own, from) => void (own[from] = (own[from] ?? 0) + 1) }, dependenciesAreDirect],
  ["sends the number of the event before", { sends: (count) => ({ count: count - 1 }) }, messagesAreOneNumber],
  ["sends more than a number", { sends: (count) => ({ count, atMs: 0 }) }, messagesAreOneNumber],
  ["sends text", { sends: (count) => ({ count: `${count}` }) }, messagesAreOneNumber],
  ["sends nothing in it", { sends: () => null }, messagesAreOneNumber],
])("a machine that %s is seen", (_what, variant, law) => {
  const found = [relay, passing].map((requests) => run(clock(variant), requests, [law]).counterexample?.law);
  expect(found).toContain(law.name);
});

test("an output of another shape is seen", () => {
  expect(run(vectorClock, relay, [logsEveryEvent]).counterexample?.law).toBe(logsEveryEvent.name);
  for (const output of [
    1,
    { type: "logged" },
    { type: "logged", dependencies: [1] },
    { type: "logged", dependencies: { a: -1 } },
  ]) {
    const machine = defineMachine<object, never, unknown, unknown>({
      start: () => ({}),
      onInput: (_state, _input, context) => context.output(output),
    });
    for (const law of [logsEveryEvent, dependenciesAreDirect, closuresAreVectorTime(vectorTimeOf)])
      expect(run(machine, [local("a")], [law]).counterexample?.law).toBe(law.name);
  }
});

test.each<[string, VectorTimeOf]>([
  ["the parents only", (logs, { machine, count }) => logs[machine]?.[count - 1]],
  ["the latest entries", (logs, event) => recursively(logs, event, (name) => logs[name]?.length ?? 0)],
  ["no numbers", () => ({ report: "1" })],
  ["nothing", () => undefined],
])("a closure of %s is seen", (_what, closure) => {
  const problems = casesOf(hearsLater).map((item) => judgeClosure(closure, item));
  expect(problems.some((problem) => problem !== undefined)).toBe(true);
});

test("a written run has one case for each event, and the library's closure is right in all", () => {
  const cases = casesOf(hearsLater);
  expect(cases.map(({ event, vector }) => [event.machine, event.count, Object.fromEntries(vector)]).slice(-2)).toEqual([
    ["report", 3, { report: 3, stage: 1 }],
    ["chart", 1, { chart: 1, report: 3, stage: 1 }],
  ]);
  for (const item of cases) expect(judgeClosure(vectorTimeOf, item)).toBeUndefined();
  expect(() => casesOf("a?1")).toThrow("receives what was never sent");
});

test("whoever works out shared ancestors again and again is stopped", () => {
  const rounds = Array.from(
    { length: 20 },
    (_, turn) => `a!a${turn} b!b${turn} c!c${turn} a?b${turn} b?c${turn} c?a${turn}`,
  );
  const both = Array.from(
    { length: 20 },
    (_, turn) => `a!x${turn} b!y${turn} c?x${turn} c?y${turn} c!z${turn} c!w${turn} a?z${turn} b?w${turn}`,
  );
  const [last] = casesOf([...rounds, ...both].join(" ")).slice(-1);
  if (last === undefined) throw new Error("no case");
  expect(judgeClosure(vectorTimeOf, last)).toBeUndefined();
  const naive: VectorTimeOf = (logs, event) => recursively(logs, event, (_name, count) => count);
  expect(judgeClosure(naive, last)?.actual).toContain("was not done");
});

test("logs are frozen copies, and count what is looked up", () => {
  const logs = { a: [{ a: 1 }, { a: 2 }] };
  const guarded = guardLogs(logs);
  expect(guarded.logs["a"]?.[1]).toEqual({ a: 2 });
  expect([guarded.lookUps, guarded.size, guarded.isSpent]).toEqual([1, 2, false]);
  expect(Object.isFrozen(guarded.logs["a"]?.[0])).toBe(true);
  expect(Reflect.set(guarded.logs["a"] ?? [], 2, {})).toBe(false);
  expect(Object.isFrozen(logs.a[0])).toBe(false);
});

test("what a closure throws by itself is passed on", () => {
  const [item] = casesOf("a");
  if (item === undefined) throw new Error("no case");
  expect(() =>
    judgeClosure(() => {
      throw new RangeError("my own");
    }, item),
  ).toThrow("my own");
});

interface Variant {
  readonly note?: (own: Record<string, number>, from: string, count: number) => void;
  readonly sends?: (count: number) => unknown;
}

/** The right machine, but for what the variant does otherwise. */
function clock(variant: Variant): AnyMachine {
  const {
    note = (own, from, count) => void (own[from] = Math.max(count, own[from] ?? 0)),
    sends = (count) => ({ count }),
  } = variant;
  return defineMachine<Record<string, number>, unknown, unknown, { to?: string }>({
    start: () => ({}),
    onMessage(own, message, from, { self, output }) {
      const { count } = Object(message) as { readonly count?: number };
      note(own, from, Number(count ?? 0));
      own[self] = (own[self] ?? 0) + 1;
      output({ type: "logged", dependencies: own });
    },
    onInput(own, { to }, { self, output, send: put }) {
      own[self] = (own[self] ?? 0) + 1;
      output({ type: "logged", dependencies: own });
      if (to !== undefined) put(to, sends(own[self]));
    },
  });
}

/** Without memory; through the entries that `entryOf` names. */
function recursively(
  logs: DependencyLogs,
  { machine, count }: { readonly machine: string; readonly count: number },
  entryOf: (name: string, count: number) => number,
): Record<string, number> {
  const vector: Record<string, number> = { [machine]: count };
  for (const [name, number] of Object.entries(logs[machine]?.[entryOf(machine, count) - 1] ?? {})) {
    if (name === machine) continue;
    for (const [other, most] of Object.entries(recursively(logs, { machine: name, count: number }, entryOf)))
      vector[other] = Math.max(most, vector[other] ?? 0);
  }
  return vector;
}

function run(machine: AnyMachine, inputs: readonly Input[], lawsToCheck: readonly Law[]): Exploration {
  return explore(systemOf(machine, inputs), { laws: lawsToCheck });
}

function systemOf(machine: AnyMachine, inputs: readonly Input[]): ReturnType<typeof defineSystem> {
  return defineSystem({ machines: { a: machine, b: machine, c: machine }, channels: "any-order", inputs });
}

function local(machine: string): Input {
  return at(machine, { type: "local" });
}

function send(machine: string, to: string): Input {
  return at(machine, { type: "send", to });
}
